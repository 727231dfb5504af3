// What a person or a program orders of a transfer, and how that ends.

import { nextState } from './moves/next-state.ts'
import type { Transfer } from './transfer.ts'

export interface Order {
  readonly id: string
  readonly actor: string
  /** Why, in the person's words; needed where a person decides against a warning. */
  readonly reason: string
}

/**
 * What the bank's desk said of a transfer that the bank may have; null where nothing of the kind is to be
 * decided.
 */
export interface Release extends Order {
  readonly doubt: 'received' | 'resend' | null
  /** The transfer with the same payments that the person names: both are to be paid. */
  readonly again?: string | null
}

/**
 * Bytes that were never read whole cannot be sent; what lies in the wrong folder is never sent under its
 * virtual file.
 */
export function mayBeReleased({
  direction,
  sha256,
  code,
  message,
}: Pick<Transfer, 'direction' | 'sha256' | 'code' | 'message'>): boolean {
  const isElsewhere = codeBefore({ code, message }) === 'WRONG-FOLDER'
  return direction === 'in' || (sha256 !== null && !isElsewhere)
}

/** Where a transfer stands, as far as a release is concerned. */
export type ReleaseStand =
  | 'in-doubt'
  /** Held, and the note beside its bytes says that its end may have been sent. */
  | 'end-noted'
  /** The same of one that cannot be sent for a reason of its own: rejected, or replaced by another. */
  | 'end-noted-unfit'
  /** Held since the bank may have it, though nothing beside its bytes says so. */
  | 'perhaps-there'
  /** Held or rejected, and nothing beside its bytes says that the bank may have it. */
  | 'kept-back'
  /** Nothing of it can be released. */
  | 'other'

export type ReleaseDecision =
  | 'let-go'
  | 'confirm-received'
  | 'send-again'
  /** The bank must be asked first: whoever orders has not said what it answered. */
  | 'ask-first'
  /** What was said of the doubt cannot be meant, since there is none. Nothing is done. */
  | 'no-doubt'

/** What a release does. Only a release that says nothing of a doubt, or a resend, ever lets a file go. */
export const releaseTable: Readonly<
  Record<ReleaseStand, Readonly<Record<'nothing' | 'received' | 'resend', ReleaseDecision>>>
> = {
  'in-doubt': { nothing: 'ask-first', received: 'confirm-received', resend: 'send-again' },
  'end-noted': { nothing: 'ask-first', received: 'confirm-received', resend: 'let-go' },
  'end-noted-unfit': { nothing: 'ask-first', received: 'no-doubt', resend: 'let-go' },
  'perhaps-there': { nothing: 'let-go', received: 'confirm-received', resend: 'no-doubt' },
  'kept-back': { nothing: 'let-go', received: 'no-doubt', resend: 'no-doubt' },
  // The table of moves refuses what is let go here, and says why.
  other: { nothing: 'let-go', received: 'no-doubt', resend: 'no-doubt' },
}

/** `endNoted`: the note beside the bytes says that the end may have been sent. */
export function releaseStand(
  transfer: Pick<Transfer, 'direction' | 'state' | 'code' | 'message'>,
  endNoted: boolean,
): ReleaseStand {
  const { direction, state } = transfer
  if (state === 'in-doubt') return 'in-doubt'
  if (nextState(direction, state, 'released') === undefined) return 'other'
  const canBeThere = nextState(direction, state, 'confirmed-received') !== undefined
  if (endNoted) return canBeThere ? 'end-noted' : 'end-noted-unfit'
  return canBeThere && isPerhapsAtBank(transfer) ? 'perhaps-there' : 'kept-back'
}

/**
 * Codes of files that are held since the bank may have them, though no attempt of this ledger is in doubt.
 */
const perhapsAtBank: ReadonlySet<string> = new Set([
  'NUMBER-USED',
  'RESTORED',
  'RECOVERY',
  'LEDGER-LOST',
  'LEDGER-ROLLED-BACK',
  'CLAIMED-BY-ANOTHER',
  'CLAIMED-BY-UNKNOWN',
  'OUTBOX-TAKEN-OVER',
])

/**
 * It is kept back since the bank may have it: its desk must be asked. If the bank has it, it counts as sent.
 */
export function isPerhapsAtBank({ code, message }: Pick<Transfer, 'code' | 'message'>): boolean {
  return perhapsAtBank.has(codeBefore({ code, message }))
}

/** The code that it had before another file replaced it. */
function codeBefore({ code, message }: Pick<Transfer, 'code' | 'message'>): string {
  return message?.code === 'REPLACED' ? message.arguments.was : code
}

export type OrderOutcome =
  | { readonly kind: 'done'; readonly transfer: Transfer }
  /** The attempt is being stopped by the protocol; the state follows. */
  | { readonly kind: 'stopping'; readonly transfer: Transfer }
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'unknown' }

/** A PeSIT message to a bank: about a transfer, or of its own. */
export interface MessageToBank {
  readonly about:
    | { readonly transferId: string }
    | { readonly bank: string; readonly virtualFile: string }
  readonly text: string
  readonly actor: string
}

export type SendMessageOutcome =
  | { readonly kind: 'done'; readonly bank: string; readonly reply: string }
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'unknown' }
