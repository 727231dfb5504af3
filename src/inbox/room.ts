// Whether the spool's disk has room for what comes in. What is sent and what the ledger writes lie on the same disk:
// the reserve is theirs, and nothing that a bank gives may use it up. Looked at before the bank is asked, when it
// has said how much it has (PI 42), and while the data comes.

import type { Offer, OfferDecision } from '../bank/bank.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { SyncPoints } from '../ledger/contract/sync-points.ts'
import { freeBytes } from '../lib/files/files.ts'
import { KnownError } from '../wording/known-error.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import { sentenceOf } from '../wording/sentence.ts'

export interface RoomDeps {
  readonly spool: { readonly folder: string }
  /** Left free on the spool's disk whatever comes. */
  readonly reserveBytes: number
  readonly inbox: { readonly bank: string; readonly virtualFile: string }
  /** The operator's, for sentences. */
  readonly zone: string
}

type NoRoom = Extract<CodedMessage, { code: 'DISK-FULL' }>

/** null: there is room for so many bytes more. */
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

/** The offer stays with the bank, which keeps what it has; null: there is room for what it offers. */
export async function left(
  deps: RoomDeps & { readonly ledger: Pick<SyncPoints, 'syncPoints'> },
  offer: Offer,
  known: Transfer | null,
): Promise<Leave | null> {
  const points = known === null ? [] : await deps.ledger.syncPoints(known.id)
  const haveBytes = points.at(-1)?.offsetBytes ?? 0
  const missing = await noRoomFor(deps, Math.max(0, offer.announcedBytes - haveBytes))
  if (missing === null) return null
  const sentence = sentenceOf(missing, deps)
  return { kind: 'leave', because: 'no-room', code: missing.code, sentence }
}

/** Between two looks while data comes, at most so much is written. */
export const checkRoomEveryBytes = 4 * 1024 * 1024

/** @throws KnownError DISK-FULL */
export async function requireReserve(deps: RoomDeps): Promise<void> {
  const missing = await noRoomFor(deps, 0)
  if (missing !== null) throw new KnownError(missing)
}
