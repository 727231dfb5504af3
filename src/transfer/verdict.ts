// Decides which move a transfer makes after an attempt, from the outcome of the attempt. Pure. The intent
// decides first: once it is on record, everything but a clear answer of the bank is doubt. Before that, the
// bank cannot have finished the file, so it is safe to try again or to give up.

import type { BrokenOff, SendOutcome } from '../bank/bank.ts'
import { isWithoutAccess, provesNotKept } from '../bank/outcomes.ts'
import type { OutboundEvent } from '../journey/moves/outbound.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { TransferPatch } from '../ledger/contract/moves.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import type { Reached } from '../wording/catalogue/bank/doubt.ts'
import { delayAfter } from './backoff.ts'
import type { Refusal } from './final-point.ts'
import { collisionOf, isCollision, isKnownThere, whyKnownThere } from './number-used.ts'
import type { Policy } from './policy.ts'
import { type AfterEnd, withAfter } from '../wording/after-end.ts'

export interface Verdict {
  readonly event: OutboundEvent
  readonly patch: TransferPatch
  readonly sentence: CodedMessage
  /** No transfer of the bank is tried for this long; null: only this transfer waits. */
  readonly bankRestsMs: number | null
}

export interface Circumstances {
  /** As it was when the attempt began; `attempts` includes this one. */
  readonly transfer: Transfer
  readonly policy: Policy
  readonly nowMs: number
  readonly chance: number
  /** How far all bytes had certainly come before the end was sent. */
  readonly reached: Reached
  /** This attempt showed that the bank takes no sync point after the last byte: it gets none from now on. */
  readonly refusal: Refusal | null
}

type NotDelivered = Exclude<SendOutcome, { kind: 'delivered' }>

export function verdictOf(outcome: NotDelivered, at: Circumstances): Verdict {
  if ('phase' in outcome && outcome.phase === 'finishing') return afterIntent(outcome, at)
  if (at.refusal !== null) return againWithoutPoint(outcome, at, at.refusal)
  return beforeIntent(outcome, at)
}

/** Nothing is wrong with the file: the next attempt leaves out the point, and this one is not counted. */
function againWithoutPoint(outcome: NotDelivered, at: Circumstances, refusal: Refusal): Verdict {
  const { bank } = at.transfer
  const told = message('FINAL-POINT-REFUSED', { bank, what: outcome.message, ...refusal })
  const dueMs = at.nowMs + at.policy.afterBreakMs
  const patch = { calls: 0, reason: told, dueMs, pesit: opened(at, true) }
  return { event: 'cut', patch, sentence: told, bankRestsMs: null }
}

function beforeIntent(outcome: NotDelivered, at: Circumstances): Verdict {
  if (isWithoutAccess(outcome)) return withoutAccess(outcome.message, at.transfer)
  const { transfer, policy, nowMs } = at
  switch (outcome.kind) {
    case 'unreachable':
      return notReached(outcome, at)
    case 'cut':
      return spentOr(at, {
        event: 'cut',
        what: outcome.message,
        after: policy.restart ? 'goes-on' : 'sent-anew',
        dueMs: nowMs + policy.afterBreakMs,
        pesit: opened(at, outcome.phase !== 'select'),
      })
    case 'stopped':
      return spentOr(
        { ...at, policy: { ...policy, maximumAttempts: Number.POSITIVE_INFINITY } },
        {
          event: 'cut',
          what: outcome.message,
          dueMs: nowMs,
          pesit: opened(at, true),
        },
      )
    case 'bad-restart':
      return hold(outcome.message)
    case 'local-failure':
      return ourFailure(outcome, at)
    case 'refused':
    case 'interrupted':
      return isKnownThere(outcome, transfer)
        ? knownThere(outcome.message, at)
        : byDiagnostic(outcome, at)
  }
}

/**
 * The bank refuses our identification. The file is not at fault: it loses no attempt, and is sent when the
 * bank accepts the identification again.
 */
function withoutAccess(what: CodedMessage, { bank, attempts }: Transfer): Verdict {
  const told = message('WAITS-FOR-ACCESS', { bank, what })
  return {
    event: 'bank-deferred',
    patch: { attempts: Math.max(0, attempts - 1), reason: told, dueMs: null },
    sentence: told,
    bankRestsMs: null,
  }
}

/** The next file would very likely get the same answer, so the bank is not called for the maximum delay. */
function knownThere(what: CodedMessage, { transfer, policy }: Circumstances): Verdict {
  return {
    ...hold(whyKnownThere(what, transfer)),
    bankRestsMs: policy.backoff.maximumDelayMs,
  }
}

/**
 * An attempt that did not reach the bank is not counted; none of the bank's transfers is tried for a while.
 */
function notReached(
  outcome: Extract<BrokenOff, { kind: 'unreachable' }>,
  at: Circumstances,
): Verdict {
  const { transfer, policy, nowMs, chance } = at
  const calls = transfer.calls + 1
  const patch = {
    attempts: transfer.attempts - 1,
    calls,
  }
  if (calls >= policy.maximumCalls) {
    const spent = withAfter(outcome.message, { kind: 'calls-spent', calls })
    return {
      event: 'attempts-spent',
      patch: { ...patch, reason: spent, dueMs: null },
      sentence: spent,
      bankRestsMs: null,
    }
  }
  const restMs = delayAfter(calls, policy.backoff, chance)
  const told = withAfter(outcome.message, { kind: 'called-again' })
  return {
    event: 'bank-deferred',
    patch: { ...patch, reason: told, dueMs: nowMs + restMs },
    sentence: told,
    bankRestsMs: restMs,
  }
}

