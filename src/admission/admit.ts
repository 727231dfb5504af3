// A claimed file is admitted: sealed in the spool, checked, and queued, held or rejected. (An uploaded file
// is sealed by upload.ts and goes on here.) A crash at any line is repaired by running this again from the
// state that is in the ledger:
//
//   claimed   with code CANCELLED: cancelled, and nothing else. Otherwise
//             seal: copy and hash; fsync of the copy, its name, the spool folder; then the ledger says
//             `sealed` with size and hash. A copy without that row is overwritten by the next seal.
//   sealed    the copy is checked, and read for the payments that it orders; then the ledger compares it with
//             what was sent before and decides about it, in one transaction. After a crash this can be
//             repeated: what was not written has no effect.
//
// From `sealed` on nothing reads the shared file again. A check that fails to run holds the file: no file is
// sent that was not checked.

import { conditionSubject } from '../journey/condition-subject.ts'
import { present } from '../lib/assert.ts'
import { failpoint } from '../lib/failpoint.ts'
import { freeBytes, errorText } from '../lib/files/files.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { AdmissionOutcome, Move, MoveStep } from '../ledger/contract/moves.ts'
import type { SealOutcome } from '../share/share.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import type { AdmitDeps } from './deps.ts'
import { judge } from './judge.ts'
import { placeUpload } from './upload.ts'

const sealTries = 3
const againMs = 2_000

/**
 * Resolves when the file is queued, held, rejected or gone; or when the daemon stops, and recovery goes on
 * from there.
 */
export async function admit(deps: AdmitDeps, recorded: Transfer): Promise<void> {
  let transfer: Transfer | null = recorded
  if (transfer.state === 'claimed' && transfer.code === 'CANCELLED')
    return cancelled(deps, transfer)
  if (transfer.state === 'claimed') transfer = await sealIt(deps, transfer)
  if (transfer?.state !== 'sealed') return
  if (transfer.look === '') await placeUpload(deps, transfer.id)
  const verdict = await judge(deps, transfer)
  if (verdict === null) return
  failpoint('admit.judged')
  const moved =
    verdict.kind === 'compare'
      ? await compared(deps, transfer, verdict.move)
      : await step(deps, transfer, verdict.move)
  failpoint('admit.decided')
  if (moved?.state === 'queued') deps.onQueued(moved.bank)
}

/** The file was claimed together with the order to cancel it: its content is never read. */
async function cancelled(deps: AdmitDeps, transfer: Transfer): Promise<void> {
  const sentence = present(transfer.message, 'why it is cancelled')
  await step(deps, transfer, { event: 'cancelled', patch: {}, sentence })
}

async function sealIt(deps: AdmitDeps, transfer: Transfer): Promise<Transfer | null> {
  const share = present(deps.share, 'the share of a claimed file')
  for (let tries = 1; !deps.stopping.aborted; ) {
    await roomFor(deps, transfer)
    if (deps.stopping.aborted) return null
    const { folder, look, name } = transfer
    const outcome = await share.seal({
      folder,
      look,
      name,
      target: deps.spool.bytes(transfer.id),
    })
    if (outcome.kind === 'sealed') return sealed(deps, transfer, outcome)
    if (outcome.kind === 'gone') return lost(deps, transfer)
    if (outcome.kind === 'changed') {
      if (tries === sealTries) return stillWritten(deps, transfer)
      tries += 1
    } else {
      await deps.ledger.note(conditionSubject('outbox', folder), outcome)
    }
    await deps.clock.sleep(againMs, deps.stopping)
  }
  return null
}

/** Waits until the spool's disk has room for the file and its reserve. */
async function roomFor(
  { ledger, clock, spool, reserveBytes, room, stopping }: AdmitDeps,
  transfer: Transfer,
): Promise<void> {
  const subject = conditionSubject('disk', spool.folder)
  while (!stopping.aborted) {
    const fileBytes = transfer.sizeBytes ?? 0
    const haveBytes = await freeBytes(spool.folder)
    if (haveBytes >= fileBytes + reserveBytes) {
      if (room.mayBeNoted) await ledger.note(subject, null)
      room.mayBeNoted = false
      return
    }
    const full = message('DISK-FULL', {
      what: 'spool',
      folder: spool.folder,
      name: transfer.name,
      haveBytes,
      neededBytes: fileBytes,
      reserveBytes,
    })
    room.mayBeNoted = true
    await ledger.note(subject, full)
    await clock.sleep(againMs, stopping)
  }
}

