// Keeps originals for a time after their file was sent. A writer may pause for longer than an outbox waits
// and then go on, in a format that has no end of its own: what it adds after the claim must not be lost. So
// the claimed original stays where it is for a time after the bank has the file (`keepOriginal`). Then:
//
//   compare   The original is compared with what was sealed: size and time, and where these differ the bytes.
//   same      The original is removed, then the ledger forgets when it was due.
//   changed   The original stays and is held as a transfer of its own. Then the sent transfer says that it
//             was sent in part. After a crash in between, the held transfer is found by its place: no second
//             one begins.
//
// After a crash that follows the removal there is nothing to remove, which counts as removed. A folder that
// cannot be reached delays no other folder: its originals are tried again at the next look.

import type { Transfer } from '../journey/transfer.ts'
import { sealedAs } from '../journey/sealed-as.ts'
import type { TransferMoves } from '../ledger/contract/moves.ts'
import type { Originals } from '../ledger/contract/outboxes.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import type { Clock } from '../lib/time/clock.ts'
import { failpoint } from '../lib/failpoint.ts'
import { newId } from '../lib/id.ts'
import type { Log } from '../lib/log.ts'
import type { RemoveOriginalOutcome, Share } from '../share/share.ts'
import { message } from '../wording/catalogue.ts'
import { whatOf } from '../wording/sentence.ts'

export interface OriginalDeps {
  readonly ledger: Originals & TransferMoves & TransferReading
  /** The share of an outbox; null for a folder that the configuration no longer names. */
  readonly shareOf: (folder: string) => Share | null
  /** An original was changed after it was sealed; it is a transfer of its own now. */
  readonly onChanged: (changed: Transfer) => void
}

export type Changed = Extract<RemoveOriginalOutcome, { readonly kind: 'changed' }>

const pageOf = 200

/** Removes the originals that are due, page by page. */
export async function removeDueOriginals(
  deps: OriginalDeps & { readonly clock: Clock; readonly log: Log },
  signal: AbortSignal,
): Promise<void> {
  const untilMs = deps.clock.nowMs()
  const unreachable = new Set<string>()
  let after: Transfer | null = null
  while (!signal.aborted) {
    const page: readonly Transfer[] = await deps.ledger.originalsDue({
      untilMs,
      after,
      limit: pageOf,
    })
    for (const transfer of page) {
      if (signal.aborted) return
      if (unreachable.has(transfer.folder)) continue
      const sentence = await removeOriginal(deps, transfer)
      if (sentence === null) continue
      unreachable.add(transfer.folder)
      deps.log.warn(
        { folder: transfer.folder, transfer: transfer.id, sentence },
        'The original of a sent file could not be removed; it is tried again',
      )
    }
    after = page.at(-1) ?? null
    if (page.length < pageOf) return
  }
}

/** null when nothing is left to do for it; otherwise why its folder cannot be used. */
async function removeOriginal(deps: OriginalDeps, transfer: Transfer): Promise<string | null> {
  const { ledger, shareOf } = deps
  const { id, folder, look, name } = transfer
  const share = shareOf(folder)
  if (share !== null) {
    const sealed = sealedAs(transfer, await ledger.facts({ transferId: id }))
    const removed = await share.remove({
      ...{ folder, look, name },
      ...(sealed === undefined ? {} : { sealed }),
    })
    if (removed.kind === 'fault') return whatOf(removed, { zone: 'UTC' })
    failpoint('original.compared')
    if (removed.kind === 'changed') {
      await sentInPart(deps, transfer, removed)
      return null
    }
  }
  await ledger.originalRemoved(id)
  failpoint('original.recorded')
  return null
}

/** Holds the changed original as a transfer of its own; then the sent transfer says what the bank has. */
export async function sentInPart(
  deps: Pick<OriginalDeps, 'ledger' | 'onChanged'>,
  transfer: Transfer,
  changed: Changed,
): Promise<void> {
  await holdChanged(deps, transfer, { how: changed.how, isSent: true })
  failpoint('original.held')
  const { id, version, name, bank, sizeBytes } = transfer
  const told = message(changed.how === 'longer' ? 'SENT-IN-PART' : 'CHANGED-AFTER-SENDING', {
    name,
    bank,
    sentBytes: sizeBytes ?? 0,
    nowBytes: changed.sizeBytes,
  })
  await deps.ledger.move({
    id,
    version,
    event: 'original-changed',
    patch: { originalDueMs: null, reason: told },
    sentence: told,
  })
  failpoint('original.told')
}

/** Begins one transfer for the changed original, even if a crash repeats this. */
export async function holdChanged(
  { ledger, onChanged }: Pick<OriginalDeps, 'ledger' | 'onChanged'>,
  transfer: Transfer,
  { how, isSent }: { readonly how: Changed['how']; readonly isSent: boolean },
): Promise<void> {
  const { id, bank, virtualFile, folder, look, name, priority } = transfer
  const known = await ledger.list({ direction: 'out', folder, name, limit: 10_000 })
  if (known.some((other) => other.look === look && other.name === name && other.id !== id)) return
  const [born] = await ledger.record([
    {
      ...{ id: newId(), direction: 'out', state: 'claimed', bank, virtualFile, folder, name, look },
      ...{ priority, sizeBytes: null, lane: '', pesit: null, code: '' },
      reason: message('FILE-CHANGED', { found: 'original', name, bank, transfer: id, how, isSent }),
      sentence: message('ORIGINAL-CHANGED', { name, folder }),
      actor: 'daemon',
    },
  ])
  if (born !== undefined) onChanged(born)
}
