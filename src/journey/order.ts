// What a person or a program orders of a transfer, and how that ends.

import type { Transfer } from './transfer.ts'

export interface Order {
  readonly id: string
  readonly actor: string
  /** Why, in the person's words; needed where a person decides against a warning. */
  readonly reason: string
}

/** What the bank's desk said of a transfer in doubt; null where there is no doubt to decide. */
export interface Release extends Order {
  readonly doubt: 'received' | 'resend' | null
  /** The transfer with the same payments that the person names: both are to be paid. */
  readonly again?: string | null
}

/** Bytes that were never read whole cannot be sent; what lies in the wrong folder is never sent under its virtual file. */
export function mayBeReleased({
  direction,
  sha256,
  code,
  message,
}: Pick<Transfer, 'direction' | 'sha256' | 'code' | 'message'>): boolean {
  const first = message?.code === 'REPLACED' ? message.arguments.was : code
  return direction === 'in' || (sha256 !== null && first !== 'WRONG-FOLDER')
}

export type OrderOutcome =
  | { readonly kind: 'done'; readonly transfer: Transfer }
  /** The attempt is being stopped by the protocol; the state follows. */
  | { readonly kind: 'stopping'; readonly transfer: Transfer }
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'unknown' }

/** A PeSIT message to a bank: about a transfer, or of its own. */
export interface Telling {
  readonly about:
    | { readonly transferId: string }
    | { readonly bank: string; readonly virtualFile: string }
  readonly text: string
  readonly actor: string
}

export type TellOutcome =
  | { readonly kind: 'done'; readonly bank: string; readonly reply: string }
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'unknown' }
