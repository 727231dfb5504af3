// For what a file waits that is ready to be sent: a line for each reason, and which counts when several are
// so.

import { expect, test } from 'vitest'
import { type Surroundings, waitingFor } from '../../src/journey/waiting-for.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import { sentenceOf } from '../../src/wording/sentence.ts'

const nowMs = Date.UTC(2026, 10, 30, 12)
const file = (changes: Partial<Transfer> = {}) =>
  ({
    ...{ id: 'T1', direction: 'out', state: 'queued', bank: 'bnp', folder: '/out', name: 'a.xml' },
    ...{ dueMs: null, reason: '', look: 'l', lane: '' },
    ...changes,
  }) as Transfer
const queue = { bank: 'bnp', connections: 2, mayCall: 'yes', rest: null, running: [] } as const
const rest = { untilMs: nowMs + 60_000, code: 'PESIT-3-303', what: 'It has too many connections.' }
const calm: Surroundings = {
  ...{
    nowMs,
    isDaemonRunning: true,
    isBankKnown: true,
    refused: null,
    isOutboxProved: true,
    queue,
  },
  ...{ before: 0, isMore: false, first: null, elder: null },
}
const gone = { isBankKnown: false }
const refused = { refused: { diagnostic: '3-304', sinceMs: nowMs - 3_600_000 } }
const stopped = { isDaemonRunning: false, queue: null }
const unproved = { isOutboxProved: false }
const behind = { elder: file({ id: 'T0', name: 'old.xml', state: 'held' }) }
const resting = { queue: { ...queue, rest } }
const others = { before: 3, first: file({ id: 'T0', name: 'first.xml' }) }
const busy = { queue: { ...queue, running: ['X', 'Y'] } }

/** From the reason that counts before all others to the one that counts last. */
const reasons = [
  ['WAITS-BANK-GONE', gone, /no longer has bnp.*reassign --from bnp/],
  ['WAITS-ACCESS', refused, /refuses our identification since .*12:00.*PESIT-3-304/],
  ['WAITS-DAEMON', stopped, /daemon is not running/],
  ['WAITS-OUTBOX', unproved, /\/out cannot be read now/],
  ['WAITS-ORDER', behind, /old\.xml \(T0\) before it is held.*show T0/],
  ['WAITS-REST', resting, /left alone until .*13:01.* after PESIT-3-303: It has too many/],
  [
    'WAITS-TURN',
    others,
    /3 files are before it at bnp, the first of them first\.xml \(T0\); 0 of 2/,
  ],
  ['WAITS-CONNECTION', busy, /all connections are in use \(2 of 2/],
  ['WAITS-NEXT', {}, /its turn comes within seconds/],
] as const

test.each(reasons)('%s', (code, around, words) => {
  const found = waitingFor(file(), { ...calm, ...around })
  expect(found?.code).toBe(code)
  expect(found === null ? '' : sentenceOf(found, { zone: 'Europe/Paris' })).toMatch(words)
})

test('of two reasons the one that keeps it longer counts', () => {
  const wrong = reasons.flatMap(([code, around], at) =>
    reasons.slice(at + 1).filter(([, other]) => {
      const both = { ...calm, ...other, ...around }
      return waitingFor(file(), both)?.code !== code
    }),
  )
  expect(wrong).toEqual([])
})

test('one that waits for its time says when, and why', () => {
  const later = file({ state: 'waiting', dueMs: nowMs + 60_000, reason: 'The line broke.' })
  const found = waitingFor(later, { ...calm, ...resting })
  expect(found).toEqual({
    code: 'WAITS-TIME',
    arguments: { bank: 'bnp', atMs: nowMs + 60_000, what: 'The line broke.' },
  })
  expect(waitingFor(file({ state: 'waiting', dueMs: nowMs }), calm)?.code).toBe('WAITS-NEXT')
})

test.each(['claimed', 'sending', 'held', 'in-doubt', 'sent', 'archived', 'failed'] as const)(
  'what is %s does not wait to be sent',
  (state) => expect(waitingFor(file({ state }), { ...calm, ...gone })).toBe(null),
)

test('what comes in does not either', () => {
  expect(waitingFor(file({ direction: 'in', state: 'waiting' }), calm)).toBe(null)
})
