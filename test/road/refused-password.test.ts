// A bank that refuses our password is not called again by itself, by nobody and over restarts: banks lock
// accounts. The configuration, the password's file or a person ends that.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { BankKeys } from '../helpers/road/configuration.ts'
import { runCli } from '../helpers/road/cli.ts'
import { openRoadInProcess } from '../helpers/road/open.ts'

const patiently = { interval: 25 }

async function refused(bank?: BankKeys) {
  const road = await openRoadInProcess(bank === undefined ? {} : { bank })
  const password = join(road.folder, 'password')
  writeFileSync(password, 'WRONG')
  for (const name of ['a.xml', 'b.xml', 'c.xml']) road.drop(name, name)
  const daemon = await road.start()
  const condition = await road.untilCondition('ACCESS-REFUSED')
  return {
    road,
    daemon,
    condition,
    password,
    cli: (...args: string[]) => runCli([...args, '--config', road.config]),
  }
}

test('it is tried once, whoever wants to call, over restarts, until the file of the password changes', async () => {
  const { road, daemon, condition, password, cli } = await refused()
  expect(condition.sentence).toContain('PESIT-3-304')
  expect(condition.sentence).toContain(`the content of ${password} changes`)
  await daemon.pollAll()
  expect(road.proxy.calls).toBe(1)
  for (let life = 0; life < 3; life += 1) {
    await road.stop()
    const again = await road.start()
    await again.pollAll()
  }
  expect(road.proxy.calls).toBe(1)
  const transfers = await road.reading((ledger) => ledger.list({ direction: 'out', limit: 10 }))
  expect(transfers.map(({ state }) => state).filter((state) => state === 'held')).toEqual([])
  const status = await cli('status')
  expect(status.code).toBe(3)
  expect(status.out).toMatch(/3 under way; one trouble needs a person\./)

  writeFileSync(password, 'SECRET01')
  for (const name of ['a.xml', 'b.xml', 'c.xml']) await road.until(name, 'archived')
  await road.untilWell()
})

test('a retry lets one call through, and a refusal closes it again', async () => {
  const { road, cli, condition } = await refused()
  const [one] = await road.reading((ledger) =>
    ledger.list({ direction: 'out', states: ['queued', 'waiting'], limit: 1 }),
  )
  expect((await cli('retry', one?.id ?? '')).code).toBe(0)
  await vi.waitFor(() => expect(road.proxy.calls).toBe(2), patiently)
  await vi.waitFor(async () => {
    const conditions = await road.reading((ledger) => ledger.conditions())
    expect(conditions).toMatchObject([{ code: 'ACCESS-REFUSED', sinceMs: condition.sinceMs }])
  }, patiently)
  expect(road.proxy.calls).toBe(2)
})

test('a probe beside the daemon that goes well opens it, and what waits goes', async () => {
  const { road, password, cli } = await refused({ retry: { afterBreak: '10m', firstDelay: '10m' } })
  expect((await cli('probe', 'bank')).code).toBe(1)
  expect(road.proxy.calls).toBe(2)
  writeFileSync(password, 'SECRET01')
  expect((await cli('probe', 'bank')).code).toBe(0)
  for (const name of ['a.xml', 'b.xml', 'c.xml']) await road.until(name, 'archived')
  await road.untilWell()
})
