// What the daemon provides to the connections of a bank besides its settings.

import type { ReadSendQueue } from '../../../pesit-socket/send-queue.ts'
import type { TraceFile } from '../../../pesit-socket/trace-file.ts'
import type { Account } from './account.ts'

export interface ConnectionTools {
  /** Whether the bank may be called, after it refused our identification; absent: always. */
  readonly account?: Account
  /** Where the conversation is traced, without its secrets. */
  readonly traceFile?: TraceFile
  /**
   * How many bytes the bank's machine has not acknowledged yet; absent: the figure of this machine's kernel.
   */
  readonly readSendQueue?: ReadSendQueue
}
