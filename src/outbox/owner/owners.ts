// The ownership of all outboxes: whether the ledger is from the past, which their folders show at the start,
// and the proof before each sending that an outbox is still ours.

import { everyTransfer } from '../../ledger/every-transfer.ts'
import type { Transfer } from '../../journey/transfer.ts'
import type { Conditions } from '../../ledger/contract/conditions.ts'
import type { TransferMoves } from '../../ledger/contract/moves.ts'
import type { DaemonStarts } from '../../ledger/contract/outboxes.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import { present } from '../../lib/assert.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { Log } from '../../lib/log.ts'
import { createOwnership, type Ownership, type Proof } from './ownership.ts'
import { createPast, type Past, pastSubject } from './past.ts'
import { standingOf } from './standing.ts'
import { beginThisStart, type ThisStart } from './this-start.ts'
import { withProgressDeadline } from '../../lib/waiting/progress-deadline.ts'
import type { Share } from '../../share/share.ts'
import type { OwnerOutcome } from '../../share/owner/hold.ts'
import { whatOf } from '../../wording/sentence.ts'

/** How ownership reaches other stations, which are built after it. */
export interface Reach {
  interrupt(id: string): void
  ring(bank: string): void
  look(folder: string): void
}

export interface Owners {
  readonly start: ThisStart
  /**
   * Where a folder shows that the ledger is from the past, holds what is under way, and returns true. Called
   * before anything is recovered, claimed or sent.
   */
  holdFromThePast(): Promise<boolean>
  of(folder: string): Ownership
  /** Reads in the folder of an outgoing transfer whether it is still ours. */
  prove(transfer: Transfer): Promise<Proof>
  /** Outboxes that are not proved to be ours, as far as we know. */
  notOurs(): readonly string[]
}

interface OwnersDeps {
  readonly outboxes: readonly { readonly folder: string; readonly bank: string }[]
  readonly dataFolder: string
  readonly zone: string
  readonly ledger: Conditions & DaemonStarts & Pick<TransferMoves, 'move'> & TransferReading
  readonly clock: Clock
  readonly log: Log
  readonly shares: ReadonlyMap<string, Share>
  /** Opens a folder that the configuration no longer names, of which something is still under way. */
  readonly shareOfOther: (folder: string) => Promise<Share>
  readonly reach: Reach
}

export async function createOwners(deps: OwnersDeps): Promise<Owners> {
  const { outboxes, dataFolder, zone, ledger, log, reach } = deps
  const start = await beginThisStart(deps)
  const interrupt = (id: string) => reach.interrupt(id)
  const past = createPast({ ledger, log, dataFolder, zone, token: start.token, interrupt })
  const ownerships = new Map(
    outboxes.map(({ folder, bank }) => [
      folder,
      createOwnership({
        ...deps,
        ...{ folder, start, past, interrupt },
        share: present(deps.shares.get(folder) ?? null, 'the share of an outbox'),
        onOurs: () => reach.ring(bank),
        onChange: () => reach.look(folder),
      }),
    ]),
  )
  return {
    start,
    holdFromThePast: () => holdFromThePast(deps, start, past),
    of: (folder) => present(ownerships.get(folder) ?? null, 'the owner of an outbox'),
    async prove(transfer) {
      // What a program uploaded lies in no folder that others share.
      if (transfer.look === '') return { kind: 'ours' }
      const ownership = ownerships.get(transfer.folder)
      return ownership === undefined ? proveOther(deps, start, transfer) : ownership.prove()
    },
    notOurs: () =>
      outboxes
        .map(({ folder }) => folder)
        .filter((folder) => ownerships.get(folder)?.mayBeOurs() === false),
  }
}

/**
 * A share that does not answer delays the start for this long; it is asked again before any of its files is
 * sent.
 */
const patienceMs = 15_000

async function holdFromThePast(
  { ledger, clock, outboxes, shares }: OwnersDeps,
  start: ThisStart,
  past: Past,
): Promise<boolean> {
  const reads = await Promise.all(
    outboxes.map(async ({ folder }) => {
      const share = present(shares.get(folder) ?? null, 'the share of an outbox')
      const read = await withProgressDeadline(clock, patienceMs, () => share.owner({ folder }))
      return { folder, read }
    }),
  )
  let found = false
  for (const { folder, read } of reads) {
    if (read === 'late' || read.kind === 'fault' || read.record === null) continue
    if (!(await isNewer(ledger, start, read))) continue
    found = true
    await past.hold({ folder, record: read.record })
  }
  if (!found) await forgetPast(ledger)
  return found
}

async function isNewer(
  ledger: DaemonStarts,
  start: ThisStart,
  read: Extract<OwnerOutcome, { kind: 'read' }>,
): Promise<boolean> {
  const known = read.record === null ? null : await ledger.findStart(read.record.token)
  return standingOf(read, { us: start, known, ours: [], unchangedMs: 0 }).isNewer
}

/** Ends the condition of an earlier run, unless transfers are still held because of it. */
async function forgetPast(ledger: Conditions & TransferReading): Promise<void> {
  if (!(await ledger.conditions()).some(({ subject }) => subject === pastSubject)) return
  for await (const { code } of everyTransfer(ledger, { direction: 'out', states: ['held'] }))
    if (code === 'LEDGER-ROLLED-BACK') return
  await ledger.note(pastSubject, null)
}

/**
 * An outbox that the configuration no longer names gets no signs of life from us. Who owned it last is
 * enough: a start of this ledger that it knows, or nobody, or the folder is gone with all that was in it.
 */
async function proveOther(
  { ledger, shareOfOther }: OwnersDeps,
  start: ThisStart,
  { folder }: Transfer,
): Promise<Proof> {
  const read = await (await shareOfOther(folder)).owner({ folder })
  if (read.kind === 'fault')
    return read.code === 'FOLDER-MISSING'
      ? { kind: 'ours' }
      : { kind: 'unreadable', sentence: whatOf(read, { zone: 'UTC' }) }
  if (read.record === null) return { kind: 'ours' }
  const isOurs = read.record.ledger === start.ledgerId && !(await isNewer(ledger, start, read))
  return { kind: isOurs ? 'ours' : 'not-ours' }
}