async function sealed(
  deps: AdmitDeps,
  transfer: Transfer,
  outcome: Extract<SealOutcome, { kind: 'sealed' }>,
): Promise<Transfer | null> {
  await deps.syncSpool()
  failpoint('admit.synced')
  const { sizeBytes, sha256, modifiedNs } = outcome
  const changed = await changedSince(deps, transfer, outcome)
  const sealed = await step(deps, transfer, {
    event: 'sealed',
    patch: { sizeBytes, sha256, ...(changed === null ? {} : { reason: changed }) },
    sentence: message('SEALED', { sizeBytes, sha256 }),
    detail: { modifiedNs },
  })
  failpoint('admit.sealed')
  return sealed
}

/**
 * Somebody wrote into the file between the claim and the seal: the sealed bytes are not the ones found
 * complete.
 */
async function changedSince(
  { ledger }: AdmitDeps,
  { id, name, sizeBytes }: Transfer,
  sealedNow: Extract<SealOutcome, { kind: 'sealed' }>,
): Promise<CodedMessage | null> {
  if (sealedNow.sizeBytes === 0) return message('FILE-CHANGED', { name, found: 'empty' })
  const [first] = await ledger.facts({ transferId: id })
  const { modifiedNs, inode } = first?.detail ?? {}
  const isSame =
    (sizeBytes === null || sizeBytes === sealedNow.sizeBytes) &&
    (modifiedNs === undefined || modifiedNs === sealedNow.modifiedNs) &&
    // Another file may have the same size and the same time.
    (inode === undefined || inode === sealedNow.inode)
  if (isSame) return null
  const [takenBytes, readBytes] = [sizeBytes ?? 0, sealedNow.sizeBytes]
  return message('FILE-CHANGED', { name, found: 'since-taken', takenBytes, readBytes })
}

async function lost(deps: AdmitDeps, transfer: Transfer): Promise<null> {
  const { name, folder } = transfer
  const reason = message('FILE-GONE', { why: 'claim-lost', name, folder })
  await step(deps, transfer, { event: 'claim-lost', patch: { reason }, sentence: reason })
  return null
}

async function stillWritten(deps: AdmitDeps, transfer: Transfer): Promise<null> {
  const { name } = transfer
  const reason = message('FILE-CHANGED', { name, found: 'still-written', times: sealTries })
  await step(deps, transfer, { event: 'held', patch: { reason }, sentence: reason })
  return null
}

/**
 * Queues the file, or holds it because the same file was sent before or is held: the ledger decides and
 * writes in one transaction.
 */
async function compared(
  deps: AdmitDeps,
  { id, version }: Transfer,
  move: MoveStep,
): Promise<Transfer | null> {
  const outcome = await deps.ledger.admit({ id, version, ...move, onTwin: 'hold' })
  return movedBy(deps, { id, event: move.event }, outcome)
}

async function step(
  deps: AdmitDeps,
  { id, version }: Transfer,
  move: MoveStep,
): Promise<Transfer | null> {
  const outcome = await deps.ledger.move({ id, version, ...move })
  return movedBy(deps, { id, event: move.event }, outcome)
}

function movedBy(
  deps: AdmitDeps,
  { id, event }: Pick<Move, 'id' | 'event'>,
  outcome: AdmissionOutcome,
): Transfer | null {
  if (outcome.kind === 'moved') return outcome.transfer
  deps.log.warn(
    { transfer: id, event, outcome: outcome.kind },
    'A file was moved by somebody else while it was admitted',
  )
  return null
}

/**
 * Runs `admit` and catches every error: after a failure of ours the row stays as it is, and is tried again.
 */
export async function admitSafely(deps: AdmitDeps, transfer: Transfer): Promise<void> {
  while (!deps.stopping.aborted) {
    try {
      await admit(deps, (await deps.ledger.find(transfer.id)) ?? transfer)
      return
    } catch (error) {
      deps.log.error(
        { transfer: transfer.id, error: errorText(error) },
        'A file could not be admitted; it is tried again',
      )
      await deps.clock.sleep(againMs, deps.stopping)
    }
  }
}
