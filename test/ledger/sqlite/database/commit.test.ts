// What was promised is on disk; what could not be written ends the ledger, unless only room is wanting.

import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../../src/lib/time/clock.ts'
import { highWaterIn } from '../../../../src/ledger/high-water.ts'
import type { Ledger } from '../../../../src/ledger/ledger.ts'
import { openLedger } from '../../../../src/ledger/open.ts'
import { createCommitter } from '../../../../src/ledger/sqlite/database/commit.ts'
import { connectToWrite } from '../../../../src/ledger/sqlite/database/connect.ts'
import type { Database } from '../../../../src/ledger/sqlite/database/driver.ts'
import { sqliteLedger } from '../../../../src/ledger/sqlite/ledger.ts'
import { newTransfer, queued } from '../../../helpers/new-transfer.ts'
import { runLedger } from '../../../helpers/run-ledger.ts'
import { tempFolder } from '../../../helpers/temp-folder.ts'
import { nextStep } from '../../../helpers/next-step.ts'
import { saying } from '../../../helpers/messages.ts'

/** A ledger with its connection in hand. */
async function withConnection(): Promise<{ ledger: Ledger; database: Database; path: string }> {
  const folder = tempFolder()
  await (await openLedger({ folder, clock: systemClock })).close()
  const path = join(folder, 'ledger.db')
  const database = connectToWrite(path)
  const highWater = highWaterIn(join(folder, 'counters'))
  const ledger = sqliteLedger(
    {
      database,
      reader: { zone: 'UTC' },
      clock: systemClock,
      highWater,
      auditKey: new Uint8Array(32),
      path,
    },
    () => undefined,
  )
  onTestFinished(() => ledger.close())
  return { ledger, database, path }
}

describe('promises', () => {
  test('after a kill at any moment, everything that was acknowledged is there, and no fact is missing', async () => {
    for (const lines of [1, 37, 400]) {
      const folder = tempFolder()
      const daemon = runLedger('commit', folder)
      await daemon.saidLines(lines)
      daemon.kill()
      const said = await daemon.over()
      const ledger = await openLedger({ folder, clock: systemClock })
      const promised = new Map<string, number>()
      for (const { id, version } of said) if (id !== undefined) promised.set(id, version ?? 0)
      for (const [id, version] of promised)
        expect((await ledger.find(id))?.version).toBeGreaterThanOrEqual(version)
      for (const { id, version, state } of await ledger.list({ limit: 10_000 })) {
        const facts = await ledger.facts({ transferId: id })
        expect(facts).toHaveLength(version)
        expect(facts.at(-1)?.to).toBe(state)
      }
      const given = said.flatMap(({ number }) => (number === undefined ? [] : [number]))
      expect(new Set(given).size).toBe(given.length)
      expect(await ledger.nextNumber('bnp', 1)).toBeGreaterThan(Math.max(0, ...given))
      await ledger.close()
    }
  })

  test('requests of one turn share one commit', async () => {
    const { ledger, path } = await withConnection()
    const walBytes = () => statSync(`${path}-wal`).size
    const births = Array.from({ length: 40 }, () => newTransfer())
    for (const born of births) await ledger.record([born])
    const oneByOneBytes = walBytes()
    const others = Array.from({ length: 40 }, () => newTransfer())
    await Promise.all(others.map((born) => ledger.record([born])))
    expect(walBytes() - oneByOneBytes).toBeLessThan(oneByOneBytes / 5)
  })

  test('nothing is resolved before it is committed', async () => {
    const { ledger, path } = await withConnection()
    const beside = connectToWrite(path)
    onTestFinished(() => beside.close())
    const born = newTransfer()
    const seen = ledger
      .record([born])
      .then(() => beside.prepare('SELECT count(*) AS count FROM transfers').get())
    expect(beside.prepare('SELECT count(*) AS count FROM transfers').get()).toEqual({ count: 0 })
    expect(await seen).toEqual({ count: 1 })
  })
})

describe('a full disk', () => {
  test('is reported by its name and rolls back the requests, and the ledger goes on when there is space', async () => {
    const { ledger, database } = await withConnection()
    const kept = await queued(ledger)
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() as {
      page_count: number
    }
    database.exec(`PRAGMA max_page_count = ${pages + 2}`)
    const large = newTransfer({ reason: saying('x'.repeat(100_000)) })
    const small = newTransfer()
    const outcomes = await Promise.allSettled([ledger.record([small]), ledger.record([large])])
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'DISK-FULL' } })
    expect(await ledger.list({ limit: 5 })).toEqual([kept])
    database.exec('PRAGMA max_page_count = 1000000')
    await ledger.record([large, small])
    expect(await ledger.find(large.id)).toMatchObject({ message: large.reason })
    expect(await ledger.facts({ after: 0, limit: 100 })).toHaveLength(5)
  })
})

describe('a disk that fails', () => {
  test('ends the ledger: every later verb is refused, reads included, and nothing is tried again', async () => {
    const folder = tempFolder()
    await (await openLedger({ folder, clock: systemClock })).close()
    const before = readFileSync(join(folder, 'ledger.db')).length
    const limitKilobytes = Math.ceil(before / 1024) + 64
    const daemon = runLedger('fail', folder, { limitKilobytes })
    const said = await daemon.over()
    expect(said.at(-1)).toEqual({
      first: 'LEDGER-FAILED',
      move: 'LEDGER-FAILED',
      find: 'LEDGER-FAILED',
      number: 'LEDGER-FAILED',
      close: 'closed',
    })
    const ledger = await openLedger({ folder, clock: systemClock })
    expect(said.filter(({ told }) => told !== undefined)).toEqual([{ told: 'LEDGER-FAILED' }])
    const promised = said.flatMap(({ id }) => (id === undefined ? [] : [id]))
    expect(promised.length).toBeGreaterThan(0)
    for (const id of promised) expect(await ledger.find(id)).not.toBeNull()
    await ledger.close()
  })

  test('another program that locks the file ends it with a message about that program', async () => {
    const { ledger, database, path } = await withConnection()
    database.exec('PRAGMA busy_timeout = 1')
    const other = connectToWrite(path)
    onTestFinished(() => other.close())
    other.exec('BEGIN IMMEDIATE')
    await expect(ledger.record([newTransfer()])).rejects.toMatchObject({
      code: 'LEDGER-FAILED',
      coded: nextStep('Another program'),
    })
    other.exec('ROLLBACK')
    await expect(ledger.record([newTransfer()])).rejects.toMatchObject({ code: 'LEDGER-FAILED' })
  })

  test('a damaged page that is found while reading ends it too', async () => {
    const { database, path } = await withConnection()
    const committer = createCommitter(database, path)
    const corrupt = Object.assign(new Error('database disk image is malformed'), { errcode: 11 })
    const meeting = committer.read(() => {
      throw corrupt
    })
    await expect(meeting).rejects.toMatchObject({ code: 'LEDGER-FAILED', cause: corrupt })
    await expect(committer.run(() => 1)).rejects.toMatchObject({ code: 'LEDGER-FAILED' })
  })

  test('a bug of ours in one verb does not end it', async () => {
    const { ledger } = await withConnection()
    await expect(
      ledger.record([newTransfer({ bank: undefined as unknown as string })]),
    ).rejects.toThrow()
    await expect(ledger.record([newTransfer()])).resolves.toHaveLength(1)
  })
})
