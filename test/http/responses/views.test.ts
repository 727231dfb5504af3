// A transfer as programs see it: never FAILED while the bank may have the file.

import { describe, expect, test } from 'vitest'
import { statuses, statusOf, transferView } from '../../../src/http/responses/views.ts'
import { inbound } from '../../../src/journey/moves/inbound.ts'
import { outbound } from '../../../src/journey/moves/outbound.ts'
import type { Transfer } from '../../../src/journey/transfer.ts'
import { transfer } from '../../transfer/ends-of-attempts.ts'

const nowMs = Date.UTC(2026, 10, 24, 9, 0, 0)
const iso = '2026-11-24T09:00:00.000Z'
const states = [
  ...new Set([...Object.keys(outbound), ...Object.keys(inbound)]),
] as Transfer['state'][]
const view = (changes: Partial<Transfer>) =>
  transferView(transfer({ createdMs: nowMs, updatedMs: nowMs, ...changes }), {
    servers: [],
    reader: { zone: 'UTC' },
  })

test.each(states)('the state %s has one of the statuses that programs know', (state) => {
  expect(statuses).toContain(statusOf({ state }))
})

test('FAILED is said only of files that the bank surely does not have', () => {
  expect(states.filter((state) => statusOf({ state }) === 'FAILED')).toEqual(['rejected', 'failed'])
  for (const state of ['finishing', 'in-doubt', 'held', 'waiting'] as const)
    expect(statusOf({ state })).toBe('IN_PROGRESS')
})

describe('a transfer', () => {
  test('that is sent has its name here and there', () => {
    expect(view({ name: 'paie.xml' })).toMatchObject({
      ...{ direction: 'SEND', filename: 'paie.xml', remoteFilename: 'paie.xml' },
    })
    expect(view({ name: 'paie.xml', uploadName: 'été.xml' })).toMatchObject({
      ...{ filename: 'été.xml', remoteFilename: 'paie.xml' },
    })
  })

  test('that is received has the name of the bank until it has one of its own', () => {
    const pesit = { ...transfer().pesit, label: 'releve.txt' } as Transfer['pesit']
    const received = { direction: 'in', state: 'receiving', pesit } as const
    expect(view({ ...received, name: '' })).toMatchObject({
      ...{ direction: 'RECEIVE', filename: 'releve.txt', remoteFilename: 'releve.txt' },
    })
    expect(view({ ...received, name: 'mine.txt' }).filename).toBe('mine.txt')
  })

  test('of a bank that the configuration no longer has is named without its number', () => {
    expect(view({})).toMatchObject({ server: 'ma-banque', serverId: null })
  })

  test.each([
    ['sending', null],
    ['in-doubt', null],
    ['sent', iso],
    ['failed', iso],
    ['cancelled', iso],
  ] as const)('in the state %s ended at %j', (state, completedAt) => {
    expect(view({ state }).completedAt).toBe(completedAt)
  })

  test.each([
    ['out', 'sent', null],
    ['in', 'receiving', null],
    ['in', 'committed', iso],
    ['in', 'delivered', iso],
  ] as const)('%s, in the state %s, was received at %j', (direction, state, receivedAt) => {
    expect(view({ direction, state }).receivedAt).toBe(receivedAt)
  })
})
