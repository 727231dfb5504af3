// Which banks refused our identification, in memory and on disk, and for which banks each refusal counts.

import type { InnerMessage } from '../../../wording/entry.ts'
import { randomBytes } from 'node:crypto'
import { errorText } from '../../../lib/files/files.ts'
import type { Log } from '../../../lib/log.ts'
import type { Answer } from '../../answer.ts'
import { withoutCarrier } from '../../trouble.ts'
import {
  accountKeyOf,
  createComparison,
  hashOf,
  type Identification,
  secretOf,
  settingsOf,
  type Tried,
} from './identification.ts'

/** The record of a bank's refusal. */
export interface RememberedRefusal {
  readonly bank: string
  readonly salt: string
  /** Hashes of what was tried: everything that counts at CONNECT, and only the account with its password. */
  readonly settings: string
  readonly account: string
  /** For example `3-304`. */
  readonly diagnostic: string
  readonly what: InnerMessage
  readonly sinceMs: number
  /** Other banks of the configuration that accepted the same account since. */
  readonly accepted: readonly string[]
}

export interface RefusalStore {
  /** The refusals that earlier runs left. */
  all(): readonly RememberedRefusal[]
  /** False: somebody removed it, for example a successful probe beside the daemon. */
  has(bank: string): boolean
  write(refusal: RememberedRefusal): Promise<void>
  remove(bank: string): Promise<void>
}

export interface AccountsDeps {
  readonly store: RefusalStore
  readonly nowMs: () => number
  readonly log: Log
  /** The operator's time zone, for sentences. */
  readonly zone: string
}

export type Book = ReturnType<typeof createBook>

/** Which banks refused us, and for which banks each refusal counts. */
export function createBook(deps: AccountsDeps) {
  const { nowMs } = deps
  const banks = new Map<string, Identification>()
  const kept = keepRefusals(deps)
  const isSame = createComparison()

  const counts = (refusal: RememberedRefusal, options: Identification): boolean => {
    const { bank, salt, settings, account } = refusal
    if (bank === options.name) return isSame({ salt, hash: settings }, settingsOf(options))
    const owner = banks.get(bank)
    // A password that cannot be read counts as unchanged, but only where the account is known to be the same.
    if (owner === undefined ? secretOf(options) === null : !isSameAccount(owner, options))
      return false
    if (owner !== undefined && !isSame({ salt, hash: settings }, settingsOf(owner))) return false
    if (refusal.accepted.includes(options.name)) return false
    return isSame({ salt, hash: account }, secretOf(options))
  }
  return {
    add: (options: Identification) => void banks.set(options.name, options),
    refusalFor: (options: Identification): RememberedRefusal | null =>
      kept.all().find((refusal) => counts(refusal, options)) ?? null,
    sharedWith(options: Identification): readonly string[] {
      const own = secretOf(options)
      return [...banks.values()]
        .filter((other) => other.name !== options.name && own !== null && secretOf(other) === own)
        .map(({ name }) => name)
    },
    async refused(options: Identification, tried: Tried, { answer, message: what }: Refused) {
      const { name } = options
      const before = kept.all().find(({ bank }) => bank === name)
      const isAgain =
        before !== undefined && isSame({ salt: before.salt, hash: before.settings }, tried.settings)
      const salt = randomBytes(16).toString('hex')
      await kept.write({
        ...{ bank: name, salt },
        settings: hashOf(tried.settings ?? '', salt),
        account: hashOf(tried.secret ?? '', salt),
        diagnostic: withoutCarrier(answer.code),
        what,
        sinceMs: isAgain ? before.sinceMs : nowMs(),
        accepted: [],
      })
    },
    async accepted(options: Identification) {
      const { name } = options
      for (const refusal of kept.all())
        if (refusal.bank === name) await kept.remove(name)
        else if (counts(refusal, options))
          await kept.write({ ...refusal, accepted: [...refusal.accepted, name] })
    },
  }
}

const isSameAccount = (one: Identification, other: Identification): boolean =>
  accountKeyOf(one) === accountKeyOf(other)

interface Refused {
  readonly answer: Answer
  readonly message: InnerMessage
}

/** Refusals in memory and on disk. One that somebody removed from disk no longer counts. */
function keepRefusals({ store, log }: AccountsDeps) {
  const kept = new Map(store.all().map((refusal) => [refusal.bank, refusal]))
  /**
   * Refusals that could not be written because the disk is full. They count for as long as the process runs.
   */
  const unwritten = new Set<string>()
  return {
    all(): readonly RememberedRefusal[] {
      for (const bank of kept.keys())
        if (!unwritten.has(bank) && !store.has(bank)) kept.delete(bank)
      return [...kept.values()]
    },
    async write(refusal: RememberedRefusal): Promise<void> {
      const { bank } = refusal
      kept.set(bank, refusal)
      unwritten.add(bank)
      try {
        await store.write(refusal)
        unwritten.delete(bank)
      } catch (error) {
        log.error(
          { bank, error: errorText(error) },
          'That a bank refused us could not be written down: a restart will call it once more',
        )
      }
    },
    async remove(bank: string): Promise<void> {
      kept.delete(bank)
      unwritten.delete(bank)
      await store
        .remove(bank)
        .catch((error: unknown) =>
          log.warn({ bank, error: errorText(error) }, 'An old refusal stays on disk'),
        )
    },
  }
}
