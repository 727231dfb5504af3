// Cancelled files end in the archive. With real ledgers and real folders.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lookForCancelled, settleMs } from '../../src/archive/cancelled.ts'
import { openKept } from '../../src/archive/open-kept.ts'
import { archivedPath, receiptPath } from '../../src/archive/places.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { syncFolder } from '../../src/disk/durable.ts'
import { silentLog } from '../../src/lib/log.ts'
import { localShare } from '../../src/share/local.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { drive, newTransfer, queued } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

async function begin() {
  const dataFolder = tempFolder()
  const outbox = join(tempFolder(), 'out')
  const place = join(dataFolder, 'spool')
  mkdirSync(place)
  mkdirSync(outbox)
  const spool = {
    bytes: (id: string) => join(place, id),
    note: (id: string) => join(place, `${id}.meta`),
  }
  const clock = fakeClock()
  const ledger = await openLedger({ folder: dataFolder, clock })
  onTestFinished(() => ledger.close())
  const deps = {
    ...{ ledger, clock, dataFolder, spool, syncFolder, log: silentLog },
    keepOriginalMs: () => 0,
    shareOf: () => localShare(),
    owner: { group: null, mode: null },
    zone: 'Europe/Paris',
    onChanged: () => undefined,
  }
  const original = ({ look, name }: Pick<Transfer, 'look' | 'name'>, content: string) => {
    const folder = join(outbox, '.pesit-drop', 'claimed', look)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  return {
    deps,
    ledger,
    clock,
    spool,
    place,
    dataFolder,
    outbox,
    original,
    look: lookForCancelled(deps),
  }
}

async function kept(deps: Awaited<ReturnType<typeof begin>>['deps'], transfer: Transfer) {
  const file = await openKept(deps, transfer)
  const text = file === null ? null : await file.readFile('utf8')
  await file?.close()
  return text
}

test('a file cancelled while queued moves from the spool into the archive after a minute, and can still be read', async () => {
  const { deps, ledger, clock, spool, place, dataFolder, outbox, original, look } = await begin()
  const { id } = await queued(ledger, { folder: outbox, look: 'one' })
  const cancelled = await drive(ledger, id, ['cancelled'])
  writeFileSync(spool.bytes(id), 'bytes')
  writeFileSync(spool.note(id), '{}')
  const lies = original(cancelled, 'bytes')
  await look()
  expect(readdirSync(place)).toHaveLength(2)
  await clock.advance(settleMs)
  await look()
  expect(readdirSync(place)).toEqual([])
  expect(existsSync(lies)).toBe(false)
  expect(readFileSync(archivedPath(dataFolder, cancelled), 'utf8')).toBe('bytes')
  expect(readFileSync(receiptPath(dataFolder, cancelled), 'utf8')).toContain(
    'was cancelled: bnp did not get it',
  )
  expect(await kept(deps, cancelled)).toBe('bytes')
  expect((await ledger.find(id))?.state).toBe('cancelled')
})

test('a file cancelled before it was sealed is copied from its original, which is then removed', async () => {
  const { deps, ledger, clock, outbox, original, look } = await begin()
  const born = newTransfer({ folder: outbox, look: 'one' })
  await ledger.record([born])
  const cancelled = await drive(ledger, born.id, ['cancelled'])
  const lies = original(cancelled, 'never sealed')
  await clock.advance(settleMs)
  await look()
  expect(await kept(deps, cancelled)).toBe('never sealed')
  expect(existsSync(lies)).toBe(false)
})

test('after a crash that follows the move of the bytes, the next run finishes everything', async () => {
  const { deps, ledger, clock, spool, place, dataFolder, outbox, look } = await begin()
  const { id } = await queued(ledger, { folder: outbox, look: 'one' })
  const cancelled = await drive(ledger, id, ['cancelled'])
  writeFileSync(spool.bytes(id), 'bytes')
  writeFileSync(spool.note(id), '{}')
  const path = archivedPath(dataFolder, cancelled)
  mkdirSync(join(path, '..'), { recursive: true })
  renameSync(spool.bytes(id), path)
  await clock.advance(settleMs)
  await look()
  expect(await kept(deps, cancelled)).toBe('bytes')
  expect(readdirSync(place)).toEqual([])
})

test('a cancelled file that cannot be archived is reported, delays no other, and is tried again, also by the next run', async () => {
  const { deps, ledger, clock, spool, dataFolder, outbox, look } = await begin()
  const ids: string[] = []
  for (const name of ['a.xml', 'b.xml']) {
    const { id } = await queued(ledger, { folder: outbox, look: '', name })
    await drive(ledger, id, ['cancelled'])
    ids.push(id)
  }
  const [first = '', second = ''] = ids
  // Nothing can be renamed over a folder that has something in it.
  const cancelled = (await ledger.find(first)) as Transfer
  writeFileSync(spool.bytes(first), 'a')
  writeFileSync(spool.bytes(second), 'b')
  mkdirSync(join(receiptPath(dataFolder, cancelled), 'in the way'), { recursive: true })
  await clock.advance(settleMs)
  await look()
  expect((await ledger.conditions()).map(({ subject }) => subject)).toEqual([`archive:${first}`])
  expect(existsSync(spool.bytes(second))).toBe(false)
  rmSync(receiptPath(dataFolder, cancelled), { recursive: true })
  await lookForCancelled(deps)()
  expect(existsSync(receiptPath(dataFolder, cancelled))).toBe(true)
  expect(await ledger.conditions()).toEqual([])
})
