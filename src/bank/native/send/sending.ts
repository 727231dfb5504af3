// One file on its way out over one open connection, as the steps of its sending share it.

import type { SyncPoint } from '../../../journey/transfer.ts'
import type { SendJob } from '../../bank.ts'
import type { OpenLine } from '../connect/open-line.ts'
import type { Talk } from '../conversation.ts'
import type { BankOptions } from '../options.ts'

export interface Sending {
  readonly talk: Talk
  readonly job: SendJob
  readonly options: BankOptions
  readonly open: OpenLine
  /** PI 25 as agreed. */
  readonly entityBytes: number
  /** Where the bank wanted the file from, at first. */
  readonly from: SyncPoint
}
