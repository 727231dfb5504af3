// The days on which a file orders payments, and the number of payments on each, as one text to compare. Pure.

import { sha256Of } from '../../lib/files/sha256.ts'

/** As many days as 27 years have: more cannot be real dates, and memory stays bounded. */
const maximumDates = 10_000
/** More than this many dates are described by the first, the last and a hash. */
const listedDates = 16

export class ExecutionDates {
  tooMany = false
  private readonly orders = new Map<string, number>()

  /** `date` as the format writes it; blank when the bank decides. */
  add(date: string, orders: number): void {
    const known = this.orders.get(date)
    if (known === undefined && this.orders.size >= maximumDates) this.tooMany = true
    else this.orders.set(date, (known ?? 0) + orders)
  }

  /**
   * '' when no date is given at all; the date alone when all orders have the same one. Otherwise each date
   * with the number of its orders, so that moving one of two orders to the day of a third one is visible.
   */
  get text(): string {
    const dates = [...this.orders].sort(([a], [b]) => (a < b ? -1 : 1))
    const [only] = dates
    if (only === undefined) return ''
    if (dates.length === 1) return only[0]
    const all = dates.map(([date, orders]) => `${date}*${orders}`)
    if (all.length <= listedDates) return all.join(' ')
    return `${all[0]} ${all.at(-1)} ${all.length} ${sha256Of(all.join(' '))}`
  }
}
