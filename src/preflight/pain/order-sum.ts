// One number for all the orders of a file, whatever their order, in constant memory. Pure.
//
// Each order is hashed by itself, and the hashes are added up modulo 2^256. A sum does not depend on what
// comes first, and it counts: an order that stands in the file twice weighs twice. (An exclusive or would not
// do: there two equal orders cancel each other out, so a file with a pair of equal payments would look like
// one without them.) Such a sum tells files apart that came about by chance, a mistake or a second export.
// Somebody who searches for two files with equal sums, with much patience, gains nothing: his own file would
// be held.

import { sha256Of } from '../../lib/files/sha256.ts'

const modulus = 2n ** 256n

export class OrderSum {
  count = 0
  private sum = 0n

  /** The fields go in one by one, so that no blank or comma in them can make two orders look like one. */
  add(fields: readonly string[]): void {
    this.count += 1
    this.sum = (this.sum + BigInt(`0x${sha256Of(JSON.stringify(fields))}`)) % modulus
  }

  /** 64 hexadecimal digits. */
  get digest(): string {
    return this.sum.toString(16).padStart(64, '0')
  }
}
