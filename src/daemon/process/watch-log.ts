// Tells, as a condition, that the log cannot be written, for as long as it lasts, and asks again whether it
// can: a log that nobody can read must not look as if nothing had happened.

import type { Conditions } from '../../ledger/contract/conditions.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { errorText } from '../../lib/files/files.ts'
import type { LineSink } from '../../lib/files/line-sink.ts'
import type { Log } from '../../lib/log.ts'
import { startPeriodic } from '../../lib/waiting/loop.ts'
import { message } from '../../wording/catalogue.ts'

const lookEveryMs = 5_000

export function watchLog({
  ledger,
  clock,
  log,
  sink,
}: {
  readonly ledger: Pick<Conditions, 'note'>
  readonly clock: Clock
  readonly log: Log
  readonly sink: Pick<LineSink, 'lost'>
}): { stop(): Promise<void> } {
  let told = -1
  const lookOnce = async () => {
    const lost = sink.lost()
    const lines = lost?.lines ?? 0
    if (lines === told) return
    const { sinceMs = 0, error = '' } = lost ?? {}
    const condition = message('LOG-LOST', { lines: String(lines), sinceMs, error })
    await ledger.note('log', lost === null ? null : condition, lost?.sinceMs)
    told = lines
  }
  return startPeriodic(lookOnce, {
    clock,
    everyMs: lookEveryMs,
    onFailure: (error) =>
      log.error({ error: errorText(error) }, 'What the log lost could not be told'),
  })
}
