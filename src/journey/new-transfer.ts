// A transfer at birth: what must be known of a file when its transfer is first recorded. Pure types.

import type { SentenceOrMessage } from '../wording/sentence.ts'
import type { Environment, Transfer } from './transfer.ts'

/**
 * `claimed` for one going out (`sealed` when it was uploaded), `asked` for one coming in (or `held`, when the
 * policy for a first start says so).
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
  | 'code'
> & {
  /** A message brings its own code. */
  readonly reason: SentenceOrMessage
  readonly sentence: SentenceOrMessage
  readonly actor: string
  /** What programs may want to know about the birth; stored in its fact. */
  readonly detail?: Readonly<Record<string, unknown>>
  /**
   * Only where it is known at birth: an uploaded file, and a transfer found again after its ledger was lost.
   */
  readonly sha256?: string | null
  readonly uploadName?: string
  /** 'production' when absent. */
  readonly environment?: Environment
  /** The user who called without a key; a transfer that answers a fetch has the user of the fetch. */
  readonly localUid?: number | undefined
}
