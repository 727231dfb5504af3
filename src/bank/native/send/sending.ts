// A file that is being sent over an open connection: what the steps of the sending share.

import type { SyncPoint } from '../../../journey/transfer.ts'
import type { SendJob } from '../../bank.ts'
import type { OpenLine } from '../connect/open-line.ts'
import type { BankConversation } from '../conversation.ts'
import type { BankOptions } from '../options.ts'

export interface Sending {
  readonly conversation: BankConversation
  readonly job: SendJob
  readonly options: BankOptions
  readonly open: OpenLine
  /** PI 25 as agreed. */
  readonly entityBytes: number
  /** The first restart point that the bank asked for. */
  readonly from: SyncPoint
}
