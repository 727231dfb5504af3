// A connection that a stop cut is reported as a stop, not as a fault of the connection.

import { expect, test, vi } from 'vitest'
import { bytesOf } from '../helpers/road.ts'
import { openNear } from '../helpers/near-road.ts'

const patiently = { timeout: 20_000, interval: 25 }

test.each([
  ['as the bank is called', 'delay:connect=30000'],
  ['as the bank is asked to take the file', 'delay:create=30000'],
])('a file whose line a stop cut %s says that we stopped', async (_, rule) => {
  const near = await openNear()
  await near.start()
  near.misbehave(rule)
  near.drop('paie.xml', bytesOf(20_000))
  await near.until('paie.xml', 'sending')
  const sent = rule.includes('connect') ? 1 : 100
  await vi.waitFor(() => expect(near.proxy.passedToBank).toBeGreaterThan(sent), patiently)
  await near.stop()
  const { reason, state } = await near.until('paie.xml', 'waiting')
  expect(state).toBe('waiting')
  expect(reason).toContain('pesit-drop was stopped, and cut the line to bank')
  expect(reason).not.toMatch(/broke|could not be reached/)
  expect(await near.reading((ledger) => ledger.conditions())).toEqual([])
})
