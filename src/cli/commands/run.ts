// `run`: the daemon, until it is told to stop. The first signal stops it in order, the second at once;
// both are safe, because the crash is the normal case.

import { boundedChecker } from '../../admission/bounded-checker.ts'
import { missingSecrets } from '../../config/load.ts'
import { createLog } from '../../daemon/log.ts'
import { startDaemon } from '../../daemon/start.ts'
import { leaveNow, stopInTime } from '../../daemon/stop-in-time.ts'
import { notifySystemd } from '../../daemon/systemd.ts'
import { systemClock } from '../../lib/clock.ts'
import { KnownError } from '../../lib/known-error.ts'
import { type CommonOptions, readConfig } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'

export async function run(options: CommonOptions): Promise<ExitCode> {
  const config = readConfig(options)
  const missing = missingSecrets(config, process.env)
  if (missing.length > 0)
    throw new KnownError('SECRET-MISSING', missing.map(({ sentence }) => sentence).join('\n'))
  const log = createLog({ level: config.log.level, terminal: process.stdout.isTTY })
  const daemon = await startDaemon({
    config,
    clock: systemClock,
    log,
    environment: process.env,
    checker: boundedChecker({ clock: systemClock, log }),
    tell: () => undefined,
    onLedgerFailed: (error) => {
      // Whatever was promised is on disk; what was not may be wrong in memory. Recovery knows what to do.
      log.error({ code: error.code, hint: error.hint }, error.message)
      process.exit(exitCodes.ledgerFailed)
    },
  })
  const { banks, outboxes, inboxes } = config
  log.info(
    {
      banks: banks.length,
      outboxes: outboxes.length,
      inboxes: inboxes.length,
      control: daemon.http.socketPath,
      api: daemon.http.addresses(),
    },
    'Running',
  )
  await notifySystemd('READY=1', `${outboxes.length} outboxes, ${inboxes.length} inboxes`)
  const signal = await stopSignal()
  log.info({ signal }, 'Stopping')
  await notifySystemd('STOPPING=1', 'stopping')
  const { zone, stop } = config
  await stopInTime(daemon, { log, graceMs: stop.grace, zone }, () => leaveNow(exitCodes.done))
  log.info({}, 'Stopped')
  return exitCodes.done
}

/** The first signal resolves; the second leaves at once. */
export function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let told = false
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (told) leaveNow(exitCodes.interrupted)
        told = true
        resolve(signal)
      })
    }
  })
}
