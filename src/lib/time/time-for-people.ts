// A time as it is shown to people: in the operator's time zone with its offset from UTC, so that it is
// unambiguous. Programs get times in UTC (`toISOString`). Only this file formats times for people.

/** `2026-11-25 10:42:07 +01:00`. */
export function timeForPeople(atMs: number, zone: string): string {
  const date = new Date(atMs)
  return `${daytime(date, zone)} ${offset(date, zone)}`
}

/** With thousandths of a second: `2026-11-25 10:42:07.250 +01:00`. */
export function momentForPeople(atMs: number, zone: string): string {
  const date = new Date(atMs)
  const thousandths = String(date.getUTCMilliseconds()).padStart(3, '0')
  return `${daytime(date, zone)}.${thousandths} ${offset(date, zone)}`
}

/** The time zone when the configuration has none. */
export function machineZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

function daytime(date: Date, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(date)
}

function offset(date: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  const name = parts.formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
  return name === 'GMT' ? '+00:00' : name.slice('GMT'.length)
}
