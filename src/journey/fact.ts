// A fact: something that happened. Facts are written once, in order, and never changed.

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
  /** The message from which the sentence is made. */
  readonly message: CodedMessage
  /** Who did it: 'daemon', or the person's name as the operating system or the API gave it. */
  readonly actor: string
  /** What programs may want in addition: diagnostic, counts, restart point. */
  readonly detail: Readonly<Record<string, unknown>>
}
