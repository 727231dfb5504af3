// Readers named by `archive.owner` can open archived files by the path that webhooks report; without it
// nobody can.

import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { keep } from '../../src/archive/keep.ts'
import { archivedPath } from '../../src/archive/places.ts'
import { archiveOwner, giveReceived } from '../../src/archive/readers.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { syncFolder } from '../../src/disk/durable.ts'
import { silentLog } from '../../src/lib/log.ts'
import { configOf, least } from '../helpers/configuration.ts'
import { drive, identity, queued } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

async function archived(owner: string, parentMode = 0o711) {
  const dataFolder = join(tempFolder(), 'data')
  chmodSync(dirname(dataFolder), parentMode)
  mkdirSync(join(dataFolder, 'spool'), { recursive: true, mode: 0o750 })
  const ledger = await openLedger({ folder: dataFolder, clock: systemClock })
  onTestFinished(() => ledger.close())
  const config = { ...configOf(`${least}archive: { ${owner} }\n`), data: dataFolder }
  const spool = {
    bytes: (id: string) => join(dataFolder, 'spool', id),
    note: (id: string) => join(dataFolder, 'spool', `${id}.meta`),
  }
  const { id } = await queued(ledger, { look: '' })
  const events = ['attempt-started', 'identified', 'finishing', 'bank-acknowledged'] as const
  const sent = await drive(ledger, id, events, { pesit: identity })
  writeFileSync(spool.bytes(id), 'bytes', { mode: 0o600 })
  const { group = null, mode = null } = config.archive.owner
  const deps = { dataFolder, owner: { group, mode }, ledger, log: silentLog }
  await keep(
    {
      ...{ ledger, clock: systemClock, dataFolder, spool, syncFolder, zone: 'Europe/Paris' },
      owner: await archiveOwner(deps),
      shareOf: () => null,
      keepOriginalMs: () => 0,
      onChanged: () => undefined,
    },
    sent,
  )
  const path = archivedPath(dataFolder, sent)
  const modes = [path, dirname(path), dirname(dirname(path)), dataFolder].map(
    (one) => statSync(one).mode & 0o777,
  )
  return { ledger, path, modes, dataFolder }
}

test('without archive.owner only the service user can read archived files', async () => {
  const { modes } = await archived('keep: 10d')
  expect(modes[0]).toBe(0o600)
  expect(modes[3]).toBe(0o750)
})

test('programs in the group of archive.owner can reach and read archived files, and nothing else', async () => {
  const { modes, path, ledger, dataFolder } = await archived(
    `owner: { group: "${process.getgid?.() ?? 0}" }`,
  )
  expect(modes).toEqual([0o640, 0o750, 0o750, 0o751])
  expect(statSync(path).gid).toBe(process.getgid?.())
  expect(statSync(join(dataFolder, 'ledger.db')).mode & 0o007).toBe(0)
  expect((await ledger.conditions()).map(({ code }) => code)).toEqual([])
})

test.skipIf(process.getuid?.() !== 0)(
  'a program of another user, in that group, opens the path (skipped where tests are not root)',
  async () => {
    const gid = 4_242
    const { path, dataFolder } = await archived(`owner: { group: "${gid}" }`)
    const reads = (as: { uid: number; gid: number }, file = path) =>
      spawnSync('cat', [file], { ...as, encoding: 'utf8' }).stdout
    expect(reads({ uid: 65_534, gid })).toBe('bytes')
    expect(reads({ uid: 65_534, gid: 65_534 })).toBe('')
    expect(reads({ uid: 65_534, gid }, join(dataFolder, 'ledger.db'))).toBe('')
  },
)

test('a folder above the data folder that others cannot enter is reported', async () => {
  const { ledger, dataFolder } = await archived('owner: { mode: "0644" }', 0o700)
  expect(await ledger.conditions()).toMatchObject([
    { subject: 'archive:owner', sentence: expect.stringContaining(`: ${dirname(dataFolder)} `) },
  ])
})

test('a group that does not exist is reported, and files are archived all the same', async () => {
  const { modes, ledger } = await archived('owner: { group: there-is-no-such-group }')
  expect(modes[0]).toBe(0o600)
  expect(await ledger.conditions()).toMatchObject([
    {
      subject: 'archive:owner',
      sentence: expect.stringContaining('no group there-is-no-such-group'),
    },
  ])
})

test('a folder of an earlier data folder and the folders above it stay as they are', async () => {
  const place = tempFolder()
  const folder = join(place, 'old', 'received', '1', 'RELEVES')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(place, 0o711)
  await giveReceived(join(place, 'data'), folder, { group: null, mode: '0644' })
  expect([statSync(folder).mode & 0o777, statSync(place).mode & 0o777]).toEqual([0o700, 0o711])
  const own = join(place, 'data', 'received', '1')
  mkdirSync(own, { recursive: true, mode: 0o700 })
  await giveReceived(join(place, 'data'), own, { group: null, mode: '0644' })
  expect(statSync(own).mode & 0o777).toBe(0o755)
  expect(statSync(join(place, 'data')).mode & 0o777).toBe(0o700)
})
