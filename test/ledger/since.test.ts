// Since when a ledger tells all that happened, and which claims are from before.

import { expect, test } from 'vitest'
import { noteSince, readEra, wasClaimedBefore } from '../../src/ledger/since.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

test.each([
  ['of a ledger that was there from the start', '', 'b', false],
  ['before the ledger was restored', 'c', 'b', true],
  ['after it was restored', 'c', 'd', false],
  ['by a clock that was ahead, so that it is still to come', 'c', 'f', true],
])('a claim %s', (_what, since, look, before) => {
  expect(wasClaimedBefore({ since, now: 'e' }, look)).toBe(before)
})

test('a ledger that was there from the start has no such time; a restored one has', async () => {
  const folder = tempFolder()
  expect((await readEra(folder)).since).toBe('')
  await noteSince(folder)
  const { since, now } = await readEra(folder)
  expect(since).not.toBe('')
  expect(since < now).toBe(true)
})
