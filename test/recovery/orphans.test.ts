// Files in the spool at start that belong to no transfer.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { spoolIn } from '../../src/ledger/spool/spool.ts'
import { tellSpoolOrphans } from '../../src/recovery/orphans.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { newId } from '../../src/lib/id.ts'
import { silentLog } from '../../src/lib/log.ts'
import { newTransfer } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

async function openSpool() {
  const spool = spoolIn(tempFolder())
  mkdirSync(spool.folder)
  const ledger = await openLedger({ folder: join(spool.folder, '../data'), clock: systemClock })
  onTestFinished(() => ledger.close())
  return {
    spool,
    ledger,
    tell: () => tellSpoolOrphans({ ledger, log: silentLog, spool, zone: 'Europe/Paris' }),
  }
}

test('whole bytes without a row stay and are reported until a person has removed them', async () => {
  const { spool, ledger, tell } = await openSpool()
  const id = newId()
  writeFileSync(spool.bytes(id), 'the only copy of a statement')
  await tell()
  await tell()
  expect(readdirSync(spool.folder)).toEqual([id])
  expect(await ledger.conditions()).toMatchObject([
    { subject: `spool:${id}`, code: 'SPOOL-ORPHAN' },
  ])
  rmSync(spool.bytes(id))
  await tell()
  expect(await ledger.conditions()).toEqual([])
})

test('incomplete files without a row are removed; files with a row stay, also a part and a note', async () => {
  const { spool, ledger, tell } = await openSpool()
  const born = newTransfer()
  await ledger.record([born])
  const stranger = newId()
  const stay = [spool.bytes(born.id), spool.part(born.id), spool.note(born.id)]
  const go = [spool.part(stranger), `${spool.bytes(stranger)}.tmp`, `${spool.note(born.id)}.tmp`]
  for (const path of [...stay, ...go]) writeFileSync(path, 'x')
  writeFileSync(join(spool.folder, 'README'), 'not ours')
  await tell()
  expect(readdirSync(spool.folder).sort()).toEqual(
    [...stay.map((path) => path.slice(spool.folder.length + 1)), 'README'].sort(),
  )
  expect(await ledger.conditions()).toEqual([])
})
