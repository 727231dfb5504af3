// One number for all orders of a file, independent of their order, in constant memory. Pure.
//
// Each order is hashed separately, and the hashes are added modulo 2^256. A sum does not depend on the order,
// and it counts: an order that comes twice counts twice. (An exclusive or would not do: two equal orders
// would cancel each other out, so a file with a pair of equal payments would look like one without them.)
// Such a sum distinguishes files that differ by chance, by a mistake or by a second export. Somebody who
// searches with much patience for two files with equal sums gains nothing: his own file would be held.

import { sha256Of } from '../../lib/files/sha256.ts'

const modulus = 2n ** 256n

export class OrderSum {
  count = 0
  private sum = 0n

  /** The fields stay separate, so that no blank or comma in them makes two orders look like one. */
  add(fields: readonly string[]): void {
    this.count += 1
    this.sum = (this.sum + BigInt(`0x${sha256Of(JSON.stringify(fields))}`)) % modulus
  }

  /** 64 hexadecimal digits. */
  get digest(): string {
    return this.sum.toString(16).padStart(64, '0')
  }
}
