// The road without its doors: the ledger is opened, what an earlier life left is put right, then the stations
// start. The order is that of starting. Whoever wants the whole program takes start.ts; a simulation, which
// has no sockets of its own to offer, takes this.

import type { Transfer } from '../journey/transfer.ts'
import { type Spool, spoolIn } from '../ledger/spool/spool.ts'
import type { Checker } from '../admission/checker.ts'
import { sweepUploads } from '../recovery/uploads.ts'
import type { Config } from '../config/schema/configuration.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { holdConditions } from '../ledger/held-conditions.ts'
import { openLedger } from '../ledger/open.ts'
import { ledgerReserveBytes, reserveIn } from '../ledger/room.ts'
import type { Clock } from '../lib/time/clock.ts'
import { makeFolderDurably, syncFolder } from '../disk/durable.ts'
import type { KnownError } from '../wording/known-error.ts'
import type { Log } from '../lib/log.ts'
import { createUndo, everyOne, everyStep, type Undo } from '../lib/undo.ts'
import { doubtFromThePast } from '../outbox/owner/past.ts'
import { leaveDoubtToPeople } from '../outbox/hold-under-way.ts'
import { mountAt } from '../share/mount/mount-at.ts'
import { mustHaveProc } from '../share/proc.ts'
import { recoverTransfers } from '../recovery/transfers.ts'
import { adoptNotes } from '../recovery/notes.ts'
import { type Parts, startParts } from './stations.ts'
import { bornInEnvironments } from './environments.ts'
import { forgetOutboxes } from '../recovery/forgotten-outboxes.ts'
import { holdAgainstFlow } from '../recovery/hold-against-flow.ts'
import { readUnread } from '../recovery/unread-payments.ts'
import { createOtherShares, openShares, unreached } from './shares.ts'
import { type GoneWatch, watchGone } from '../recovery/gone.ts'
import { rulesOf } from './admissions.ts'
import { flowFormOf } from './flow-forms.ts'
import { createOwners, type Owners } from './owners.ts'
import { forgetRestored, holdRestored } from '../recovery/restored.ts'
import { ringing } from './ringing.ts'
import { tellSpoolOrphans } from '../recovery/orphans.ts'
import { mustHaveTime, watchClock } from './process/watch-clock.ts'
import { watchRoom } from './process/watch-room.ts'
import { type ToldFact, watchFacts } from '../ledger/watch-facts.ts'

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
  /** Transfers whose bank or folder the configuration no longer has. */
  readonly gone: GoneWatch
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

/**
 * `stand` opens what may still fail, such as doors, when all of an earlier life is put right and nothing has
 * begun yet. Whoever starts the road ends with `undo` what was begun, also where this throws.
 * @throws KnownError LEDGER-LOCKED, LEDGER-DAMAGED, LEDGER-FAILED, PROC-MISSING.
 */
export async function startRoad(
  deps: RoadDeps,
  {
    undo = createUndo(),
    stand = () => Promise.resolve(),
  }: { readonly undo?: Undo; readonly stand?: (ledger: Ledger) => Promise<void> } = {},
): Promise<Road> {
  const { config, clock, log, environment, checker } = deps
  mustHaveTime(clock, config.zone)
  await mustHaveProc()
  const spool = spoolIn(config.data)
  const bells: (() => void)[] = []
  const { ledger, lookAfterRoom } = await openWithRoom(deps, () => bells.forEach((one) => one()))
  undo.add('ledger', () => ledger.close())
  await makeFolderDurably(spool.folder)
  const roomWatch = await lookAfterRoom()
  undo.add('room', () => roomWatch.stop())

  const shares = await openShares({ config, log })
  const reach = unreached()
  const others = createOtherShares(log)
  let parts: Parts | null = null
  // The parts close what they were given.
  undo.add('folders', async () => {
    if (parts === null) await everyOne([...shares.values()].map((share) => share.close()))
    await others.close()
  })
  const owners = await createOwners({
    ...{ config, ledger, clock, log, shares, reach },
    shareOfOther: others.of,
  })
  undo.add('owners', () => (parts === null ? owners.start.stop() : undefined))
  const clockWatch = await watchClock({ ledger, clock, log, zone: config.zone })
  undo.add('clock', () => clockWatch.stop())
  const { admitAgain } = await putRight(deps, { ledger, spool, owners })
  const gone = await watchGone({ config, ledger, clock, log })
  undo.add('gone', () => gone.stop())

  await stand(ledger)
  const onWritten = (bell: () => void) => void bells.push(bell)
  const own = { ledger, spool, onWritten, shares, owners, reach }
  const begun = await startParts({ config, clock, log, environment, checker, ...own }, admitAgain)
  parts = begun
  undo.add('parts', () => begun.stop(clock.monotonicMs()))
  return {
    ledger,
    spool,
    parts,
    gone,
    stop: (graceEndsMs = clock.monotonicMs() + config.stop.grace) =>
      everyStep([
        () => begun.stop(graceEndsMs),
        () => checker.close(),
        () => others.close(),
        () => clockWatch.stop(),
        () => gone.stop(),
        () => roomWatch.stop(),
      ]),
  }
}

/**
 * What an earlier life left is put right; nothing is sent or taken by it. Gives what is to be admitted again.
 */
async function putRight(
  { config, clock, log, checker }: RoadDeps,
  { ledger, spool, owners }: Pick<Road, 'ledger' | 'spool'> & { readonly owners: Owners },
): ReturnType<typeof recoverTransfers> {
  await adoptNotes({ ledger, log, spool })
  const isRestored = await holdRestored({ ledger, log, dataFolder: config.data })
  const isFromThePast = (await owners.lookForThePast()) || isRestored
  await sweepUploads({ ledger, log, spool, syncSpool: () => syncFolder(spool.folder) })
  const bankOf = (bank: string) => config.banks.find(({ name }) => name === bank)
  const afterBreakMs = (bank: string) => bankOf(bank)?.retry.afterBreak ?? 60_000
  const goesOn = (bank: string) => bankOf(bank)?.restart ?? true
  const asksAbout = ({ bank, lastSync }: Transfer) => {
    const probe = bankOf(bank)?.probe ?? 'never'
    return probe === 'always' || (probe === 'ifSynced' && lastSync > 0)
  }
  const recovering = { ledger, clock, log, spool, afterBreakMs, asksAbout, goesOn }
  const recovered = await recoverTransfers(recovering)
  await readUnread({
    ...{ ledger, log, spool, checker },
    rulesOf: (folder) => rulesOf(config, folder),
  })
  await holdAgainstFlow({
    ...{ ledger, log, spool, checker },
    formOf: (transfer) => flowFormOf(config, transfer),
  })
  if (isFromThePast) await leaveDoubtToPeople({ ledger }, doubtFromThePast)
  if (isRestored) await forgetRestored(config.data)
  const outboxes = config.outboxes.map(({ folder }) => folder)
  await forgetOutboxes(ledger, outboxes)
  await tellSpoolOrphans({ ledger, log, spool, zone: config.zone })
  return recovered
}
