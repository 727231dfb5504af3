// What a file that is ready to be sent waits for: one table, the first line that fits counts. Everything that
// shows a queued or waiting transfer uses it. Pure.

import type { CodedMessage } from '../wording/catalogue.ts'
import { message } from '../wording/catalogue.ts'
import { needsPerson, queuedStates } from './moves/state-sets.ts'
import type { QueueNow } from './queue-now.ts'
import type { Transfer } from './transfer.ts'

export interface Surroundings {
  readonly nowMs: number
  readonly isDaemonRunning: boolean
  readonly isBankKnown: boolean
  /** null: only the daemon knows, and it does not answer. */
  readonly queue: QueueNow | null
  /** The bank's answer when it refused our identification; null: it did not. */
  readonly refused: { readonly diagnostic: string; readonly sinceMs: number } | null
  readonly isOutboxProved: boolean
  readonly before: number
  readonly isMore: boolean
  readonly first: Transfer | null
  /** The oldest transfer of the same lane. */
  readonly elder: Transfer | null
}

type Line = (transfer: Transfer, around: Surroundings) => CodedMessage | null

const lines: readonly Line[] = [
  ({ bank }, { isBankKnown }) => (isBankKnown ? null : message('WAITS-BANK-GONE', { bank })),
  ({ bank }, { refused, queue }) => {
    if (refused === null && queue?.mayCall !== 'no') return null
    const { diagnostic = '', sinceMs = null } = refused ?? {}
    return message('WAITS-ACCESS', { bank, diagnostic, sinceMs })
  },
  (_, { isDaemonRunning }) => (isDaemonRunning ? null : message('WAITS-DAEMON', {})),
  ({ folder }, { isOutboxProved }) => (isOutboxProved ? null : message('WAITS-OUTBOX', { folder })),
  (_, { elder }) => {
    if (elder === null) return null
    const { id, name, state } = elder
    return message('WAITS-ORDER', { id, name, state, isForPerson: needsPerson(state) })
  },
  ({ bank, state, dueMs, reason }, { nowMs }) =>
    state === 'waiting' && dueMs !== null && dueMs > nowMs
      ? message('WAITS-TIME', { bank, atMs: dueMs, what: reason })
      : null,
  ({ bank }, { queue }) =>
    queue === null || queue.rest === null ? null : message('WAITS-REST', { bank, ...queue.rest }),
  ({ bank }, { before, isMore, first, queue }) =>
    first === null
      ? null
      : message('WAITS-TURN', {
          ...{ bank, before, isMore, firstId: first.id, firstName: first.name },
          ...slots(queue),
        }),
  ({ bank }, { queue }) => {
    const { running, connections } = slots(queue)
    return running > 0 && running >= connections
      ? message('WAITS-CONNECTION', { bank, running, connections })
      : null
  },
  ({ bank }) => message('WAITS-NEXT', { bank }),
]

const slots = (queue: QueueNow | null) => ({
  running: queue?.running.length ?? 0,
  connections: queue?.connections ?? 1,
})

/** Returns null when the transfer does not wait to be sent. */
export function waitingFor(transfer: Transfer, around: Surroundings): CodedMessage | null {
  if (!mayWait(transfer)) return null
  for (const line of lines) {
    const found = line(transfer, around)
    if (found !== null) return found
  }
  return null
}

export function mayWait({ direction, state }: Pick<Transfer, 'direction' | 'state'>): boolean {
  return direction === 'out' && queuedStates.includes(state)
}
