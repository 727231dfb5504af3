// What is reported of each move, written by hand for every move in the tables.

import { describe, expect, test } from 'vitest'
import {
  conditionEventOf,
  type EventName,
  eventNames,
  eventNamesOf,
  isEventName,
} from '../../../src/journey/reported/event-name.ts'
import { inbound } from '../../../src/journey/moves/inbound.ts'
import type { TransferEvent, TransferState } from '../../../src/journey/moves/next-state.ts'
import { outbound } from '../../../src/journey/moves/outbound.ts'
import { edgesOf } from '../walk.ts'

const first = { attempts: 1, calls: 0 }
const namesOf = (
  direction: 'out' | 'in',
  edge: { from: string | null; event: string; to: string },
  counts = first,
) =>
  eventNamesOf(
    { direction, ...counts },
    {
      from: edge.from as TransferState | null,
      event: edge.event as TransferEvent,
      to: edge.to as TransferState,
    },
  )

/** `from event to`: what is told. Moves that are not named are told to nobody. */
const out: Readonly<Record<string, readonly EventName[]>> = {
  'held replaced replaced': ['TRANSFER_REPLACED'],
  'rejected replaced replaced': ['TRANSFER_REPLACED'],
  'failed replaced replaced': ['TRANSFER_REPLACED'],
  'replaced released queued': ['FILE_RELEASED'],
  'replaced cancelled cancelled': ['TRANSFER_CANCELLED'],
  'replaced told replaced': ['BANK_MESSAGE'],
  'claimed held held': ['FILE_HELD'],
  'claimed claim-lost failed': ['TRANSFER_FAILED'],
  'claimed cancelled cancelled': ['TRANSFER_CANCELLED'],
  'sealed check-failed rejected': ['FILE_REJECTED', 'TRANSFER_FAILED'],
  'sealed held held': ['FILE_HELD'],
  'sealed cancelled cancelled': ['TRANSFER_CANCELLED'],
  'rejected released queued': ['FILE_RELEASED'],
  'rejected cancelled cancelled': ['TRANSFER_CANCELLED'],
  'held released queued': ['FILE_RELEASED'],
  'held cancelled cancelled': ['TRANSFER_CANCELLED'],
  'held told held': ['BANK_MESSAGE'],
  'queued attempt-started sending': ['TRANSFER_STARTED'],
  'queued held held': ['FILE_HELD'],
  'queued reassigned held': ['FILE_HELD'],
  'queued cancelled cancelled': ['TRANSFER_CANCELLED'],
  'queued told queued': ['BANK_MESSAGE'],
  'sending bank-refused failed': ['TRANSFER_FAILED'],
  'sending attempts-spent failed': ['TRANSFER_FAILED'],
  'sending held held': ['FILE_HELD'],
  'sending cancelled cancelled': ['TRANSFER_CANCELLED'],
  'finishing bank-acknowledged sent': ['TRANSFER_COMPLETED'],
  'finishing bank-refused failed': ['TRANSFER_FAILED'],
  'finishing cut in-doubt': ['TRANSFER_IN_DOUBT'],
  'in-doubt bank-acknowledged sent': ['TRANSFER_COMPLETED'],
  'in-doubt bank-refused failed': ['TRANSFER_FAILED'],
  'held confirmed-received sent': ['TRANSFER_COMPLETED'],
  'in-doubt confirmed-received sent': ['TRANSFER_COMPLETED'],
  'in-doubt told in-doubt': ['BANK_MESSAGE'],
  'waiting attempt-started sending': ['TRANSFER_STARTED'],
  'waiting held held': ['FILE_HELD'],
  'waiting reassigned held': ['FILE_HELD'],
  'waiting cancelled cancelled': ['TRANSFER_CANCELLED'],
  'waiting attempts-spent failed': ['TRANSFER_FAILED'],
  'waiting told waiting': ['BANK_MESSAGE'],
  'sent told sent': ['BANK_MESSAGE'],
  'failed cancelled cancelled': ['TRANSFER_CANCELLED'],
  'failed told failed': ['BANK_MESSAGE'],
  'cancelled told cancelled': ['BANK_MESSAGE'],
  'archived told archived': ['BANK_MESSAGE'],
  'archived original-changed archived': ['FILE_SENT_IN_PART'],
}
const into: Readonly<Record<string, readonly EventName[]>> = {
  'asked attempt-started receiving': ['TRANSFER_STARTED'],
  'asked bank-refused failed': ['TRANSFER_FAILED'],
  'asked cancelled cancelled': ['TRANSFER_CANCELLED'],
  'receiving bank-refused failed': ['TRANSFER_FAILED'],
  'receiving attempts-spent failed': ['TRANSFER_FAILED'],
  'receiving held held': ['FILE_HELD'],
  'receiving cancelled cancelled': ['TRANSFER_CANCELLED'],
  'waiting attempt-started receiving': ['TRANSFER_STARTED'],
  'waiting attempts-spent failed': ['TRANSFER_FAILED'],
  'waiting cancelled cancelled': ['TRANSFER_CANCELLED'],
  'held released waiting': ['FILE_RELEASED'],
  'held cancelled cancelled': ['TRANSFER_CANCELLED'],
  'committed published delivered': ['TRANSFER_COMPLETED'],
  'committed told committed': ['BANK_MESSAGE'],
  'confirmed published delivered': ['TRANSFER_COMPLETED'],
  'confirmed told confirmed': ['BANK_MESSAGE'],
  'delivered told delivered': ['BANK_MESSAGE'],
  'archived told archived': ['BANK_MESSAGE'],
  'failed cancelled cancelled': ['TRANSFER_CANCELLED'],
}
const label = ({ from, event, to }: { from: string; event: string; to: string }) =>
  `${from} ${event} ${to}`

