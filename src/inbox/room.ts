// Whether the disk of the spool has room for what we receive. Outgoing files and the ledger lie on the same
// disk: the reserve is for them, and received data must never use it up. It is checked before the bank is
// asked, when the bank has announced the size (PI 42), and while the data comes.

import type { Offer, OfferDecision } from '../bank/bank.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { SyncPoints } from '../ledger/contract/sync-points.ts'
import { freeBytes } from '../lib/files/files.ts'
import { KnownError } from '../wording/known-error.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'

export interface RoomDeps {
  readonly spool: { readonly folder: string }
  /** How many bytes always stay free on the disk of the spool. */
  readonly reserveBytes: number
  readonly inbox: { readonly bank: string; readonly virtualFile: string }
  /** The operator's time zone, for sentences. */
  readonly zone: string
}

type NoRoom = Extract<CodedMessage, { code: 'DISK-FULL' }>

/** Returns null when there is room for this many more bytes. */
export async function noRoomFor(
  { spool, reserveBytes, inbox }: RoomDeps,
  wantedBytes: number,
): Promise<NoRoom | null> {
  const haveBytes = await freeBytes(spool.folder)
  if (haveBytes >= reserveBytes + wantedBytes) return null
  const { folder } = spool
  const { bank, virtualFile } = inbox
  return message('DISK-FULL', {
    what: 'reception',
    ...{ folder, bank, virtualFile, reserveBytes },
    have: String(haveBytes),
    needed: String(reserveBytes + wantedBytes),
  })
}

type Leave = Extract<OfferDecision, { kind: 'leave' }>

/**
 * Returns the decision to leave the offer with the bank, which keeps the file; null when there is room for
 * it.
 */
export async function left(
  deps: RoomDeps & { readonly ledger: Pick<SyncPoints, 'syncPoints'> },
  offer: Offer,
  known: Transfer | null,
): Promise<Leave | null> {
  const points = known === null ? [] : await deps.ledger.syncPoints(known.id)
  const haveBytes = points.at(-1)?.offsetBytes ?? 0
  const missing = await noRoomFor(deps, Math.max(0, offer.announcedBytes - haveBytes))
  if (missing === null) return null
  return { kind: 'leave', because: 'no-room', message: missing }
}

/** While data comes, the room is checked each time this many bytes were written. */
export const checkRoomEveryBytes = 4 * 1024 * 1024

/** @throws KnownError DISK-FULL */
export async function requireReserve(deps: RoomDeps): Promise<void> {
  const missing = await noRoomFor(deps, 0)
  if (missing !== null) throw new KnownError(missing)
}
