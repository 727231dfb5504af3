// The short version of `npm run fuzz`: always the same seeds, so that it passes or fails the same way
// everywhere.

import { expect, test } from 'vitest'
import { runCampaign } from './campaign.ts'

test('mutated sessions of both roles, and the codec, end in order, everywhere, in bounded time and memory', () => {
  const told: string[] = []
  const report = runCampaign(
    {
      sessions: 1500,
      seed: 1,
      what: ['requester', 'responder', 'codec'],
      weighEvery: 500,
    },
    (line) => told.push(line),
  )
  expect(report.failures, told.join('\n')).toEqual([])
  expect(report.missed).toEqual([])
  expect(report.weighings).toBe(3)
})

test.each<['requester' | 'responder', number, string]>([
  ['requester', 30_016_387, 'RESYN to a point before the one from which the transfer goes on'],
  [
    'requester',
    70_012_273,
    'five thousand records of a byte, each in pieces, are no endless session',
  ],
  ['requester', 70_615_448, 'data, points and RESYN in the same bytes as ACK(READ) of a restart'],
])('what a campaign found stays mended: %s, seed %i, %s', (side, seed) => {
  const { failures } = runCampaign({ sessions: 1, seed, what: [side] }, () => undefined)
  expect(failures).toEqual([])
})
