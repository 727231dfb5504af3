// Run by process.slow.ts in a network namespace whose loopback loses packets.

import { expect, test } from 'vitest'
import { bytesOf } from '../helpers/road/content.ts'
import { openRoadInProcess } from '../helpers/road/open.ts'

test('files go both ways, whole and once', async () => {
  const road = await openRoadInProcess({ bank: { sync: { interval: '64 KB', window: 2 } } })
  const files = [1_000, 50_000, 400_000].map((size, index) => bytesOf(size, index))
  files.forEach((file, index) => road.offer(`in-${index}`, file))
  const daemon = await road.start()
  files.forEach((file, index) => road.drop(`out-${index}`, file))
  await daemon.pollAll()
  for (const [index, file] of files.entries()) {
    await road.until(`out-${index}`, 'archived')
    expect(road.copies(file)).toBe(1)
    await road.until(`in-${index}`, 'archived')
  }
  expect(road.inInbox()).toHaveLength(3)
})
