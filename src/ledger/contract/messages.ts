// PeSIT messages to and from banks.

import type { Message } from '../../journey/message.ts'

export type NewMessage = Pick<
  Message,
  'bank' | 'direction' | 'about' | 'text' | 'transferId' | 'applied'
>

export interface BankMessages {
  /** Stores a message; one that exists already stays as it is, and is not `fresh`. */
  recordMessage(
    message: NewMessage,
  ): Promise<{ readonly message: Message; readonly fresh: boolean }>
  /** The message was applied to its transfer, or there is no transfer that it could be about (null). */
  noteApplied(sequence: number, transferId: string | null): Promise<void>
  /** Newest first; `open`: those not yet applied to their transfer, oldest first. */
  messages(query: { readonly open?: boolean; readonly limit: number }): Promise<readonly Message[]>
}
