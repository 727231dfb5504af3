// What a status file says in each state of a transfer that was dropped.

import { expect, test } from 'vitest'
import type { TransferState } from '../../../src/journey/moves/next-state.ts'
import { outbound } from '../../../src/journey/moves/outbound.ts'
import { endingOf, stageOf } from '../../../src/notify/status-files/status.ts'

const expected: Readonly<Record<keyof typeof outbound, readonly [ending: string, stage: string]>> =
  {
    claimed: ['waiting', 'claimed'],
    sealed: ['waiting', 'claimed'],
    queued: ['waiting', 'queued'],
    sending: ['waiting', 'sending'],
    finishing: ['waiting', 'sending'],
    waiting: ['waiting', 'waiting'],
    sent: ['sent', 'sent'],
    archived: ['sent', 'sent'],
    held: ['held', 'held'],
    failed: ['failed', 'failed'],
    rejected: ['rejected', 'rejected'],
    'in-doubt': ['in-doubt', 'in-doubt'],
    cancelled: ['cancelled', 'cancelled'],
    replaced: ['cancelled', 'cancelled'],
  }

test.each(Object.keys(outbound) as TransferState[])('a file that is %s has one', (state) => {
  expect([endingOf(state), stageOf(state)]).toEqual(expected[state as keyof typeof outbound])
})

test('there is no status file before there is a transfer, nor for a received file', () => {
  for (const state of [null, 'delivered', 'asked'] as const)
    expect([endingOf(state), stageOf(state)]).toEqual([null, null])
})
