// Files that were claimed in an earlier life and may lack a row: the process died between the rename and
// the ledger. Each has its own name in the folder of its look, so nothing is lost and nothing is guessed.
//
//   a row names this look and name   → leave it, recovery knows it
//   an archived row keeps it for now → leave it, the archive compares and removes it
//   another archived row names them  → a power cut brought the original back: remove it again. Unless it is
//                                      not what was sealed, written to since or torn by the power cut: then
//                                      it is adopted as changed, and a person decides
//   a marker that lost its file      → remove it: it stands for no file any more. A marker of another ledger
//                                      stays
//   a file `x.xml.cancel`            → remove it: it was answered before it was taken. One of another ledger
//                                      stays
//   claimed by another ledger, or    → record it, to be held: that ledger may have sent it, and its bank may
//   by a version that did not say      have it. It stays where it is until a person has decided
//   which
//   no row, claimed before this      → adopt it, to be held: the ledger that knew it was lost, and it may
//   ledger was begun or restored       have been sent (ledger/since.ts). So is one claimed by a clock that
//                                      was ahead
//   no row                           → adopt it: it was never sealed, so nothing of it was ever sent; as
//                                      cancelled, when the order to cancel it lies in the outbox
//
// What a lost ledger left in the spool is found by the notes there (recovery/notes.ts).

import { newId } from '../../lib/id.ts'
import { sealedAs } from '../../journey/sealed-as.ts'
import type { Transfer } from '../../journey/transfer.ts'
import type { NewTransfer } from '../../journey/new-transfer.ts'
import type { TransferMoves } from '../../ledger/contract/moves.ts'
import type { Originals } from '../../ledger/contract/outboxes.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import { type Era, readEra, wasClaimedBefore } from '../../ledger/since.ts'
import type { Log } from '../../lib/log.ts'
import type { Share } from '../../share/share.ts'
import type { FolderIdentity } from '../../share/looking.ts'
import type { ShareFault } from '../../share/fault.ts'
import { isMarker } from '../../share/markers.ts'
import { cancelEnding, cancelName, ledgerOfLook } from '../../share/places.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
import { cancelledAtBirth } from '../cancels.ts'
import type { OutboxOptions } from '../loop-state.ts'

const pageOf = 500

export async function adoptOrphans(
  deps: {
    readonly ledger: Pick<Originals, 'originalsIn'> &
      Pick<TransferMoves, 'record'> &
      TransferReading
    readonly share: Share
    readonly log: Log
    readonly ledgerId: string
    /** The folder that was probed. */
    readonly expected?: FolderIdentity
  },
  options: OutboxOptions,
  handOver: (transfers: readonly Transfer[]) => void,
): Promise<ShareFault | null> {
  const known = await knownClaims(deps.ledger, options.folder)
  const era = await readEra(options.dataFolder)
  let after: { look: string; name: string } | null = null
  for (;;) {
    const { folder } = options
    const found = await deps.share.orphans({
      ...{ folder, after, limit: pageOf },
      expected: deps.expected ?? null,
    })
    if (found.kind === 'fault') return found
    const strangers: Stranger[] = []
    for (const orphan of found.claimed) {
      if (known.has(keyOf(orphan.look, orphan.name))) continue
      const isNoFile = isMarkerOf(options, orphan) || orphan.name.endsWith(cancelEnding)
      if (isNoFile) {
        if (ledgerOfLook(orphan.look) === deps.ledgerId)
          await deps.share.remove({ folder: options.folder, ...orphan })
      } else {
        const leftover = await leftoverOf(deps, options.folder, orphan)
        if (leftover !== 'removed') strangers.push({ ...orphan, changedSince: leftover })
      }
    }
    if (strangers.length > 0) {
      deps.log.warn(
        { folder: options.folder, files: strangers.length },
        'Adopted files that were claimed before the last stop',
      )
      const stopped = await stoppedAmong(deps.share, options, strangers)
      if ('kind' in stopped) return stopped
      handOver(
        await deps.ledger.record(
          strangers.map((orphan) => ({
            ...adopted(options, orphan),
            ...whyHeld(orphan, { options, ledgerId: deps.ledgerId, era }),
            ...(stopped.has(orphan.name) ? cancelledAtBirth(orphan.name) : {}),
          })),
        ),
      )
    }
    const last = found.claimed.at(-1)
    if (!found.more || last === undefined) return null
    after = last
  }
}

/** A marker that was taken with its file and not removed yet: never a file to send. */
function isMarkerOf({ ready, ignoreCase }: OutboxOptions, { name }: Orphan): boolean {
  return ready.by === 'marker' && isMarker(ready.marker, name, ignoreCase)
}

interface Orphan {
  readonly look: string
  readonly name: string
  readonly sizeBytes: number
}

interface Stranger extends Orphan {
  /** What was sealed and sent under this look and name, and is not what lies here now. */
  readonly changedSince: Transfer | null
}

/**
 * What is in the archive goes here, unless it is not what was sealed: then the transfer that it once was.
 * null: none.
 */