function byDiagnostic(
  outcome: Extract<BrokenOff, { kind: 'refused' | 'interrupted' }>,
  at: Circumstances,
): Verdict {
  const { transfer, policy, nowMs, chance } = at
  const { meaning } = outcome.answer
  const contextGone =
    transfer.pesit?.opened === true &&
    outcome.phase === 'select' &&
    policy.noContext(outcome.answer)
  if (contextGone) {
    return spentOr(at, {
      event: 'bank-deferred',
      what: outcome.message,
      after: 'kept-nothing',
      dueMs: nowMs,
      pesit: null,
    })
  }
  switch (meaning.next) {
    case 'permanent':
      return {
        event: 'bank-refused',
        patch: { reason: outcome.message, dueMs: null },
        sentence: outcome.message,
        bankRestsMs: null,
      }
    case 'security':
    case 'doubt':
      return {
        ...hold(outcome.message),
        bankRestsMs: outcome.phase === 'connect' ? policy.backoff.maximumDelayMs : null,
      }
    case 'success':
    case 'nothing':
    case 'later':
    case 'restart': {
      const delayMs = Math.max(
        meaning.delayMs,
        delayAfter(transfer.attempts, policy.backoff, chance),
      )
      return {
        ...spentOr(at, {
          event: 'bank-deferred',
          what: outcome.message,
          after: 'tried-again',
          dueMs: nowMs + delayMs,
          pesit:
            outcome.kind === 'interrupted' && !outcome.keepsContext
              ? null
              : opened(at, outcome.phase !== 'select' && outcome.phase !== 'connect'),
        }),
        bankRestsMs: outcome.phase === 'connect' ? delayMs : null,
      }
    }
  }
}

/**
 * After the intent, only a refusal that proves that the bank kept nothing ends the doubt. Silence and breaks
 * never do.
 */
function afterIntent(
  outcome: Exclude<NotDelivered, { kind: 'unreachable' | 'bad-restart' }>,
  at: Circumstances,
): Verdict {
  if (provesNotKept(outcome)) {
    const verdict = byDiagnostic(outcome, at)
    return verdict.event === 'attempts-spent' ? { ...verdict, event: 'bank-refused' } : verdict
  }
  const { probe } = at.policy
  // Without a confirmed point the answer would say nothing: then a person must decide at once.
  const canBeAsked = probe === 'always' || (probe === 'ifSynced' && at.transfer.lastSync > 0)
  const told = message('IN-DOUBT', {
    bank: at.transfer.bank,
    what: outcome.message,
    reached: at.reached,
    isAsked: canBeAsked,
    collision: isCollision(outcome) ? collisionOf(at.transfer) : null,
  })
  const dueMs = canBeAsked ? at.nowMs + at.policy.afterBreakMs : null
  return {
    event: 'cut',
    patch: { reason: told, dueMs },
    sentence: told,
    bankRestsMs: null,
  }
}

function ourFailure(
  outcome: Extract<BrokenOff, { kind: 'local-failure' }>,
  at: Circumstances,
): Verdict {
  const { transfer, policy, nowMs, chance } = at
  const { error } = outcome
  const code =
    typeof error === 'object' && error !== null && 'code' in error
      ? String(error.code)
      : 'OUR-FAILURE'
  if (['FILE-DAMAGED', 'RECORD-UNFIT', 'ENOENT'].includes(code)) return hold(outcome.message)
  return spentOr(at, {
    event: 'cut',
    what: outcome.message,
    after: 'tried-again',
    dueMs:
      nowMs + Math.max(policy.afterBreakMs, delayAfter(transfer.attempts, policy.backoff, chance)),
    pesit: opened(at, ['data', 'final-point'].includes(outcome.phase)),
  })
}

interface Again {
  readonly event: 'cut' | 'bank-deferred'
  readonly what: CodedMessage
  /** Absent: there is nothing to say of it. */
  readonly after?: Exclude<AfterEnd['kind'], 'attempts-spent' | 'calls-spent'>
  readonly dueMs: number
  readonly pesit: Transfer['pesit']
}

/** Tries again at a known time, or never when the attempts are used up. */
function spentOr({ transfer, policy }: Circumstances, again: Again): Verdict {
  const { pesit, what, after } = again
  const context = pesit === transfer.pesit ? { calls: 0 } : { calls: 0, pesit }
  const { attempts } = transfer
  if (attempts >= policy.maximumAttempts) {
    const maximum = policy.maximumAttempts
    const spent = withAfter(what, { kind: 'attempts-spent', attempts, maximum, direction: 'out' })
    return {
      event: 'attempts-spent',
      patch: { ...context, reason: spent, dueMs: null },
      sentence: spent,
      bankRestsMs: null,
    }
  }
  const told = after === undefined ? what : withAfter(what, { kind: after })
  return {
    event: again.event,
    patch: { ...context, reason: told, dueMs: again.dueMs },
    sentence: told,
    bankRestsMs: null,
  }
}

function hold(why: CodedMessage): Verdict {
  return { event: 'held', patch: { reason: why, dueMs: null }, sentence: why, bankRestsMs: null }
}

/**
 * Notes that an attempt may have got past CREATE, so that the next one asks to go on; at a bank that cannot
 * go on, the next one is another transfer.
 */
export function opened(
  { transfer, policy }: Pick<Circumstances, 'transfer' | 'policy'>,
  gotPastCreate: boolean,
): Transfer['pesit'] {
  if (transfer.pesit === null || transfer.pesit.opened || !gotPastCreate) return transfer.pesit
  if (!policy.restart) return null
  return { ...transfer.pesit, opened: true }
}
