// A new transfer: what must be known of a file when its transfer is first recorded. Pure types.

import type { CodedMessage } from '../wording/catalogue.ts'
import type { Environment, Transfer } from './transfer.ts'

/**
 * `claimed` for an outgoing file (`sealed` when it was uploaded), `asked` for an incoming one (or `held`,
 * when the policy for a first start says so).
 */
export type NewTransfer = Pick<
  Transfer,
  | 'id'
  | 'direction'
  | 'state'
  | 'bank'
  | 'virtualFile'
  | 'folder'
  | 'name'
  | 'look'
  | 'sizeBytes'
  | 'priority'
  | 'lane'
  | 'pesit'
> & {
  /** Why it is where it is; null: there is nothing to say. */
  readonly reason: CodedMessage | null
  readonly sentence: CodedMessage
  readonly actor: string
  /** What programs may want to know about the start of the transfer; stored in its first fact. */
  readonly detail?: Readonly<Record<string, unknown>>
  /**
   * Only where it is already known: for an uploaded file, and for a transfer found again after its ledger was
   * lost.
   */
  readonly sha256?: string | null
  readonly uploadName?: string
  /** 'production' when absent. */
  readonly environment?: Environment
  /**
   * The user who called without a key; a transfer that answers a request for a file has the user of that
   * request.
   */
  readonly localUid?: number | undefined
}
