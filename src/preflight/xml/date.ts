// Dates as XML Schema writes them: a day of the calendar, with or without a time zone. Pure.

const zone = /(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?$/.source
const dateForm = new RegExp(`^(\\d{4})-(\\d\\d)-(\\d\\d)${zone}`)
const momentForm = new RegExp(
  `^(\\d{4})-(\\d\\d)-(\\d\\d)T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?|24:00:00(?:\\.0+)?)${zone}`,
)

/** `withTime`: xs:dateTime, otherwise xs:date. */
export function isXmlDate(text: string, withTime: boolean): boolean {
  const [, year = '', month = '', day = ''] = (withTime ? momentForm : dateForm).exec(text) ?? []
  if (year === '' || Number(month) < 1 || Number(month) > 12) return false
  // The day before the first of the next month is the last of this one.
  const days = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate()
  return Number(day) >= 1 && Number(day) <= days
}
