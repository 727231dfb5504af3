// A connection is durable, and nothing that is not a whole ledger of this version is opened.

import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../../src/lib/time/clock.ts'
import { openLedger, openLedgerToRead } from '../../../../src/ledger/open.ts'
import { connectToWrite, isSound } from '../../../../src/ledger/sqlite/database/connect.ts'
import type { Database } from '../../../../src/ledger/sqlite/database/driver.ts'
import { newTransfer } from '../../../helpers/new-transfer.ts'
import { runLedger } from '../../../helpers/run-ledger.ts'
import { tempFolder } from '../../../helpers/temp-folder.ts'
import { nextStep } from '../../../helpers/next-step.ts'

/** A data folder in which a daemon worked and stopped. */
async function usedFolder(transfers = 1): Promise<{ folder: string; path: string }> {
  const folder = tempFolder()
  const ledger = await openLedger({ folder, clock: systemClock })
  await ledger.record(Array.from({ length: transfers }, () => newTransfer()))
  await ledger.close()
  return { folder, path: join(folder, 'ledger.db') }
}

function connected(path: string): Database {
  const database = connectToWrite(path)
  onTestFinished(() => database.close())
  return database
}

function pragma(database: Database, name: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() as object)[0]
}

const open = (folder: string) => openLedger({ folder, clock: systemClock })
const damaged = { code: 'LEDGER-DAMAGED' }

describe('a connection', () => {
  test('runs in WAL at synchronous = FULL with foreign keys, read back', async () => {
    const database = connected((await usedFolder()).path)
    expect(pragma(database, 'journal_mode')).toBe('wal')
    expect(pragma(database, 'synchronous')).toBe(2)
    expect(pragma(database, 'foreign_keys')).toBe(1)
    expect(pragma(database, 'busy_timeout')).toBe(5_000)
  })

  test('sets the WAL again when a backup was restored without it', async () => {
    const { folder, path } = await usedFolder()
    const database = connectToWrite(path)
    database.exec(`VACUUM INTO '${path}.backup'`)
    database.close()
    rmSync(`${path}-wal`, { force: true })
    rmSync(`${path}-shm`, { force: true })
    renameSync(`${path}.backup`, path)
    const again = connected(path)
    expect(pragma(again, 'journal_mode')).toBe('wal')
    expect(pragma(again, 'synchronous')).toBe(2)
    const reader = openLedgerToRead({ folder })
    expect(await reader.list({ limit: 5 })).toHaveLength(1)
    await reader.close()
  })

  test('begins the WAL anew after writing the rest of a killed daemon into the file', async () => {
    const folder = tempFolder()
    const daemon = runLedger('commit', folder)
    await daemon.saidLines(50)
    daemon.kill()
    const promised = (await daemon.over()).filter(({ version }) => version === 1)
    const path = join(folder, 'ledger.db')
    expect(readFileSync(`${path}-wal`).length).toBeGreaterThan(0)
    const database = connected(path)
    expect(readFileSync(`${path}-wal`)).toHaveLength(0)
    const found = database.prepare('SELECT count(*) AS count FROM transfers').get()
    expect((found as { count: number }).count).toBeGreaterThanOrEqual(promised.length)
  })

  test.each([
    ['3.51.3', true],
    ['3.51.2', false],
    ['3.52.0', true],
    ['3.53.0', true],
    ['4.0.0', true],
    ['3.50.7', true],
    ['3.50.8', false],
    ['3.44.6', true],
    ['3.45.1', false],
    ['3.9.99', false],
  ])('on SQLite %s is sound: %s', (version, sound) => {
    expect(isSound(version)).toBe(sound)
  })
})

