// Records what must be recorded although the disk is full or fails for a while: the bank's answer, and the
// end of an attempt. Without it the transfer would stay `sending` until the next start. Trying again is safe,
// because a write that failed wrote nothing, or is repeated as a whole. A full disk may also show at the
// fsync. The wait lasts as long as the program runs; at a stop it gives up, and recovery takes over.

import type { Clock } from '../lib/time/clock.ts'
import { systemErrorCode, errorText } from '../lib/files/files.ts'
import { KnownError } from '../wording/known-error.ts'
import type { Log } from '../lib/log.ts'

const againMs = 1_000

export async function whenDiskHasRoom<T>(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!mayPass(error) || (signal.aborted && signal.reason !== 'cancel')) throw error
      log.error(
        { code: systemErrorCode(error), error: errorText(error) },
        'Waiting for room to write down what happened',
      )
      await clock.sleep(againMs)
    }
  }
}

/** A failure of the disk may pass; a closed ledger or an error in our code does not. */
function mayPass(error: unknown): boolean {
  if (error instanceof KnownError) return ['DISK-FULL', 'FILE-SYNC-FAILED'].includes(error.code)
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number'
}
