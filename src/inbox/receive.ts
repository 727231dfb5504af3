// Receives one file: the Sink of a fetch. What is on disk before the bank is told what, so that no crash
// loses a statement and none shows it twice (the crashes are numbered as in the tests):
//
//   offer     the row `asked`, with the bank's identity of the file, before ORF. A crash after it (B1, B2)
//             finds the row and asks to go on, or learns that the bank knows nothing of it.
//   sync n    fdatasync of the part, then the row of the point, then ACK(SYN). A crash before the row (B3,
//             B4) falls back to the older point: it was acknowledged, this one was not.
//   commit    fsync of the part, its name in the spool, fsync of the spool, then `committed` in the ledger
//             with hash and size (or `archived`, when it is one that we have: journey/statement.ts judges, in
//             the same transaction); only then TRANS.END. A crash before (B5, B6): the bank still has the
//             file. A crash after (B7): the bank offers it again, key and content tell that we have it.
//   confirmed the bank's answer, when it comes. Delivery does not wait for it.
//
// The reserve of the spool's disk is never used up by what comes in (room.ts): what has no room is left with
// the bank before its data flows, or stopped by IDT where the room runs out.
//
// A sync that failed takes the whole part with it, and the bank sends all of it again: the disk may have
// dropped any of it, and would say yes the next time.

import { moveNewest } from '../ledger/move-newest.ts'
import type { MoveStep } from '../ledger/contract/moves.ts'
import type { RunningPoll } from '../ledger/contract/receiving.ts'
import { rename } from 'node:fs/promises'
import { type Answer, recordedAnswer } from '../bank/answer.ts'
import type { Offer, Sink } from '../bank/bank.ts'
import { type ConversationRecord, keepConversation } from '../bank/keep-conversation.ts'
import { assert, present } from '../lib/assert.ts'
import { failpoint } from '../lib/failpoint.ts'
import { asKnown, syncFolder, synced } from '../disk/durable.ts'
import { forget } from '../lib/files/files.ts'
import type { StatementVerdict } from '../journey/statement.ts'
import type { PesitIdentity, SyncPoint, Transfer } from '../journey/transfer.ts'
import type { ReceiveDeps } from './deps.ts'
import { identityOf, newTransfer } from './offer.ts'
import { left, checkRoomEveryBytes, requireReserve } from './room.ts'
import { confirmedOrGone, dataSynced, flushed, fromStart, openPart, type Part } from './part.ts'
import { message } from '../wording/catalogue.ts'

export interface Reception {
  readonly sink: Sink
  /** The transfer as the ledger has it; null before an offer. */
  readonly transfer: () => Transfer | null
  /** What it is among those that came before; null while it is not whole. */
  readonly verdict: () => StatementVerdict | null
  /** Closes what is open; the part stays for the next attempt. */
  close(): Promise<void>
  /** One move of the transfer; false when somebody else moved it. */
  move(step: MoveStep): Promise<boolean>
}

interface Intake {
  readonly conversation: ConversationRecord
  transfer: Transfer | null
  part: Part | null
  verdict: StatementVerdict | null
  /** Bytes since the room on the disk was looked at. */
  uncheckedBytes: number
}

/**
 * `known`: the transfer that is to go on. `asking`: the ask in which it comes; one of its own when absent.
 */
export function startReception(
  deps: ReceiveDeps,
  known: Transfer | null,
  asking: () => RunningPoll = () => ({ startedMs: deps.clock.nowMs(), given: [] }),
): Reception {
  const conversation = keepConversation(deps.clock)
  const intake: Intake = {
    ...{ transfer: known, part: null, conversation },
    verdict: null,
    uncheckedBytes: 0,
  }
  const move = async (step: MoveStep): Promise<boolean> => {
    const transfer = present(intake.transfer, 'the transfer')
    // The delivery may have moved it on meanwhile: the step is right all the same.
    const outcome = await moveNewest(deps.ledger, transfer, step)
    assert(outcome.kind !== 'unknown', `transfer ${transfer.id} is in the ledger`)
    intake.transfer = outcome.transfer
    return outcome.kind === 'moved'
  }
  const context: Context = { deps, intake, move, asking }
  return {
    sink: {
      offered: (offer) => takeOffer(context, offer),
      write: (pieces, fileBytes) => write(context, pieces, fileBytes),
      sync: (point) => sync(context, point),
      rewind: (number) => rewind(context, number),
      commit: (fileBytes) => commit(context, fileBytes),
      confirmed: (answer) => confirmed(context, answer),
      recordStep: conversation.recordStep,
    },
    transfer: () => intake.transfer,
    verdict: () => intake.verdict,
    async close() {
      await intake.part?.writer.flush().catch(() => undefined)
      await intake.part?.file.close()
      intake.part = null
    },
    move,
  }
}

interface Context {
  readonly deps: ReceiveDeps
  readonly intake: Intake
  readonly move: Reception['move']
  readonly asking: () => RunningPoll
}

async function takeOffer(context: Context, offer: Offer): ReturnType<Sink['offered']> {
  const { deps, intake, move } = context
  const identity = identityOf(deps, offer)
  intake.transfer ??= await resumable(deps, identity)
  const missing = await left(deps, offer, intake.transfer)
  if (missing !== null) return missing
  if (intake.transfer === null)
    [intake.transfer = null] = await deps.ledger.record([newTransfer(deps, identity)])
  failpoint('receive.asked')
  const transfer = present(intake.transfer, 'the transfer')
  intake.part = await openPart(deps, transfer.id)
  const { resume } = intake.part
  const { bank, virtualFile } = deps.inbox
  const from = resume === null ? null : { bytes: resume.offsetBytes, point: resume.number }
  const sentence = message('RECEIVING', { bank, virtualFile, from })
  // `asked` or `waiting` → `receiving`; a crash while receiving left it there, which is the same.
  if (transfer.state !== 'receiving')
    await move({
      event: 'attempt-started',
      patch: { attempts: transfer.attempts + 1, dueMs: null },
      sentence,
    })
  return { kind: 'take', resume }
}

