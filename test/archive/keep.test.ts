// Archiving that an earlier run began. With a real ledger and real folders.

import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { keep } from '../../src/archive/keep.ts'
import { archivedPath } from '../../src/archive/places.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { syncFolder } from '../../src/disk/durable.ts'
import { drive, identity, queued } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

test('bytes that an earlier run moved are made durable in the archive before they count as archived', async () => {
  const dataFolder = tempFolder()
  const spoolFolder = join(dataFolder, 'spool')
  mkdirSync(spoolFolder)
  const spool = {
    bytes: (id: string) => join(spoolFolder, id),
    note: (id: string) => join(spoolFolder, `${id}.meta`),
  }
  const ledger = await openLedger({ folder: dataFolder, clock: systemClock })
  onTestFinished(() => ledger.close())
  const { id } = await queued(ledger, { look: '' })
  const sent = await drive(
    ledger,
    id,
    ['attempt-started', 'identified', 'finishing', 'bank-acknowledged'],
    { pesit: identity },
  )
  const path = archivedPath(dataFolder, sent)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(spool.bytes(id), 'bytes')
  renameSync(spool.bytes(id), path)

  const synced: string[] = []
  const remembering = async (folder: string) => {
    await syncFolder(folder)
    if ((await ledger.find(id))?.state === 'sent') synced.push(folder)
  }
  const deps = {
    ledger,
    clock: systemClock,
    zone: 'Europe/Paris',
    dataFolder,
    spool,
    shareOf: () => null,
    keepOriginalMs: () => 0,
    onChanged: () => undefined,
    owner: { group: null, mode: null },
  }
  await keep({ ...deps, syncFolder: remembering }, sent)
  expect((await ledger.find(id))?.state).toBe('archived')
  expect(synced).toContain(spoolFolder)
  expect(synced.filter((folder) => folder === dirname(path)).length).toBeGreaterThanOrEqual(2)
})
