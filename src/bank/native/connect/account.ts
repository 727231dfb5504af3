// Our account at a bank, after the bank refused our identification. Banks lock accounts after a few wrong
// passwords, so what was refused once is not tried again automatically: not by a sending, a scheduled poll, a
// question about a doubt, or a message. A restart does not change that. It lasts until
//
//   settings   what we say at CONNECT, or to whom, changes in the configuration or in the files that it
//              names,
//   a person   asks for a call: by a probe, or by a retry or a poll by hand, which permit one call.
//
// When the bank accepts us after that, the refusal ends. The account is the host, the port, the server name
// (PI 4) and the partner (PI 3). Another bank of the configuration with the same four and the same password
// is not called either, because it is the same account that would be locked. A bank that differs in any of
// them is another account and is called as usual.
//
// Order: a refusal is on disk before any caller sees it, so that a restart finds it. For each account only
// one CONNECT is under way at a time, because several at once would be several wrong passwords. A password is
// kept only as a salted, slow hash (scrypt), which is made only after a refusal and compared only when the
// settings may have changed.

import { createLimit, type Limit } from '../../../lib/waiting/limit.ts'
import { message } from '../../../wording/catalogue.ts'
import { isAccessRefused } from '../../outcomes.ts'
import type { CallOutcome } from './open-line.ts'
import { accountKeyOf, type Identification, triedBy } from './identification.ts'
import { type AccountsDeps, type Book, createBook, type RememberedRefusal } from './refusals.ts'

export interface Account {
  /** `once`: a person permitted one call, and it was not made yet. */
  mayCall(): 'yes' | 'once' | 'no'
  /** The refusal that keeps us from calling the bank; null: none. */
  refusal(): RememberedRefusal | null
  /** A person permits the next call, if it is made within a minute. */
  allowOnce(): void
  /** Other banks of the configuration with the same account and password. */
  sharedWith(): readonly string[]
  /** Makes the call, unless a refusal closed the account; `byHand`: a person asked for this call. */
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

  const refusal = (): RememberedRefusal | null => {
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
        if (closed !== null && !byHand && !hasPass()) return notCalled(options.name, closed)
        passUntilMs = 0
        const tried = triedBy(options)
        const outcome = await call()
        if (outcome.kind === 'open') await book.accepted(options)
        else if (isAccessRefused(outcome)) await book.refused(options, tried, outcome)
        return outcome
      }),
  }
}

function notCalled(bank: string, refusal: RememberedRefusal): CallOutcome {
  const { diagnostic, sinceMs } = refusal
  const values = { bank, refusedBy: refusal.bank, diagnostic, sinceMs }
  return {
    kind: 'unreachable',
    code: 'ACCESS-REFUSED',
    message: message('BANK-NOT-CALLED', values),
  }
}
