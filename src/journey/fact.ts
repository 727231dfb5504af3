// What happened, written once, in order, never changed.

import type { CodedMessage } from '../wording/catalogue.ts'
import type { TransferEvent, TransferState } from './moves/next-state.ts'

export interface Fact {
  readonly sequence: number
  readonly transferId: string
  readonly atMs: number
  readonly event: TransferEvent | 'recorded'
  /** null for the first fact of a transfer. */
  readonly from: TransferState | null
  readonly to: TransferState
  /** For people: what happened, and the next step when there is one. */
  readonly sentence: string
  /** What the sentence was made of; null where it is stored as it is. */
  readonly message: CodedMessage | null
  /** Who: 'daemon', or the person's name as the operating system or the API gave it. */
  readonly actor: string
  /** What programs may want besides: diagnostic, counts, restart point. */
  readonly detail: Readonly<Record<string, unknown>>
}
