// Ids that come again within one file, in bounded memory.

import { expect, test } from 'vitest'
import { EndToEndIds } from '../../../src/preflight/pain/end-to-end-ids.ts'

test('of many ids each is known again, and no other', () => {
  const ids = new EndToEndIds()
  const all = Array.from({ length: 20_000 }, (_, at) => `E2E-${at}`)
  expect(all.filter((id) => ids.add(id))).toEqual([])
  expect(all.filter((id) => !ids.add(id))).toEqual([])
  expect(ids.compared).toBe(20_000)
})

test('each id is known again after the table has grown', () => {
  const ids = new EndToEndIds()
  const all = Array.from({ length: 1_100 }, (_, at) => `E2E-${at}`)
  expect(all.filter((id) => ids.add(id))).toEqual([])
  expect(all.filter((id) => !ids.add(id))).toEqual([])
  expect(ids.compared).toBe(1_100)
  expect(ids.passedOver).toBe(0)
})

test('beyond the bound they are counted, and those before are still known', () => {
  const ids = new EndToEndIds(3)
  expect(['a', 'b', 'c', 'd', 'd', 'a'].map((id) => ids.add(id))).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
  ])
  expect(ids.passedOver).toBe(2)
  expect(ids.compared).toBe(3)
})
