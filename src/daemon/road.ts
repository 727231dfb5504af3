// The road without its servers: the ledger is opened, an earlier life is recovered, then the stations start,
// in this order. start.ts is the whole program; the simulation, which has no sockets to offer, starts this.

import { type Spool, spoolIn } from '../ledger/spool/spool.ts'
import type { Checker } from '../admission/checker.ts'
import type { Config } from '../config/schema/configuration.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { holdConditions } from '../ledger/held-conditions.ts'
import { openLedgerHere, type OpenForDaemon } from '../ledger/open.ts'
import { ledgerReserveBytes } from '../ledger/reserve.ts'
import type { Clock } from '../lib/time/clock.ts'
import { makeFolderDurably, syncFolder } from '../disk/durable.ts'
import type { KnownError } from '../wording/known-error.ts'
import type { Log } from '../lib/log.ts'
import { createUndo, everyOne, everyStep, type Undo } from '../lib/undo.ts'
import { mountAt } from '../share/mount/mounts.ts'
import { mustHaveProc } from '../share/proc.ts'
import { type Stations, startStations } from './stations/start.ts'
import { withEnvironments } from './environments.ts'
import { createOtherShares, openShares, unreached } from './stations/shares.ts'
import { type GoneWatch, watchGone } from './watch-gone.ts'
import { rulesOf } from './stations/admissions.ts'
import { flowFormOf } from './flow-forms.ts'
import { knownOf } from './from-config.ts'
import { recoverAll } from '../recovery/start.ts'
import { createOwners, type Owners } from '../outbox/owner/owners.ts'
import { mustHaveTime, watchClock } from './process/watch-clock.ts'
import { watchRoom } from './process/watch-room.ts'
import { createWriteFeed, type WriteFeed, type WrittenFact } from '../ledger/write-feed.ts'

export interface RoadDeps {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly environment: NodeJS.ProcessEnv
  /** Closed when the road stops. */
  readonly checker: Checker
  /** Called with every fact as it is written. */
  readonly onFact: (fact: WrittenFact) => void
  /** Called once, when the disk fails the ledger: nothing may go on. */
  readonly onLedgerFailed: (error: KnownError) => void
  /** Opens the ledger elsewhere, such as in another thread; in this one, with `clock`, when absent. */
  readonly openLedger?: OpenForDaemon
}

export interface Road {
  readonly ledger: Ledger
  readonly spool: Spool
  readonly stations: Stations
  /** Transfers whose bank or folder the configuration no longer has. */
  readonly gone: GoneWatch
  /** Stops everything, running transfers when the grace ends (monotonic); the ledger stays open. */
  stop(graceEndsMs?: number): Promise<void>
}

/**
 * The ledger with its reserve on the disk; every write is announced to those who follow the feed.
 */
async function openWithRoom(
  { config, clock, log, onLedgerFailed, openLedger }: RoadDeps,
  feed: WriteFeed,
): Promise<{
  readonly ledger: Ledger
  readonly lookAfterRoom: () => ReturnType<typeof watchRoom>
}> {
  const { data: dataFolder, zone, language } = config
  const options = {
    ...{ folder: dataFolder, zone, language, onFailed: onLedgerFailed },
    mount: await mountAt(dataFolder),
    reserveBytes: ledgerReserveBytes(config.spool.reserve),
  }
  const { ledger: opened, reserve: room } =
    openLedger === undefined
      ? await openLedgerHere({ ...options, clock })
      : await openLedger(options)
  const held = holdConditions(opened, { nowMs: () => clock.nowMs(), reader: { zone, language } })
  const ledger = withEnvironments(feed.announce(held.ledger, { log, zone }), config.banks)
  return {
    ledger,
    lookAfterRoom: () => watchRoom({ ledger, held, room, clock, log, dataFolder, zone }),
  }
}

/**
 * `openServers` opens what may still fail, after recovery and before any station begins. The caller ends with
 * `undo` what was begun, also where this throws.
 * @throws KnownError LEDGER-LOCKED, LEDGER-DAMAGED, LEDGER-FAILED, PROC-MISSING.
 */
export async function startRoad(
  deps: RoadDeps,
  {
    undo = createUndo(),
    feed = createWriteFeed(),
    openServers = () => Promise.resolve(),
  }: {
    readonly undo?: Undo
    readonly feed?: WriteFeed
    readonly openServers?: (ledger: Ledger) => Promise<void>
  } = {},
): Promise<Road> {
  const { config, clock, log, environment, checker } = deps
  mustHaveTime(clock)
  await mustHaveProc()
  const spool = spoolIn(config.data)
  feed.onFact(deps.onFact)
  const { ledger, lookAfterRoom } = await openWithRoom(deps, feed)
  undo.add('ledger', () => ledger.close())
  await makeFolderDurably(spool.folder)
  const roomWatch = await lookAfterRoom()
  undo.add('room', () => roomWatch.stop())

  const shares = await openShares({ config, log })
  const reach = unreached()
  const others = createOtherShares(log)
  let stations: Stations | null = null
  // Once they are started, the stations close the shares.
  undo.add('folders', async () => {
    if (stations === null) await everyOne([...shares.values()].map((share) => share.close()))
    await others.close()
  })
  const owners = await createOwners({
    ...{ outboxes: config.outboxes, dataFolder: config.data, zone: config.zone },
    ...{ ledger, clock, log, shares, reach },
    shareOfOther: others.of,
  })
  undo.add('owners', () => (stations === null ? owners.start.stop() : undefined))
  const clockWatch = await watchClock({ ledger, clock, log, zone: config.zone })
  undo.add('clock', () => clockWatch.stop())
  const { admitAgain } = await recover(deps, { ledger, spool, owners })
  const gone = await watchGone({ ledger, clock, log }, knownOf(config))
  undo.add('gone', () => gone.stop())

  await openServers(ledger)
  const own = { ledger, spool, onWrite: feed.onWrite, shares, owners, reach }
  const running = await startStations(
    { config, clock, log, environment, checker, ...own },
    admitAgain,
  )
  stations = running
  undo.add('stations', () => running.stop(clock.monotonicMs()))
  return {
    ledger,
    spool,
    stations: running,
    gone,
    stop: (graceEndsMs = clock.monotonicMs() + config.stop.grace) =>
      everyStep([
        () => running.stop(graceEndsMs),
        () => checker.close(),
        () => others.close(),
        () => clockWatch.stop(),
        () => gone.stop(),
        () => roomWatch.stop(),
      ]),
  }
}

/** What recovery needs of the configuration. */
function recover(
  { config, clock, log, checker }: RoadDeps,
  { ledger, spool, owners }: Pick<Road, 'ledger' | 'spool'> & { readonly owners: Owners },
): ReturnType<typeof recoverAll> {
  return recoverAll({
    ...{ ledger, clock, log, spool, checker, dataFolder: config.data, zone: config.zone },
    syncSpool: () => syncFolder(spool.folder),
    holdFromThePast: () => owners.holdFromThePast(),
    rulesOf: (folder) => rulesOf(config, folder),
    formOf: (transfer) => flowFormOf(config, transfer),
    bankOf(name) {
      const bank = config.banks.find((one) => one.name === name)
      if (bank === undefined) return null
      const { retry, probe, restart } = bank
      return { afterBreakMs: retry.afterBreak, probe, restart }
    },
    outboxes: config.outboxes.map(({ folder }) => folder),
  })
}
