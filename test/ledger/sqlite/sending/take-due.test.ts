// Taking stays quick however long the queue: what it reads is found by an index, and does not grow with it.

import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../../src/lib/time/clock.ts'
import { highWaterIn } from '../../../../src/ledger/high-water.ts'
import type { Ledger } from '../../../../src/ledger/ledger.ts'
import { openLedger } from '../../../../src/ledger/open.ts'
import { connectToWrite } from '../../../../src/ledger/sqlite/database/connect.ts'
import type { Database } from '../../../../src/ledger/sqlite/database/driver.ts'
import { sqliteLedger } from '../../../../src/ledger/sqlite/ledger.ts'
import {
  headsOfLanes,
  nextTime,
  queuedFreely,
  waitingFreely,
} from '../../../../src/ledger/sqlite/sending/take-due.ts'
import { tempFolder } from '../../../helpers/temp-folder.ts'
import { processorMsOf } from '../../../helpers/processor-time.ts'

async function withConnection(): Promise<{ ledger: Ledger; database: Database }> {
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
  return { ledger, database }
}

/** So many transfers of one kind, written at once. */
function fill(
  database: Database,
  count: number,
  of: { state: string; lane: string; dueMs: number | null },
): void {
  database.exec('BEGIN')
  const insert = database.prepare(
    `INSERT INTO transfers (id, direction, state, version, bank, virtual_file, folder, name, look, priority, lane, code, due_ms, created_ms, updated_ms)
     VALUES (?, 'out', ?, 1, 'bnp', 'VIREMENTS', '/outbox', 'f.xml', 'l', 1, ?, '', ?, 1, 1)`,
  )
  const { state, lane, dueMs } = of
  for (let at = 0; at < count; at += 1) insert.run(`${state}-${lane}-${at}`, state, lane, dueMs)
  database.exec('COMMIT')
}

/** The short list of folders that are left out, read once. */
const ofLeftOutFolders = /LIST SUBQUERY|json_each|BLOOM FILTER/

function planOf(database: Database, sql: string, ...values: (string | number)[]): string[] {
  const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values)
  return (rows as { detail: string }[])
    .map(({ detail }) => detail)
    .filter((detail) => !ofLeftOutFolders.test(detail))
}

describe('the plan', () => {
  test('queued transfers are found in their index, in order, without sorting', async () => {
    const { database } = await withConnection()
    expect(planOf(database, queuedFreely, 'bnp')).toEqual([
      'SEARCH transfers USING INDEX transfers_queued (bank=?)',
    ])
  })

  test('waiting transfers are found in their index, in order, without sorting', async () => {
    const { database } = await withConnection()
    expect(planOf(database, waitingFreely, 'bnp', 0)).toEqual([
      'SEARCH transfers USING INDEX transfers_waiting (bank=?)',
    ])
  })

  test('the next time is one step in its index', async () => {
    const { database } = await withConnection()
    expect(planOf(database, nextTime, 'bnp', 0)).toEqual([
      'SEARCH transfers USING COVERING INDEX transfers_due (bank=? AND due_ms>?)',
    ])
  })

  test('lanes are walked in their index, and only their heads are read', async () => {
    const { database } = await withConnection()
    const plan = planOf(database, headsOfLanes, 'bnp', 0)
    expect(plan.filter((step) => step.includes('transfers_lane'))).toHaveLength(2)
    expect(plan.filter((step) => /^SCAN (?!heads)/.test(step))).toEqual([])
  })
})

describe('with 100,000 in the queue', () => {
  const many = 100_000
  /** Generous: it takes about a millisecond; reading the whole queue takes forty and more. */
  const enoughMs = 20

  async function quickest(work: () => Promise<unknown>): Promise<number> {
    let bestMs = Number.POSITIVE_INFINITY
    for (let round = 0; round < 5; round += 1) {
      bestMs = Math.min(bestMs, await processorMsOf(work))
    }
    return bestMs
  }

  test('the next one is taken at once', async () => {
    const { ledger, database } = await withConnection()
    fill(database, many, { state: 'queued', lane: '', dueMs: null })
    const taking = async () => expect((await ledger.takeDue('bnp', 0)).kind).toBe('taken')
    expect(await quickest(taking)).toBeLessThan(enoughMs)
  })

  test('a lane whose oldest transfer is held costs nothing', async () => {
    const { ledger, database } = await withConnection()
    fill(database, 1, { state: 'held', lane: '/outbox', dueMs: null })
    fill(database, many, { state: 'queued', lane: '/outbox', dueMs: null })
    const asking = async () =>
      expect(await ledger.takeDue('bnp', 0)).toEqual({ kind: 'none', dueMs: null })
    expect(await quickest(asking)).toBeLessThan(enoughMs)
  })

  test('the next of a lane is taken at once', async () => {
    const { ledger, database } = await withConnection()
    fill(database, many, { state: 'queued', lane: '/outbox', dueMs: null })
    const taking = async () => {
      expect(await ledger.takeDue('bnp', 0)).toMatchObject({ transfer: { sequence: 1 } })
      expect(await ledger.takeDue('bnp', 0)).toEqual({ kind: 'none', dueMs: null })
    }
    expect(await processorMsOf(taking)).toBeLessThan(25 * enoughMs)
  })

  test('transfers that wait for later do not slow down a take now', async () => {
    const { ledger, database } = await withConnection()
    fill(database, many, { state: 'waiting', lane: '', dueMs: 5_000 })
    const asking = async () =>
      expect(await ledger.takeDue('bnp', 0)).toEqual({ kind: 'none', dueMs: 5_000 })
    expect(await quickest(asking)).toBeLessThan(enoughMs)
  })
})
