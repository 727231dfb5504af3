// Our account at a bank, after the bank refused how we identify ourselves. Banks lock accounts after a few
// wrong passwords, so what was refused once is not tried again by itself, by whomever: no sending, no ask of
// the schedule, no question about a doubt, no message. That stays so over restarts, until
//
//   settings   what is said at CONNECT, and to whom, is another by the configuration or by the content of its files,
//   a person   asks for it: a probe; a retry or an ask by hand, which let one call through.
//
// What a bank accepts after that ends it. The account is the host, the port, the name called (PI 4) and the
// partner (PI 3): another bank of the configuration with all four and the same password is not called either,
// since it is the same account that would be locked. One that differs in any of them is another account, and
// goes on.
//
// Order: a refusal is on disk before anybody hears of it, so that a restart finds it. Of one account one
// CONNECT is under way at a time: several at once would be several wrong passwords. What is kept of a
// password is a salted, slow hash (scrypt), made only where something was refused, and compared only when the
// settings may have changed.

import { createLimit, type Limit } from '../../../lib/waiting/limit.ts'
import { message } from '../../../wording/catalogue.ts'
import { sentenceOf } from '../../../wording/sentence.ts'
import { isAccessRefused } from '../../outcomes.ts'
import type { CallOutcome } from './open-line.ts'
import { accountKeyOf, type Identification, triedBy } from './identification.ts'
import { type AccountsDeps, type Book, createBook, type Refusal } from './refusals.ts'

export interface Account {
  /** `once`: a person permitted one call, which was not made yet. */
  mayCall(): 'yes' | 'once' | 'no'
  /** The refusal because of which the bank is not called; null: none. */
  refusal(): Refusal | null
  /** A person permits the next call, if it is made within a minute. */
  allowOnce(): void
  /** Other banks of the configuration with the same account and password. */
  sharedWith(): readonly string[]
  /**
   * Makes the call, unless the account is closed by a refusal; `byHand`: a person asked for this very call.
   */
  connect(call: () => Promise<CallOutcome>, byHand: boolean): Promise<CallOutcome>
}

const passMs = 60_000

/** One object for all banks of a configuration, because they may share accounts. */
export function createAccounts(deps: AccountsDeps): {
  of(options: Identification, onOpened?: () => void): Account
} {
  const book = createBook(deps)
  const lines = new Map<string, Limit>()
  return {
    of(options, onOpened = () => undefined) {
      book.add(options)
      const key = accountKeyOf(options)
      const oneAtATime = lines.get(key) ?? createLimit(1)
      lines.set(key, oneAtATime)
      return accountOf(deps, book, { options, oneAtATime, onOpened })
    },
  }
}

interface Own {
  readonly options: Identification
  readonly oneAtATime: Limit
  readonly onOpened: () => void
}

function accountOf(deps: AccountsDeps, book: Book, own: Own): Account {
  const { options, oneAtATime, onOpened } = own
  let passUntilMs = 0
  let wasClosed = false

  const refusal = (): Refusal | null => {
    const found = book.refusalFor(options)
    if (wasClosed && found === null) onOpened()
    wasClosed = found !== null
    return found
  }
  const hasPass = () => deps.nowMs() < passUntilMs
  return {
    refusal,
    mayCall: () => (refusal() === null ? 'yes' : hasPass() ? 'once' : 'no'),
    allowOnce() {
      passUntilMs = deps.nowMs() + passMs
    },
    sharedWith: () => book.sharedWith(options),
    connect: (call, byHand) =>
      oneAtATime(async () => {
        const closed = refusal()
        if (closed !== null && !byHand && !hasPass()) return notCalled(deps, options.name, closed)
        passUntilMs = 0
        const tried = triedBy(options)
        const outcome = await call()
        if (outcome.kind === 'open') await book.accepted(options)
        else if (isAccessRefused(outcome)) await book.refused(options, tried, outcome)
        return outcome
      }),
  }
}

function notCalled({ zone }: AccountsDeps, bank: string, refusal: Refusal): CallOutcome {
  const { diagnostic, sinceMs } = refusal
  const values = { bank, refusedBy: refusal.bank, diagnostic, sinceMs }
  const sentence = sentenceOf(message('BANK-NOT-CALLED', values), { zone })
  return { kind: 'unreachable', code: 'ACCESS-REFUSED', sentence }
}
