// Run by process.slow.ts in a network namespace whose loopback loses packets.

import { expect, test } from 'vitest'
import { openNear } from '../helpers/near-road.ts'
import { bytesOf } from '../helpers/road.ts'

test('files go both ways, whole and once', async () => {
  const near = await openNear({ bank: '    sync: { interval: 64 KB, window: 2 }' })
  const files = [1_000, 50_000, 400_000].map((size, index) => bytesOf(size, index))
  files.forEach((file, index) => near.offer(`in-${index}`, file))
  const daemon = await near.start()
  files.forEach((file, index) => near.drop(`out-${index}`, file))
  await daemon.pollAll()
  for (const [index, file] of files.entries()) {
    await near.until(`out-${index}`, 'archived')
    expect(near.copies(file)).toBe(1)
    await near.until(`in-${index}`, 'archived')
  }
  expect(near.inInbox()).toHaveLength(3)
})