describe('files that are no complete ledger', () => {
  test('a file that is no database is refused, with its path and what to do, and left as it is', async () => {
    const folder = tempFolder()
    const path = join(folder, 'ledger.db')
    const content = 'Dear bank, these are my payments. '.repeat(200)
    writeFileSync(path, content)
    await expect(open(folder)).rejects.toMatchObject({
      ...damaged,
      message: expect.stringContaining(path),
      coded: nextStep('newest backup'),
    })
    expect(readFileSync(path, 'utf8')).toBe(content)
    expect(() => openLedgerToRead({ folder })).toThrow(expect.objectContaining(damaged) as Error)
  })

  test('an empty file is refused: it was a ledger, and no new one is created over it', async () => {
    const { folder, path } = await usedFolder()
    truncateSync(path, 0)
    rmSync(`${path}-wal`, { force: true })
    await expect(open(folder)).rejects.toMatchObject(damaged)
    expect(readFileSync(path)).toHaveLength(0)
    expect(() => openLedgerToRead({ folder })).toThrow(expect.objectContaining(damaged) as Error)
  })

  test('a foreign database is refused, and no table of ours is created in it', async () => {
    const { folder, path } = await usedFolder()
    const database = connectToWrite(path)
    database.exec('PRAGMA application_id = 0; PRAGMA user_version = 0')
    database.close()
    await expect(open(folder)).rejects.toMatchObject(damaged)
  })

  test('a page that was overwritten is found at start', async () => {
    const { folder, path } = await usedFolder(300)
    const bytes = readFileSync(path)
    bytes.fill(
      0x5a,
      Math.floor(bytes.length / 8192) * 4096,
      Math.floor(bytes.length / 8192) * 4096 + 4096,
    )
    rmSync(`${path}-wal`, { force: true })
    rmSync(`${path}-shm`, { force: true })
    writeFileSync(path, bytes)
    await expect(open(folder)).rejects.toMatchObject(damaged)
  })

  test('a file that lost its end is found at start', async () => {
    const { folder, path } = await usedFolder(300)
    const { length } = readFileSync(path)
    rmSync(`${path}-wal`, { force: true })
    rmSync(`${path}-shm`, { force: true })
    truncateSync(path, length - 8192)
    await expect(open(folder)).rejects.toMatchObject(damaged)
  })

  test('a ledger that is gone while its WAL is there is not begun anew', async () => {
    const folder = tempFolder()
    const daemon = runLedger('commit', folder)
    await daemon.saidLines(50)
    daemon.kill()
    await daemon.over()
    const path = join(folder, 'ledger.db')
    renameSync(path, `${path}.away`)
    await expect(open(folder)).rejects.toMatchObject({
      ...damaged,
      message: expect.stringContaining(`${path}-wal`),
    })
    expect(existsSync(path)).toBe(false)
    renameSync(`${path}.away`, path)
    const ledger = await open(folder)
    expect((await ledger.list({ limit: 5 })).length).toBeGreaterThan(0)
    await ledger.close()
  })

  test('bytes appended to a ledger by mistake do no harm to its content', async () => {
    const { folder, path } = await usedFolder()
    appendFileSync(path, 'x'.repeat(100))
    const ledger = await open(folder)
    expect(await ledger.list({ limit: 5 })).toHaveLength(1)
    await ledger.close()
  })
})

describe('versions', () => {
  async function ofVersion(version: number): Promise<string> {
    const { folder, path } = await usedFolder()
    const database = connectToWrite(path)
    database.exec(`PRAGMA user_version = ${version}`)
    database.close()
    return folder
  }

  test('a ledger of a newer program is refused by the daemon and by commands', async () => {
    const folder = await ofVersion(999)
    const newer = {
      code: 'LEDGER-FAILED',
      message: expect.stringContaining('newer pesit-drop (version 999'),
    }
    await expect(open(folder)).rejects.toMatchObject(newer)
    expect(() => openLedgerToRead({ folder })).toThrow(expect.objectContaining(newer) as Error)
  })

  test('a command does not read a ledger that the daemon has yet to migrate', async () => {
    const folder = await ofVersion(0)
    expect(() => openLedgerToRead({ folder })).toThrow(
      expect.objectContaining({
        code: 'LEDGER-FAILED',
        coded: nextStep('Start the daemon'),
      }) as Error,
    )
  })

  test('a migration that fails leaves the ledger at its version', async () => {
    const folder = await ofVersion(0)
    await expect(open(folder)).rejects.toMatchObject({ code: 'LEDGER-FAILED' })
    await expect(open(folder)).rejects.toMatchObject({
      message: expect.stringContaining('already exists'),
    })
  })
})

describe('creating a new ledger', () => {
  test.each(['ledger.made:1', 'files.moved:1'])(
    'a process killed at %s leaves nothing in the way of the next start',
    async (point) => {
      const folder = tempFolder()
      const env = { PESIT_DROP_FAILPOINT: point }
      expect(await runLedger('open', folder, { env }).over()).toEqual([])
      const ledger = await open(folder)
      await ledger.record([newTransfer()])
      expect(await ledger.list({ limit: 5 })).toHaveLength(1)
      await ledger.close()
      expect(existsSync(join(folder, 'ledger.db.new'))).toBe(false)
    },
  )
})
