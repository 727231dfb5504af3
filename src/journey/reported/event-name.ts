// Which moves are reported to receivers (webhooks, the feed), and under which names. Pure.
//
// TRANSFER_FAILED is a promise: a receiver that gets it will send the file again. So it is used only when the
// bank surely does not have the file, which is what the states `failed` and `rejected` mean. A doubt is
// TRANSFER_IN_DOUBT, never a failure.
//
// A fact may have several names, the most exact one first: a receiver gets it once, under the first name that
// it subscribed to. So a receiver that subscribed only to TRANSFER_FAILED also gets rejected files.

import { kindOf, lyingIn } from '../condition-subject.ts'
import type { Fact } from '../fact.ts'
import type { Transfer } from '../transfer.ts'

/** Every name that a receiver may subscribe to, with its meaning. */
export const eventNames = {
  TRANSFER_STARTED: 'the first attempt at a transfer begins',
  TRANSFER_COMPLETED: 'sent: the bank has acknowledged the file; received: it is in its inbox',
  TRANSFER_FAILED: 'it ended without success, and the bank surely does not have the file',
  TRANSFER_IN_DOUBT: 'the line broke at the end: the bank may have the file. Do not send it again',
  TRANSFER_CANCELLED: 'a person gave it up',
  TRANSFER_REPLACED: 'another file with the same payments was acknowledged: this one is not sent',
  FILE_HELD: 'a file waits for a person',
  FILE_RELEASED: 'a person let go what was held or rejected',
  FILE_SENT_IN_PART:
    'a file was changed after it was taken: the bank has only what was there before',
  FILE_REJECTED: 'a check of ours refused the file; the bank never saw it',
  BANK_MESSAGE: 'a message about a transfer came from the bank or went there',
  FILE_INCOMPLETE: 'a file in an outbox stays empty or incomplete',
  FILE_INCOMPLETE_ENDED: 'no file in that outbox is empty or incomplete any more',
  FILE_NOT_TAKEN:
    'something lies in an outbox and is not taken: the code says why (it cannot be read, its name is not wanted, …)',
  FILE_NOT_TAKEN_ENDED: 'nothing in that outbox is kept back for that reason any more',
  FOLDER_UNREACHABLE: 'an outbox or inbox folder cannot be worked with',
  FOLDER_REACHABLE: 'it can be worked with again',
  BANK_UNREACHABLE: 'a bank cannot be reached, or does not let us in',
  BANK_REACHABLE: 'it can be reached again',
  FETCH_FAILED: 'a bank could not be asked for the files of an inbox',
  FETCH_RECOVERED: 'it could be asked again',
  BANK_REPEATS: 'a bank goes on giving files that it was told that we have',
  BANK_REPEATS_ENDED: 'it has stopped giving them',
  DISK_FULL: 'the disk of our own spool has no room: files wait in their outbox',
  DISK_FREED: 'it has room again',
} as const satisfies Record<string, string>

export type EventName = keyof typeof eventNames
/** TEST is sent when somebody tests a receiver. */
export type ReportedName = EventName | 'TEST'

export function isEventName(text: string): text is EventName {
  return Object.hasOwn(eventNames, text)
}

type Told = Pick<Fact, 'event' | 'from' | 'to'>

/** `transfer` as it is after the move. Empty: the move is not reported. */
export function eventNamesOf(
  { direction, attempts, calls }: Pick<Transfer, 'direction' | 'attempts' | 'calls'>,
  { event, from, to }: Told,
): readonly EventName[] {
  if (event === 'original-changed') return ['FILE_SENT_IN_PART']
  if (event === 'told') return ['BANK_MESSAGE']
  if (event === 'released') return ['FILE_RELEASED']
  if (event === 'attempt-started') return attempts <= 1 && calls === 0 ? ['TRANSFER_STARTED'] : []
  // A delivered statement stays `delivered` when the bank confirms it: that is not a new end.
  if (from === to) return []
  switch (to) {
    case 'sent':
      return ['TRANSFER_COMPLETED']
    case 'delivered':
      return ['TRANSFER_COMPLETED']
    case 'failed':
      return ['TRANSFER_FAILED']
    case 'rejected':
      return ['FILE_REJECTED', 'TRANSFER_FAILED']
    case 'in-doubt':
      return ['TRANSFER_IN_DOUBT']
    case 'replaced':
      return ['TRANSFER_REPLACED']
    case 'held':
      return ['FILE_HELD']
    case 'cancelled':
      // When the bank forgot a statement, we ask for it again under another id: nobody cancelled it.
      return direction === 'in' && event === 'context-lost' ? [] : ['TRANSFER_CANCELLED']
    default:
      return []
  }
}

/** The name of a condition when it begins, and when it ends; null: it is not reported. */
export function conditionEventOf(subject: string, over: boolean): EventName | null {
  switch (kindOf(subject)) {
    case 'outbox':
    case 'inbox-folder':
      return over ? 'FOLDER_REACHABLE' : 'FOLDER_UNREACHABLE'
    case 'bank':
      return over ? 'BANK_REACHABLE' : 'BANK_UNREACHABLE'
    case 'inbox':
      return over ? 'FETCH_RECOVERED' : 'FETCH_FAILED'
    case 'repeats':
      return over ? 'BANK_REPEATS_ENDED' : 'BANK_REPEATS'
    case 'disk':
      return over ? 'DISK_FREED' : 'DISK_FULL'
    case 'lying':
      return lyingEventOf(lyingIn(subject)?.code ?? '', over)
    default:
      return null
  }
}

/** Files in an outbox that are not taken: each reason is a condition of its own. */
function lyingEventOf(code: string, over: boolean): EventName {
  if (code === 'FILE-EMPTY' || code === 'FILE-INCOMPLETE')
    return over ? 'FILE_INCOMPLETE_ENDED' : 'FILE_INCOMPLETE'
  return over ? 'FILE_NOT_TAKEN_ENDED' : 'FILE_NOT_TAKEN'
}
