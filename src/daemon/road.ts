// The road without its doors: the ledger is opened, what an earlier life left is put right, then the stations
// start. The order is that of starting. Whoever wants the whole program takes start.ts; a simulation, which has
// no sockets of its own to offer, takes this.

import { type Spool, spoolIn } from '../admission/spool.ts'
import type { Checker } from '../admission/checker.ts'
import { sweepUploads } from '../admission/sweep.ts'
import type { Config } from '../config/schema.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { holdConditions } from '../ledger/held-conditions.ts'
import { openLedger } from '../ledger/open.ts'
import { ledgerReserveBytes, reserveIn } from '../ledger/room.ts'
import type { Clock } from '../lib/clock.ts'
import { makeFolderDurably, syncFolder } from '../lib/files.ts'
import type { KnownError } from '../lib/known-error.ts'
import type { Log } from '../lib/log.ts'
import { doubtFromThePast } from '../outbox/past.ts'
import { leaveDoubtToPeople } from '../outbox/hold-under-way.ts'
import { mountAt } from '../share/mount-at.ts'
import { mustHaveProc } from '../share/proc.ts'
import { recoverTransfers } from '../transfer/recover.ts'
import { adoptNotes } from './lost-ledger.ts'
import { type Parts, startParts } from './parts.ts'
import { bornInEnvironments } from './environments.ts'
import { holdAgainstFlow } from './hold-against-flow.ts'
import { readUnread } from './payments-reader.ts'
import { createOtherShares, openShares, unreached } from './shares.ts'
import { createOwners } from './owners.ts'
import { forgetRestored, holdRestored } from './restored.ts'
import { ringing } from './ringing.ts'
import { tellSpoolOrphans } from './spool-orphans.ts'
import { watchClock } from './watch-clock.ts'
import { watchRoom } from './watch-room.ts'
import { type ToldFact, watchFacts } from './watch-facts.ts'

export interface RoadDeps {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly environment: NodeJS.ProcessEnv
  /** Closed when the road stops. */
  readonly checker: Checker
  /** Every fact as it is written. */
  readonly tell: (fact: ToldFact) => void
  /** The disk failed the ledger: nothing may go on. Called once. */
  readonly onLedgerFailed: (error: KnownError) => void
}

export interface Road {
  readonly ledger: Ledger
  readonly spool: Spool
  readonly parts: Parts
  /** What runs stops, transfers when the grace ends (monotonic); the ledger stays open. */
  stop(graceEndsMs?: number): Promise<void>
}

/** The ledger with its reserve: what is written rings, and is told. */
async function openWithRoom(
  { config, clock, log, tell, onLedgerFailed }: RoadDeps,
  ring: () => void,
): Promise<{
  readonly ledger: Ledger
  readonly lookAfterRoom: () => ReturnType<typeof watchRoom>
}> {
  const { data: dataFolder, zone } = config
  const room = reserveIn(dataFolder, ledgerReserveBytes(config.spool.reserve))
  const opened = await openLedger({
    ...{ folder: dataFolder, room, zone, clock },
    mount: await mountAt(dataFolder),
    onFailed: onLedgerFailed,
  })
  const held = holdConditions(opened, { nowMs: () => clock.nowMs(), reader: { zone } })
  const told = watchFacts(ringing(held.ledger, ring), { log, zone }, tell)
  const ledger = bornInEnvironments(told, config.banks)
  return {
    ledger,
    lookAfterRoom: () => watchRoom({ ledger, held, room, clock, log, dataFolder, zone }),
  }
}

/** @throws KnownError LEDGER-LOCKED, LEDGER-DAMAGED, LEDGER-FAILED, PROC-MISSING. */
export async function startRoad(deps: RoadDeps): Promise<Road> {
  const { config, clock, log, environment, checker } = deps
  await mustHaveProc()
  const spool = spoolIn(config.data)
  const bells: (() => void)[] = []
  const { ledger, lookAfterRoom } = await openWithRoom(deps, () => bells.forEach((one) => one()))
  await makeFolderDurably(spool.folder)
  const roomWatch = await lookAfterRoom()

  const shares = await openShares({ config, log })
  const reach = unreached()
  const others = createOtherShares(log)
  const owners = await createOwners({
    ...{ config, ledger, clock, log, shares, reach },
    shareOfOther: others.of,
  })
  await adoptNotes({ ledger, log, spool })
  const isRestored = await holdRestored({ ledger, log, dataFolder: config.data })
  const isFromThePast = (await owners.lookForThePast()) || isRestored
  await sweepUploads({ ledger, log, spool, syncSpool: () => syncFolder(spool.folder) })
  const bankOf = (bank: string) => config.banks.find(({ name }) => name === bank)
  const afterBreakMs = (bank: string) => bankOf(bank)?.retry.afterBreak ?? 60_000
  const goesOn = (bank: string) => bankOf(bank)?.restart ?? true
  const clockWatch = await watchClock({ ledger, clock, log })
  const recovering = { ledger, clock, log, spool, afterBreakMs, goesOn }
  const { admitAgain } = await recoverTransfers(recovering)
  await readUnread({ config, ledger, log, spool, checker })
  await holdAgainstFlow({ config, ledger, log, spool, checker })
  if (isFromThePast) await leaveDoubtToPeople({ ledger }, doubtFromThePast)
  if (isRestored) await forgetRestored(config.data)
  await tellSpoolOrphans({ ledger, log, spool, zone: config.zone })

  const onWritten = (bell: () => void) => void bells.push(bell)
  const parts = await startParts(
    {
      ...{ config, ledger, clock, log, spool, environment, checker, onWritten },
      ...{ shares, owners, reach },
    },
    admitAgain,
  )
  return {
    ledger,
    spool,
    parts,
    async stop(graceEndsMs = clock.monotonicMs() + config.stop.grace) {
      await parts.stop(graceEndsMs)
      await checker.close()
      await others.close()
      await clockWatch.stop()
      await roomWatch.stop()
    },
  }
}
