// The stop has an end, whatever hangs: a bank that says nothing, a share that does not answer, a receiver of
// webhooks. Running transfers get the grace of the configuration; then they are suspended by the protocol; a
// moment later every line to a bank is cut; and a moment after that the program ends as it is. Each of these
// is safe, because the crash is the normal case: what was promised is on disk, and the next start goes on
// from there.

import { spawn } from 'node:child_process'
import type { Log } from '../../lib/log.ts'
import { message } from '../../wording/catalogue.ts'
import { sentenceOf } from '../../wording/sentence.ts'

/** After the grace: how long a bank may take to answer the end of what was suspended. */
export const cutAfterGraceMs = 2_000
/** After the grace: when the program ends as it is. Systemd and people wait no longer than for 5 s more. */
const leaveAfterGraceMs = 4_000

/** The parts of a stop, in their order. */
export type StopStep = 'api' | 'programs' | 'callers' | 'road' | 'ledger' | 'over'

/** Resolves when all has stopped in order; otherwise says what hangs, and ends the program. */
export async function stopInTime(
  { stop, stoppingAt }: { stop(): Promise<void>; stoppingAt(): StopStep },
  { log, graceMs, zone }: { readonly log: Log; readonly graceMs: number; readonly zone: string },
  leave: () => void,
): Promise<void> {
  const late = setTimeout(() => {
    const step = stoppingAt()
    const seconds = Math.round((graceMs + leaveAfterGraceMs) / 1000)
    const forced = message('STOP-FORCED', { step, seconds })
    log.warn({ code: forced.code, step }, sentenceOf(forced, { zone }))
    leave()
  }, graceMs + leaveAfterGraceMs)
  try {
    await stop()
  } finally {
    clearTimeout(late)
  }
}

/**
 * Ends the process. `process.exit` waits for the threads of file calls, and one may be stuck in a share for
 * ever: a process of its own ends us then. It has no other work, and is gone after a second.
 */
export function leaveNow(code: number): void {
  spawn('/bin/sh', ['-c', 'sleep 1; kill -KILL "$0"', String(process.pid)], {
    detached: true,
    stdio: 'ignore',
  }).unref()
  process.exit(code)
}
