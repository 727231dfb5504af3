// Days as banks count them: the current day in their time zone, and the distance between two days. A day is
// written YYYY-MM-DD, so that days can be compared as text. Pure.

/** French banks count days in the time zone of Paris, wherever their customer is. */
const zoneOfBanks = 'Europe/Paris'

export function bankDay(atMs: number, zone: string = zoneOfBanks): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(new Date(atMs))
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
}

/**
 * The day of an xs:date or xs:dateTime; a time with an offset becomes the day at the bank. null: not a day.
 */
export function dayOf(text: string): string | null {
  const [, day = '', time, offset = ''] =
    /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? []
  if (!isDay(day)) return null
  if (time === undefined || offset === '') return day
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? null : bankDay(atMs)
}

/** The day of YYYYMMDD; null: not a day. */
export function dayOfDigits(text: string): string | null {
  const day = text.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')
  return isDay(day) ? day : null
}

/** The day of DDMMYY, or of DDMMY, where the year has only its last digit: the nearest year that fits. */
export function dayNear(text: string, today: string): string | null {
  const [, day = '', month = '', year = ''] = /^(\d\d)(\d\d)(\d\d?)$/.exec(text) ?? []
  if (year === '') return null
  const every = 10 ** year.length
  const thisYear = Number(today.slice(0, 4))
  const first = thisYear - (thisYear % every) + Number(year)
  const nearest = [first - every, first, first + every].reduce((best, one) =>
    Math.abs(one - thisYear) < Math.abs(best - thisYear) ? one : best,
  )
  const found = `${nearest}-${month}-${day}`
  return isDay(found) ? found : null
}

export function daysFrom(day: string, other: string): number {
  return (Date.parse(other) - Date.parse(day)) / 86_400_000
}

function isDay(day: string): boolean {
  const [, year = '', month = '', date = ''] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []
  if (year === '' || Number(month) < 1 || Number(month) > 12 || Number(date) < 1) return false
  return Number(date) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
}