/** The same offer, left unfinished: its row and its part go on being used, from the start. */
async function resumable(
  { ledger, inbox }: ReceiveDeps,
  identity: PesitIdentity,
): Promise<Transfer | null> {
  const same = await ledger.findSame({ by: 'offer', bank: inbox.bank, pesit: identity })
  if (same === null || !['asked', 'waiting', 'receiving'].includes(same.state)) return null
  await ledger.saveSync(same.id, fromStart)
  return same
}

async function write(
  { deps, intake }: Context,
  pieces: readonly Uint8Array[],
  fileBytes: number,
): Promise<void> {
  try {
    await present(intake.part, 'the part').writer.write(pieces, fileBytes)
  } catch (error) {
    throw asKnown(error, deps.spool.folder)
  }
  intake.uncheckedBytes += fileBytes
  if (intake.uncheckedBytes < checkRoomEveryBytes) return
  intake.uncheckedBytes = 0
  await requireReserve(deps)
}

async function sync({ deps, intake }: Context, point: SyncPoint): Promise<void> {
  const { id } = present(intake.transfer, 'the transfer')
  const { writer, file } = present(intake.part, 'the part')
  assert(
    point.offsetBytes === writer.bytes,
    `sync point ${point.number} stands at ${point.offsetBytes} bytes, ${writer.bytes} were written`,
  )
  await flushed(writer, deps.spool.folder)
  failpoint('receive.written')
  await confirmedOrGone(deps, { id, file }, () => dataSynced(file, deps.spool.part(id)))
  failpoint('receive.synced')
  await deps.ledger.saveSync(id, point)
  failpoint('receive.point-recorded')
  // After the point: what came up to it is ours, and the next attempt goes on from there.
  await requireReserve(deps)
}

/** The part is opened anew where the point stands; points behind it are forgotten first. */
async function rewind({ deps, intake }: Context, number: number): Promise<number> {
  const { id } = present(intake.transfer, 'the transfer')
  const { writer, file } = present(intake.part, 'the part')
  const known = (await deps.ledger.syncPoints(id)).find((point) => point.number === number)
  assert(number === 0 || known !== undefined, `sync point ${number} was recorded before its ACK`)
  await deps.ledger.saveSync(id, known ?? fromStart)
  await flushed(writer, deps.spool.folder)
  await file.close()
  intake.part = null
  intake.part = await openPart(deps, id)
  return intake.part.writer.bytes
}

async function commit(context: Context, fileBytes: number): Promise<void> {
  const { deps, intake } = context
  const { id } = present(intake.transfer, 'the transfer')
  const { file, writer } = present(intake.part, 'the part')
  assert(
    fileBytes === writer.bytes,
    `${fileBytes} bytes were handed over, ${writer.bytes} were written`,
  )
  await flushed(writer, deps.spool.folder)
  failpoint('receive.whole')
  await confirmedOrGone(deps, { id, file }, () => synced(file, deps.spool.part(id)))
  await file.close()
  intake.part = null
  failpoint('receive.whole-synced')
  await rename(deps.spool.part(id), deps.spool.bytes(id))
  failpoint('receive.renamed')
  await confirmedOrGone(deps, { id, file }, () => syncFolder(deps.spool.folder))
  failpoint('receive.place-synced')
  await recordWhole(context, { sizeBytes: writer.bytes, sha256: writer.digest() })
  failpoint('receive.committed')
}

/** Judged and recorded in one transaction; what is not shown needs its bytes no more. */
async function recordWhole(
  context: Context,
  whole: { readonly sizeBytes: number; readonly sha256: string },
): Promise<void> {
  const { deps, intake, asking } = context
  const { id, version } = present(intake.transfer, 'the transfer')
  const outcome = await deps.ledger.recordReceived({ id, version, ...whole, poll: asking() })
  assert(outcome.kind !== 'unknown', `transfer ${id} is in the ledger`)
  if (outcome.kind === 'stale') {
    intake.transfer = outcome.transfer
    return recordWhole(context, whole)
  }
  if (outcome.kind === 'refused') {
    intake.transfer = outcome.transfer
    throw new Error(`it was ${outcome.transfer.state} when it was whole`)
  }
  intake.transfer = outcome.moved.transfer
  intake.verdict = outcome.verdict
  if (outcome.verdict.kind !== 'same') return
  await forget(deps.spool.bytes(id))
  // Or a power cut brings back bytes that nobody asks for any more.
  await deps.syncSpool()
}

async function confirmed({ deps, intake, move }: Context, answer: Answer): Promise<void> {
  const { bank } = deps.inbox
  const detail = { ...recordedAnswer(answer), conversation: intake.conversation.all() }
  const transfer = present(intake.transfer, 'the transfer')
  if (transfer.state === 'archived' && transfer.sameAs !== null && transfer.confirmedMs !== null)
    return
  const yes = answer.meaning.next === 'success'
  const sentence = message('BANK-CONFIRMED', { bank, isAccepted: yes })
  if (!yes)
    deps.log.warn(
      { transfer: transfer.id, answer: answer.code },
      'The bank refused our confirmation of a received file',
    )
  await move({
    event: 'bank-confirmed',
    patch: yes ? { confirmedMs: deps.clock.nowMs() } : {},
    sentence,
    detail,
  })
  failpoint('receive.confirmed')
}
