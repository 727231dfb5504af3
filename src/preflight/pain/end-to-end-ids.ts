// Finds EndToEndIds that come more than once in a file. Keeps 64 bits of a hash of each, in a table of
// bounded size: a million ids take 16 MB, and two different ids are mistaken for the same one in one of many
// millions of such files. Ids beyond the bound are counted and not compared. Pure.

import { sha256Of } from '../../lib/files/sha256.ts'

/** A file of 100 MB has fewer transactions than this. */
const maximumIds = 1_000_000
const firstSlots = 1024

export class EndToEndIds {
  /** How many ids were not compared. */
  passedOver = 0
  private readonly most: number
  private count = 0
  /** Two numbers for each slot; both are 0 in a free slot. */
  private halves = new Uint32Array(2 * firstSlots)

  constructor(most = maximumIds) {
    this.most = most
  }

  get compared(): number {
    return this.count
  }

  /** Returns whether the id came before. */
  add(id: string): boolean {
    const hash = sha256Of(id)
    const high = Number.parseInt(hash.slice(0, 8), 16)
    // No hash may look like a free slot.
    const low = Number.parseInt(hash.slice(8, 16), 16) || 1
    if (this.isAt(this.slotOf(high, low), high, low)) return true
    if (this.count >= this.most) {
      this.passedOver += 1
      return false
    }
    this.put(high, low)
    this.count += 1
    if (this.count * 4 > this.halves.length) this.grow()
    return false
  }

  /** The slot that has the hash, or else the free slot where it belongs. */
  private slotOf(high: number, low: number): number {
    const slots = this.halves.length / 2
    let slot = low % slots
    while (!this.isFree(slot) && !this.isAt(slot, high, low)) slot = (slot + 1) % slots
    return slot
  }

  private isFree(slot: number): boolean {
    return this.halves[2 * slot + 1] === 0
  }

  private isAt(slot: number, high: number, low: number): boolean {
    return this.halves[2 * slot] === high && this.halves[2 * slot + 1] === low
  }

  private put(high: number, low: number): void {
    const slot = this.slotOf(high, low)
    this.halves[2 * slot] = high
    this.halves[2 * slot + 1] = low
  }

  /** At most half of the slots are in use, so that a search is short. */
  private grow(): void {
    const before = this.halves
    this.halves = new Uint32Array(before.length * 2)
    for (let at = 0; at < before.length; at += 2)
      if (before[at + 1] !== 0) this.put(before[at] ?? 0, before[at + 1] ?? 0)
  }
}
