// What lies in an outbox and does not go: told with name, reason and what to do, once, and gone when it goes.

import { spawnSync } from 'node:child_process'
import { linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from '../helpers/road.ts'
import { openNear } from '../helpers/near-road.ts'

const outbox = `    ready: { quiet: 100ms, looks: 2 }
    complete: false
    stuckAfter: 1s
    leave: ["archive"]`

test('links, pipes, folders and names that are not UTF-8 are told as long as they lie there; what is excluded is not', async () => {
  const {
    outbox: folder,
    drop,
    start,
    until,
    untilCondition,
    untilWell,
    reading,
  } = await openNear({
    outbox,
  })
  const at = (name: string) => join(folder, name)
  drop('paie.xml', 'paid')
  linkSync(at('paie.xml'), at('second.xml'))
  symlinkSync('paie.xml', at('link.xml'))
  mkdirSync(at('archive'))
  mkdirSync(at('dropped'))
  spawnSync('mkfifo', [at('pipe')])
  for (const name of ['.hidden', 'being-written.tmp']) writeFileSync(at(name), 'x')
  writeFileSync(Buffer.concat([Buffer.from(at('sal')), Buffer.from([0xe9])]), 'x')
  await start()
  const told = await untilCondition('FILE-NOT-TAKEN')
  expect(told.sentence).toMatch(
    /^6 things in .* are never taken: dropped \(it is a folder.*link\.xml \(.*symbolic link.*paie\.xml \(.*2 hard links.* and 3 more\./,
  )
  rmSync(at('second.xml'))
  await until('paie.xml', 'archived')
  for (const name of ['link.xml', 'pipe', 'dropped']) rmSync(at(name), { recursive: true })
  await expect
    .poll(async () => (await reading((ledger) => ledger.conditions()))[0]?.sentence, {
      timeout: 20_000,
    })
    .toMatch(/^Something in .* is never taken: sal\\xe9 \(its name is not UTF-8/)
  rmSync(Buffer.concat([Buffer.from(at('sal')), Buffer.from([0xe9])]))
  await untilWell()
})

test('what stays empty is counted, with the first names', async () => {
  const near = await openNear({ outbox })
  for (const name of ['a', 'b', 'c', 'd']) near.drop(`${name}.xml`, '')
  await near.start()
  const { sentence } = await near.untilCondition('FILE-INCOMPLETE')
  // One trouble, no transfer: the sentence and the exit code of `status` agree.
  const status = await runCli(['status', '--config', near.config])
  expect(status.out).toMatch(/one trouble needs a person\.\n/)
  expect(status.out).not.toContain('nothing waits')
  expect(status.code).toBe(3)
  expect(sentence).toMatch(/4 files in .*a\.xml \(it is empty\), b\.xml .* and 1 more\./)
})
