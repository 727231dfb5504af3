// A connection that a stop cut is reported as a stop, not as a fault of the connection.

import { expect, test, vi } from 'vitest'
import { bytesOf } from '../helpers/road/content.ts'
import { openRoadInProcess } from '../helpers/road/open.ts'

const patiently = { interval: 25 }

test.each([
  ['as the bank is called', 'delay:connect=30000'],
  ['as the bank is asked to take the file', 'delay:create=30000'],
])('a file whose line a stop cut %s says that we stopped', async (_, rule) => {
  const road = await openRoadInProcess()
  await road.start()
  road.misbehave(rule)
  road.drop('paie.xml', bytesOf(20_000))
  await road.until('paie.xml', 'sending')
  const sent = rule.includes('connect') ? 1 : 100
  await vi.waitFor(() => expect(road.proxy.passedToBank).toBeGreaterThan(sent), patiently)
  await road.stop()
  const { reason, state } = await road.until('paie.xml', 'waiting')
  expect(state).toBe('waiting')
  expect(reason).toContain('pesit-drop was stopped, and cut the line to bank')
  expect(reason).not.toMatch(/broke|could not be reached/)
  expect(await road.reading((ledger) => ledger.conditions())).toEqual([])
})
