// What the simulation runs of the daemon: its road as it is, with the clock that it has, and the orders that
// a person may give. Compiled by program.ts; everything of the outside comes from the simulated world.

import { inProcessChecker } from '../../../src/admission/checker.ts'
import { startRoad } from '../../../src/daemon/road.ts'
import { commandDeps } from '../../../src/daemon/commands.ts'
import type { Config } from '../../../src/config/schema/configuration.ts'
import { systemClock } from '../../../src/lib/time/clock.ts'
import type { Log } from '../../../src/lib/log.ts'
import type { WrittenFact } from '../../../src/ledger/write-feed.ts'
import { createCommands } from '../../../src/orders/commands.ts'
import { ChainCheck } from '../../../src/ledger/audit/audit.ts'

export interface DaemonStart {
  readonly config: Config
  readonly log: Log
  readonly environment: NodeJS.ProcessEnv
  readonly onFact: (fact: WrittenFact) => void
  readonly onLedgerFailed: (error: Error) => void
}

export async function start({ config, log, environment, onFact, onLedgerFailed }: DaemonStart) {
  // A world of its own has no processes.
  const checker = inProcessChecker()
  const road = await startRoad({
    config,
    clock: systemClock,
    log,
    environment,
    checker,
    onFact,
    onLedgerFailed,
  })
  const { ledger, spool, stations, gone } = road
  const commands = createCommands(
    commandDeps({ config, ledger, spool, clock: systemClock, log, checker, stations, gone }),
  )
  return {
    ledger,
    ...commands,
    /** By hand: a bank that refused how we identify ourselves is called once for it. */
    pollAll: () =>
      Promise.all(
        stations.inboxes.map(({ config: { bank }, inbox }) => {
          stations.accountAt(bank).allowOnce()
          return inbox.poll()
        }),
      ),
  }
}

export type RunningDaemon = Awaited<ReturnType<typeof start>>
export { ChainCheck }
