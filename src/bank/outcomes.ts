// What the outcome of a conversation says, for every carrier. Pure.

import { KnownError } from '../wording/known-error.ts'
import { implies } from './answer.ts'
import type { BrokenOff, Outcome, SendOutcome } from './bank.ts'

/** The bank accepted our connection, whatever happened afterwards. */
export function hasConnected(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'unreachable':
      return false
    case 'refused':
    case 'cut':
    case 'interrupted':
    case 'stopped':
    case 'local-failure':
      return outcome.phase !== 'connect'
    case 'bad-restart':
    case 'delivered':
    case 'fetched':
    case 'nothing':
    case 'left':
    case 'taken':
    case 'connected':
      return true
  }
}

type Refused = Extract<BrokenOff, { kind: 'refused' }>

/** The bank refused how we identify ourselves. */
export function isAccessRefused<T extends { readonly kind: string }>(
  outcome: T | BrokenOff,
): outcome is Refused {
  if (outcome.kind !== 'refused') return false
  const { phase, answer } = outcome as Refused
  return phase === 'connect' && implies(answer, 'access-refused')
}

/** The bank refused how we identify ourselves, or was not called because it did so before. */
export function isWithoutAccess(outcome: Outcome): boolean {
  return (
    isAccessRefused(outcome) ||
    (outcome.kind === 'unreachable' && outcome.code === 'ACCESS-REFUSED')
  )
}

/** The code of the outcome in the ledger and in messages. */
export function codeOfEnd(outcome: BrokenOff): string {
  switch (outcome.kind) {
    case 'unreachable':
      return outcome.code
    case 'refused':
    case 'interrupted':
      return outcome.answer.code
    case 'cut':
      return outcome.answer?.code ?? 'LINE-CUT'
    case 'stopped':
      return 'STOPPED'
    case 'bad-restart':
      return 'RESTART-REFUSED'
    case 'local-failure':
      return outcome.error instanceof KnownError && outcome.error.code === 'DISK-FULL'
        ? 'DISK-FULL'
        : 'OUR-FAILURE'
  }
}

type Answered = Extract<BrokenOff, { kind: 'refused' | 'interrupted' }>

/**
 * The bank did not keep the file, although the end of the file may have been sent. Ask this only when it may
 * have been: before that, every negative answer proves it, because no receiver may consider a file received
 * before its end was sent.
 */
export function provesNotKept<T extends SendOutcome>(outcome: T): outcome is T & Answered {
  const isAnswered = outcome.kind === 'refused' || outcome.kind === 'interrupted'
  return isAnswered && implies(outcome.answer, 'not-kept')
}
