// Times of a capture in the time zone of its reader. A hostile capture may hold times outside of any
// calendar.

const latestMs = 8.64e15

export class Times {
  private readonly zone: string
  private readonly clockFormat: Intl.DateTimeFormat
  private readonly dayFormat: Intl.DateTimeFormat

  constructor(zone: string) {
    this.zone = zone
    // The Swedish way is 2026-11-24 10:42:07.
    this.clockFormat = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
    this.dayFormat = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      day: 'numeric',
      month: 'long',
      year: 'numeric',
    })
  }

  /** `10:42:07.123`. */
  clock(atMs: number): string {
    if (!isTime(atMs)) return '--:--:--.---'
    const ms = wholeMs(atMs)
    return `${this.clockFormat.format(ms)}.${String(((ms % 1000) + 1000) % 1000).padStart(3, '0')}`
  }

  /** `24 November 2026`; null: not a valid time. */
  day(atMs: number): string | null {
    return isTime(atMs) ? this.dayFormat.format(atMs) : null
  }

  /** `on 24 November 2026 at 10:42:07 (Europe/Paris)`. */
  moment(atMs: number): string {
    const day = this.day(atMs)
    if (day === null) return 'at a time that the capture does not tell'
    return `on ${day} at ${this.clockFormat.format(atMs)} (${this.zone})`
  }
}

/** ISO 8601 for programs; null: not a valid time. */
export function isoTime(atMs: number): string | null {
  return isTime(atMs) ? new Date(wholeMs(atMs)).toISOString() : null
}

/** Rounds: a nanosecond clock yields 9.9999 ms for 10 ms. */
function wholeMs(atMs: number): number {
  return Math.floor(Math.round(atMs * 1000) / 1000)
}

function isTime(atMs: number): boolean {
  return Number.isFinite(atMs) && Math.abs(atMs) <= latestMs
}
