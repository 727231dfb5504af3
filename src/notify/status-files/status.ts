// What the status file beside the data says of a transfer: its ending and its content. Pure.

import { timeForPeople } from '../../lib/time/time-for-people.ts'
import type { TransferState } from '../../journey/moves/next-state.ts'
import type { Transfer } from '../../journey/transfer.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
import { sentenceOf } from '../../wording/sentence.ts'
import { statusFormat } from '../../share/verbs/status-file.ts'
import type { StatusEnding } from '../../share/status-endings.ts'

/** null: a file that was dropped never has this state. */
export function endingOf(state: TransferState | null): StatusEnding | null {
  switch (state) {
    case 'sent':
    case 'archived':
      return 'sent'
    case 'held':
    case 'failed':
    case 'rejected':
    case 'in-doubt':
    case 'cancelled':
      return state
    case 'replaced':
      return 'cancelled'
    default:
      return underWay(state) === null ? null : 'waiting'
  }
}

/** The content of a status file changes only when this stage changes. */
export function stageOf(state: TransferState | null): string | null {
  return underWay(state) ?? endingOf(state)
}

function underWay(
  state: TransferState | null,
): 'claimed' | 'queued' | 'sending' | 'waiting' | null {
  switch (state) {
    case 'claimed':
    case 'sealed':
      return 'claimed'
    case 'queued':
    case 'waiting':
      return state
    case 'sending':
    case 'finishing':
      return 'sending'
    default:
      return null
  }
}

export function contentOf(transfer: Transfer, zone: string): string {
  const { id, name, bank, code, confirmedMs, updatedMs } = transfer
  const ending = endingOf(transfer.state)
  const atMs = ending === 'sent' ? (confirmedMs ?? updatedMs) : updatedMs
  const status = {
    format: statusFormat,
    state: ending === 'sent' ? 'sent' : (underWay(transfer.state) ?? transfer.state),
    id,
    name,
    bank,
    at: new Date(atMs).toISOString(),
    code,
    sentence:
      ending === 'waiting'
        ? sentenceOf(whyWaiting(transfer), { zone })
        : sentenceAt(transfer, timeForPeople(atMs, zone)),
  }
  return `${JSON.stringify(status, null, 2)}\n`
}

/**
 * Uses only facts of this transfer: what it said of other transfers would be wrong as soon as these move on.
 */
function whyWaiting({ state, bank, dueMs, reason }: Transfer): CodedMessage {
  switch (underWay(state)) {
    case 'queued':
      return message('STATUS-QUEUED', { bank })
    case 'sending':
      return message('STATUS-SENDING', { bank })
    case 'waiting':
      return message('STATUS-AGAIN', { bank, atMs: dueMs, what: reason })
    default:
      return message('STATUS-TAKEN', { bank })
  }
}

function sentenceAt({ state, bank, reason, id }: Transfer, at: string): string {
  switch (endingOf(state)) {
    case 'sent':
      return `Received by ${bank} on ${at}.`
    case 'held':
      return `Held since ${at}, and not sent before a person releases it. ${reason}`.trim()
    case 'failed':
      return `Not sent; ${bank} does not have it. ${reason}`.trim()
    case 'rejected':
      return `Set aside by a check before it was sent; ${bank} does not have it. ${reason}`.trim()
    case 'in-doubt':
      return `${reason === '' ? `${bank} may have this file.` : reason} Do not send it again; a person must decide (\`pesit-drop show ${id}\`).`
    case 'cancelled':
      return `Given up; it is not sent. ${reason}`.trim()
    case 'waiting':
    case null:
      return ''
  }
}
