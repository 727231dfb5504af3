// On which days a file orders payments, and how many on each: as one text that can be compared. Pure.

import { sha256Of } from '../../lib/files/sha256.ts'

/** More days than there are in 27 years: then these are no dates, and memory stays bounded. */
const mostDates = 10_000
/** More than these are told by the first, the last and a hash. */
const toldDates = 16

export class ExecutionDates {
  tooMany = false
  private readonly orders = new Map<string, number>()

  /** `date` as the format writes it; blank when the bank decides. */
  add(date: string, orders: number): void {
    const known = this.orders.get(date)
    if (known === undefined && this.orders.size >= mostDates) this.tooMany = true
    else this.orders.set(date, (known ?? 0) + orders)
  }

  /**
   * '' where no date is given at all, the date alone where all have the same. Otherwise each date with the
   * number of its orders, so that moving one of two orders to the day of a third one shows.
   */
  get text(): string {
    const dates = [...this.orders].sort(([a], [b]) => (a < b ? -1 : 1))
    const [only] = dates
    if (only === undefined) return ''
    if (dates.length === 1) return only[0]
    const all = dates.map(([date, orders]) => `${date}*${orders}`)
    if (all.length <= toldDates) return all.join(' ')
    return `${all[0]} ${all.at(-1)} ${all.length} ${sha256Of(all.join(' '))}`
  }
}