async function leftoverOf(
  {
    ledger,
    share,
  }: {
    readonly ledger: Pick<Originals, 'originalsIn'> &
      Pick<TransferMoves, 'record'> &
      TransferReading
    readonly share: Share
  },
  folder: string,
  { look, name }: Orphan,
): Promise<'removed' | Transfer | null> {
  const kept = await archivedAs(ledger, folder, { look, name })
  if (kept === null) return null
  const sealed = sealedAs(kept, await ledger.facts({ transferId: kept.id }))
  const removed = await share.remove({
    folder,
    look,
    name,
    ...(sealed === undefined ? {} : { sealed }),
  })
  return removed.kind === 'changed' ? kept : 'removed'
}

async function archivedAs(
  ledger: Pick<Originals, 'originalsIn'> & Pick<TransferMoves, 'record'> & TransferReading,
  folder: string,
  { look, name }: Pick<Orphan, 'look' | 'name'>,
): Promise<Transfer | null> {
  let after: number | undefined
  for (;;) {
    const page: readonly Transfer[] = await ledger.list({
      direction: 'out',
      folder,
      name,
      states: ['archived'],
      ...(after === undefined ? {} : { after }),
      limit: pageOf,
    })
    const found = page.find((transfer) => transfer.look === look && transfer.name === name)
    if (found !== undefined) return found
    if (page.length < pageOf) return null
    after = page.at(-1)?.sequence
  }
}

const keyOf = (look: string, name: string) => `${look}/${name}`

/** Every transfer of this folder whose original may still lie in a claimed folder. */
async function knownClaims(
  ledger: Pick<Originals, 'originalsIn'> & Pick<TransferMoves, 'record'> & TransferReading,
  folder: string,
): Promise<ReadonlySet<string>> {
  const kept = await ledger.originalsIn(folder)
  const known = new Set(kept.map(({ look, name }) => keyOf(look, name)))
  const states = [
    'claimed',
    'sealed',
    'rejected',
    'replaced',
    'held',
    'queued',
    'sending',
    'finishing',
    'in-doubt',
    'waiting',
    'sent',
    'failed',
    'cancelled',
  ] as const
  let after = 0
  for (;;) {
    const page = await ledger.list({
      direction: 'out',
      folder,
      states,
      order: 'oldest',
      after,
      limit: 5000,
    })
    for (const transfer of page) known.add(keyOf(transfer.look, transfer.name))
    const last = page.at(-1)
    if (last === undefined || page.length < 5000) return known
    after = last.sequence
  }
}

/** The names for which an order to cancel lies in the outbox. */
async function stoppedAmong(
  share: Share,
  { folder, cancelByFile }: OutboxOptions,
  orphans: readonly Orphan[],
): Promise<ReadonlySet<string> | ShareFault> {
  if (!cancelByFile) return new Set()
  const looked = await share.look({
    folder,
    limit: 1,
    take: [],
    leave: [],
    passOver: [],
    expected: null,
    about: orphans.map(({ name }) => cancelName(name)),
  })
  if (looked.kind === 'fault') return looked
  return new Set(looked.about.map(({ name }) => name.slice(0, -cancelEnding.length)))
}

/** Held once it is sealed (admission/judge.ts); nothing, where it surely was never sent. */
function whyHeld(
  orphan: Stranger,
  around: { readonly options: OutboxOptions; readonly ledgerId: string; readonly era: Era },
): Pick<NewTransfer, 'reason'> | Record<string, never> {
  const { options, ledgerId, era } = around
  if (orphan.changedSince !== null) return {}
  const ledger = ledgerOfLook(orphan.look)
  const { bank, folder } = options
  const of = { name: orphan.name, bank, folder }
  if (ledger === null) return held(message('CLAIMED-BY-UNKNOWN', of))
  if (ledger !== ledgerId) return held(message('CLAIMED-BY-ANOTHER', { ...of, ledger }))
  return wasClaimedBefore(era, orphan.look) ? knownToAnother(options, orphan) : {}
}

const held = (reason: CodedMessage) => ({ reason })

function knownToAnother(
  { bank, folder }: OutboxOptions,
  { name }: Orphan,
): Pick<NewTransfer, 'reason'> {
  return held(message('LEDGER-LOST', { name, bank, found: 'outbox', folder }))
}

function adopted(options: OutboxOptions, orphan: Stranger): NewTransfer {
  const { bank, virtualFile, folder, priority, inOrder } = options
  return {
    id: newId(),
    direction: 'out',
    state: 'claimed',
    bank,
    virtualFile,
    folder,
    name: orphan.name,
    look: orphan.look,
    sizeBytes: orphan.sizeBytes,
    priority,
    lane: inOrder ? folder : '',
    pesit: null,
    ...asChanged(orphan),
    sentence: message('FOUND-TAKEN', {
      ...{ name: orphan.name, folder, sizeBytes: orphan.sizeBytes },
    }),
    actor: 'daemon',
  }
}

function asChanged({ name, changedSince }: Stranger): Pick<NewTransfer, 'reason'> {
  if (changedSince === null) return { reason: null }
  const { id, bank } = changedSince
  return held(message('FILE-CHANGED', { found: 'at-start', name, bank, transfer: id }))
}
