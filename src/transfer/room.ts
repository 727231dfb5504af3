// What must be written down although the disk is full: the bank's answer, and how an attempt ended. Nothing
// was written then, so it can be tried again; the transfer would otherwise stay `sending` until the next start.
// It waits for room as long as the program runs; at a stop it gives up, and recovery takes over.

import type { Clock } from '../lib/clock.ts'
import { KnownError } from '../lib/known-error.ts'
import type { Log } from '../lib/log.ts'

const againMs = 1_000

export async function whenThereIsRoom<T>(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const full = error instanceof KnownError && error.code === 'DISK-FULL'
      if (!full || (signal.aborted && signal.reason !== 'cancel')) throw error
      log.error(
        { code: error.code, error: error.message },
        'Waiting for room to write down what happened',
      )
      await clock.sleep(againMs)
    }
  }
}