describe.each([
  ['out', outbound, out],
  ['in', inbound, into],
] as const)('what is told on the road %s', (direction, table, expected) => {
  test.each(edgesOf(table).map((edge) => ({ ...edge, label: label(edge) })))('$label', (edge) => {
    expect(namesOf(direction, edge)).toEqual(expected[edge.label] ?? [])
  })

  test('names no move that the table does not have', () => {
    const labels = edgesOf(table).map(label)
    expect(Object.keys(expected).filter((one) => !labels.includes(one))).toEqual([])
  })
})

describe('births', () => {
  test('a file that is held from the start is reported as held', () => {
    expect(namesOf('out', { from: null, event: 'recorded', to: 'held' })).toEqual(['FILE_HELD'])
  })
  test.each(['claimed', 'asked'])('a transfer that is %s is not reported', (to) => {
    expect(namesOf('out', { from: null, event: 'recorded', to })).toEqual([])
  })
})

describe('promises', () => {
  test('a failure is reported only in states in which the bank surely does not have the file', () => {
    const failing = edgesOf(outbound).filter((edge) =>
      namesOf('out', edge).includes('TRANSFER_FAILED'),
    )
    expect(new Set(failing.map(({ to }) => to))).toEqual(new Set(['failed', 'rejected']))
  })

  test('a transfer starts once, not at each call or each attempt', () => {
    const again = { from: 'waiting', event: 'attempt-started', to: 'sending' }
    expect(namesOf('out', again, { attempts: 2, calls: 0 })).toEqual([])
    expect(namesOf('out', again, { attempts: 1, calls: 3 })).toEqual([])
  })
})

describe('conditions', () => {
  test.each([
    ['outbox:/out', 'FOLDER_UNREACHABLE', 'FOLDER_REACHABLE'],
    ['inbox-folder:/in', 'FOLDER_UNREACHABLE', 'FOLDER_REACHABLE'],
    ['bank:ma-banque', 'BANK_UNREACHABLE', 'BANK_REACHABLE'],
    ['inbox:/in:RELEVES', 'FETCH_FAILED', 'FETCH_RECOVERED'],
    ['repeats:/in:RELEVES', 'BANK_REPEATS', 'BANK_REPEATS_ENDED'],
    ['disk:/spool', 'DISK_FULL', 'DISK_FREED'],
    ['lying:/out:FILE-EMPTY', 'FILE_INCOMPLETE', 'FILE_INCOMPLETE_ENDED'],
    ['lying:/out:FILE-INCOMPLETE', 'FILE_INCOMPLETE', 'FILE_INCOMPLETE_ENDED'],
    ['lying:/out:with:colons:FILE-UNREADABLE', 'FILE_NOT_TAKEN', 'FILE_NOT_TAKEN_ENDED'],
    ['webhook:1', null, null],
    ['archive:1', null, null],
  ])('%s begins as %s and ends as %s', (subject, begin, end) => {
    expect(conditionEventOf(subject, false)).toBe(begin)
    expect(conditionEventOf(subject, true)).toBe(end)
  })
})

test('what every object has is no name of an event', () => {
  expect(['constructor', 'TEST', 'TRANSFER_COMPLETED'].map(isEventName)).toEqual([
    false,
    false,
    true,
  ])
  expect(Object.keys(eventNames).every((name) => /^[A-Z_]+$/.test(name))).toBe(true)
})
