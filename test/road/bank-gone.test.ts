// A bank that was renamed: what waited for it is told from the start on, and moved by one order.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from '../helpers/road/cli.ts'
import { openRoadInProcess } from '../helpers/road/open.ts'

test('what waits for a bank that the configuration no longer has is told, and goes to another by an order', async () => {
  const road = await openRoadInProcess()
  const cli = (...args: string[]) => runCli([...args, '--config', road.config])
  writeFileSync(join(road.folder, 'password'), 'WRONG')
  road.drop('a.xml', 'a')
  await road.start()
  await road.untilCondition('ACCESS-REFUSED')
  const named = await road.until('a.xml', 'waiting')
  road.drop('b.xml', 'b')
  const queued = await road.until('b.xml', 'queued')
  await road.stop()
  writeFileSync(join(road.folder, 'password'), 'SECRET01')
  const text = readFileSync(road.config, 'utf8')
  writeFileSync(
    road.config,
    text.replace('name: bank', 'name: banque').replaceAll('bank: bank', 'bank: banque'),
  )

  const checked = await cli('check-config')
  expect(checked.code).toBe(0)
  expect(checked.out).toMatch(/1 bank, 1 outbox, 1 inbox\./)
  expect(checked.out).toMatch(
    /Warning: The configuration no longer has bank.*2 files \(a\.xml, b\.xml\)/,
  )
  await road.start()
  const condition = await road.untilCondition('BANK-GONE')
  expect(condition.sentence).toContain('reassign --from bank')
  const conditions = await road.reading((ledger) => ledger.conditions())
  expect(conditions.map(({ subject }) => subject)).toEqual(['bank-gone:bank'])
  expect((await cli('show', queued.id)).out).toMatch(
    /no longer has bank: it is never sent like this/,
  )
  expect((await cli('status')).code).toBe(3)

  const moved = await cli('reassign', '--from', 'bank', '--to', 'banque', '--reason', 'renamed')
  expect(moved.out).toMatch(/1 file moved and held, 1 file not moved\./)
  expect(moved.out).toMatch(/not moved: a\.xml .*was given a number at bank/)
  expect(moved.code).toBe(0)
  await road.until('b.xml', 'held')
  expect((await cli('release', queued.id, '--reason', 'yes')).code).toBe(0)
  await road.until('b.xml', 'archived')
  expect((await cli('cancel', named.id)).code).toBe(0)
  expect((await cli('reassign', '--from', 'bank', '--to', 'banque', '--reason', 'rest')).code).toBe(
    0,
  )
  await road.untilWell()
})
