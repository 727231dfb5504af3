// Which EndToEndIds of a file were there before in the same file. Keeps 64 bits of a hash of each, in a table
// of bounded size: a million ids take 16 MB, and two different ones are taken for the same once in many
// millions of such files. What comes beyond the bound is counted and not compared. Pure.

import { sha256Of } from '../../lib/files/sha256.ts'

/** A file of 100 MB has fewer transactions than this. */
const mostIds = 1_000_000
const firstSlots = 1024

export class EndToEndIds {
  /** So many were not compared. */
  passedOver = 0
  private readonly most: number
  private count = 0
  /** Two of each slot; both 0 in one that is free. */
  private halves = new Uint32Array(2 * firstSlots)

  constructor(most = mostIds) {
    this.most = most
  }

  get compared(): number {
    return this.count
  }

  /** Whether it was there before. */
  add(id: string): boolean {
    const hash = sha256Of(id)
    const high = Number.parseInt(hash.slice(0, 8), 16)
    // No hash of ours is that of a free slot.
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

  /** Where it is, or else the free slot where it belongs. */
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

  /** Half of the slots at most are taken, so that a look is short. */
  private grow(): void {
    const before = this.halves
    this.halves = new Uint32Array(before.length * 2)
    for (let at = 0; at < before.length; at += 2)
      if (before[at + 1] !== 0) this.put(before[at] ?? 0, before[at + 1] ?? 0)
  }
}
