// What one attempt records, and when: the transfer as the ledger has it after each move, and the journal of
// the sending. attempt.ts explains the order.

import { recordedAnswer } from '../bank/answer.ts'
import type { Reached, SendJob } from '../bank/bank.ts'
import { type ConversationRecord, keepConversation } from '../bank/keep-conversation.ts'
import type { SyncPoint, Transfer } from '../journey/transfer.ts'
import type { Move, MoveStep } from '../ledger/contract/moves.ts'
import type { FinalPointMemory } from '../ledger/contract/sync-points.ts'
import { assert } from '../lib/assert.ts'
import { failpoint } from '../lib/failpoint.ts'
import { message } from '../wording/catalogue.ts'
import type { AttemptDeps } from './attempt-deps.ts'
import { noteIntent } from '../ledger/spool/identity-note.ts'
import type { NoProof } from './proof.ts'
import { whenDiskHasRoom } from './when-disk-has-room.ts'

/** The transfer as the ledger has it, from move to move. */
export interface AttemptRecord {
  current: Transfer
  /** The note beside the bytes may contain the intent: the end may have been sent. */
  intentNoted: boolean
  /** How far all bytes had certainly come before the end was sent. */
  reached: Reached
  /** The sync point after the last byte, once it was sent. */
  finalPoint: SyncPoint | null
  /** What we knew about the bank and that point when this attempt began. */
  remembered: FinalPointMemory | null
  /** Why the end was not sent, when the outbox was not proved to be ours. */
  unproved: NoProof | null
  readonly conversation: ConversationRecord
  move(move: MoveStep): Promise<boolean>
}

export function startRecord(deps: AttemptDeps, taken: Transfer): AttemptRecord {
  const record: AttemptRecord = {
    current: taken,
    intentNoted: false,
    reached: 'unknown',
    finalPoint: null,
    remembered: null,
    unproved: null,
    conversation: keepConversation(deps.clock),
    async move(move) {
      const outcome = await deps.ledger.move({
        id: taken.id,
        version: record.current.version,
        ...move,
      })
      if (outcome.kind === 'moved') {
        record.current = outcome.transfer
        return true
      }
      assert(outcome.kind !== 'unknown', `transfer ${taken.id} is in the ledger`)
      deps.log.warn(
        { transfer: taken.id, event: move.event, state: outcome.transfer.state },
        'A move came too late: the transfer was moved by somebody else',
      )
      record.current = outcome.transfer
      return false
    },
  }
  return record
}

export function journal(
  deps: AttemptDeps,
  record: AttemptRecord,
  signal: AbortSignal,
): SendJob['journal'] {
  const { ledger, spool, clock } = deps
  const { id } = record.current
  const emitted = new Map<number, SyncPoint>()
  return {
    async emitting(point) {
      emitted.set(point.number, point)
      await ledger.saveSync(id, point)
    },
    async ending(point, counts) {
      record.finalPoint = point
      // The bank asked for a part again: it is on record already that the end comes next.
      if (record.current.state === 'finishing') {
        await ledger.saveSync(id, point)
        return true
      }
      failpoint('attempt.ending')
      const { bank, sizeBytes } = record.current
      const sentence = message('END-PREPARED', { bank, bytes: sizeBytes ?? counts.dataBytes })
      return record.move({ event: 'finishing', sentence, detail: counts, syncPoint: point })
    },
    async acknowledged(number) {
      // Recorded with the next move; until then the ledger has the point as unconfirmed.
      if (number === record.finalPoint?.number) {
        record.finalPoint = { ...record.finalPoint, confirmed: true }
        return
      }
      const point = emitted.get(number)
      // ACK(SYN n) confirms all points up to n; the highest is enough to go on from.
      if (point !== undefined) await ledger.saveSync(id, { ...point, confirmed: true })
    },
    async finishing(counts, reached) {
      if (!(await isStillOurs(deps, record))) return 'later'
      record.intentNoted = true
      record.reached = reached
      await noteIntent(spool.note(id), reached)
      failpoint('attempt.intent-noted')
      if (record.current.state === 'finishing')
        return (await isStillOurs(deps, record)) ? true : 'later'
      // The bytes of the file: compressed or as records, it has another number of bytes on the line.
      const { bank, sizeBytes } = record.current
      const sentence = message('END-ASKED', { bank, bytes: sizeBytes ?? counts.dataBytes })
      const patch = { lastSync: counts.lastSync }
      const ours = await record.move({ event: 'finishing', patch, sentence, detail: counts })
      failpoint('attempt.finishing')
      return ours && !(await isStillOurs(deps, record)) ? 'later' : ours
    },
    async delivered(answer) {
      failpoint('attempt.answered')
      const { bank } = record.current
      const sentence = message('BANK-RECEIVED', { bank, how: 'end', code: '' })
      const patch = { confirmedMs: clock.nowMs(), reason: null, dueMs: null, calls: 0 }
      const detail = { ...recordedAnswer(answer), conversation: record.conversation.all() }
      await whenDiskHasRoom(deps, signal, () =>
        record.move({ event: 'bank-acknowledged', patch, sentence, detail, ...pointOf(record) }),
      )
      failpoint('attempt.delivered')
    },
    progress(sentBytes) {
      deps.onProgress(id, sentBytes)
    },
    recordStep: record.conversation.recordStep,
  }
}

async function isStillOurs(deps: AttemptDeps, record: AttemptRecord): Promise<boolean> {
  const proof = await deps.prove(record.current)
  if (proof.kind === 'ours') return true
  record.unproved = proof
  return false
}

/** The acknowledged point after the last byte, which is recorded with the next move. */
export function pointOf({ finalPoint }: AttemptRecord): Pick<Move, 'syncPoint'> {
  return finalPoint?.confirmed === true ? { syncPoint: finalPoint } : {}
}
