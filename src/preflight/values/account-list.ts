// The accounts that a file names as its own: each once, in one spelling, and not more than can be kept. Pure.

import { sha256Of } from '../../lib/files/sha256.ts'

/** A payment factory has hundreds. More are not kept, so that memory stays bounded. */
const maximumAccounts = 10_000
/** More than this many accounts become a hash in a key. */
const inKey = 16

export class AccountList {
  tooMany = false
  private readonly accounts = new Set<string>()

  add(account: string): void {
    if (this.accounts.size < maximumAccounts) this.accounts.add(account)
    else if (!this.accounts.has(account)) this.tooMany = true
  }

  /** In the order of the file. */
  get all(): readonly string[] {
    return [...this.accounts]
  }

  /** The same value for the same accounts in any order. */
  get forKey(): readonly string[] {
    const sorted = [...this.accounts].sort()
    return sorted.length <= inKey
      ? sorted
      : [`${sorted.length} accounts ${sha256Of(JSON.stringify(sorted))}`]
  }
}
