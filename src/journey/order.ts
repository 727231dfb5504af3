// What a person or a program orders for a transfer, and the outcome.

import { nextState } from './moves/next-state.ts'
import type { Transfer } from './transfer.ts'
import type { CodedMessage } from '../wording/catalogue.ts'

export interface Order {
  readonly id: string
  readonly actor: string
  /** Why, in the person's words; required when a person decides against a warning. */
  readonly reason: string
}

/**
 * `doubt`: what the bank's desk said about a transfer that the bank may have; null where there is no such
 * doubt to decide.
 */
export interface Release extends Order {
  readonly doubt: 'received' | 'resend' | null
  /** The transfer with the same payments, named by the person: both are to be paid. */
  readonly again?: string | null
}

/**
 * Bytes that were never read completely cannot be sent; a file in the wrong folder is never sent under the
 * virtual file of that folder.
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

/** The situation of a transfer, as far as it matters for a release. */
export type ReleaseStand =
  | 'in-doubt'
  /** Held, and the note beside its bytes says that the end may have been sent. */
  | 'end-noted'
  /** The same for a transfer that cannot be sent for another reason: rejected, or replaced by another. */
  | 'end-noted-unfit'
  /** Held because the bank may have it, although no note beside its bytes says so. */
  | 'perhaps-there'
  /** Held or rejected, and no note beside its bytes says that the bank may have it. */
  | 'kept-back'
  /** It cannot be released. */
  | 'other'

export type ReleaseDecision =
  | 'let-go'
  | 'confirm-received'
  | 'send-again'
  /** The bank must be asked first: the order does not say what the bank answered. */
  | 'ask-first'
  /** The order answers a doubt that does not exist. Nothing is done. */
  | 'no-doubt'

/**
 * What a release does. Only a release that says nothing about a doubt, or says `resend`, ever lets a file go.
 */
export const releaseTable: Readonly<
  Record<ReleaseStand, Readonly<Record<'nothing' | 'received' | 'resend', ReleaseDecision>>>
> = {
  'in-doubt': { nothing: 'ask-first', received: 'confirm-received', resend: 'send-again' },
  'end-noted': { nothing: 'ask-first', received: 'confirm-received', resend: 'let-go' },
  'end-noted-unfit': { nothing: 'ask-first', received: 'no-doubt', resend: 'let-go' },
  'perhaps-there': { nothing: 'let-go', received: 'confirm-received', resend: 'no-doubt' },
  'kept-back': { nothing: 'let-go', received: 'no-doubt', resend: 'no-doubt' },
  // `let-go` is refused here by the table of moves, which gives the reason.
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
 * Codes of files that are held because the bank may have them, although no attempt of this ledger is in
 * doubt.
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
 * The transfer is held because the bank may have it: a person must ask the bank's desk. If the bank has it,
 * the transfer counts as sent.
 */
export function isPerhapsAtBank({ code, message }: Pick<Transfer, 'code' | 'message'>): boolean {
  return perhapsAtBank.has(codeBefore({ code, message }))
}

/** The code that the transfer had before another file replaced it. */
function codeBefore({ code, message }: Pick<Transfer, 'code' | 'message'>): string {
  return message?.code === 'REPLACED' ? message.arguments.was : code
}

export type OrderOutcome =
  | { readonly kind: 'done'; readonly transfer: Transfer }
  /** The running attempt is being stopped by the protocol; the new state follows. */
  | { readonly kind: 'stopping'; readonly transfer: Transfer }
  | { readonly kind: 'refused'; readonly message: CodedMessage }
  | { readonly kind: 'unknown' }

/** A PeSIT message that we send to a bank: about a transfer, or a free one. */
export interface MessageToBank {
  readonly about:
    | { readonly transferId: string }
    | { readonly bank: string; readonly virtualFile: string }
  readonly text: string
  readonly actor: string
}

export type SendMessageOutcome =
  | { readonly kind: 'done'; readonly bank: string; readonly reply: string }
  | { readonly kind: 'refused'; readonly message: CodedMessage }
  | { readonly kind: 'unknown' }
