import { expect, test } from 'vitest'
import { createTracker } from '../../src/outbox/tracker.ts'

const file = (name: string, sizeBytes = 10) => ({
  ...{ name, sizeBytes, inode: '1', links: 1 },
  modifiedNs: '1',
  changedNs: '1',
})

test('what is ready and waits for its turn is not reported as incomplete, however long', () => {
  let nowMs = 0
  const tracker = createTracker({
    rule: { by: 'rename' },
    nowMs: () => nowMs,
    slowAfterMs: 1_000,
  })
  const look = () =>
    tracker.take({ files: [file('ready'), file('empty', 0)], about: [], markers: new Set() })
  expect(look().ready.map(({ name }) => name)).toEqual(['ready'])
  nowMs = 5_000
  look()
  expect(tracker.waitingLong(1_000)).toEqual([{ name: 'empty', why: 'it is empty' }])
  tracker.incomplete('ready', 'its end is missing')
  expect(tracker.waitingLong(1_000)).toEqual([
    { name: 'ready', why: 'its end is missing' },
    { name: 'empty', why: 'it is empty' },
  ])
})
