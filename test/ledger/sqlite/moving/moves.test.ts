// What the database itself keeps of the moves: facts that nobody changes, attempts from begin to end.

import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Ledger } from '../../../../src/ledger/ledger.ts'
import { highWaterIn } from '../../../../src/ledger/high-water.ts'
import { openLedger } from '../../../../src/ledger/open.ts'
import { connectToWrite } from '../../../../src/ledger/sqlite/database/connect.ts'
import type { Database } from '../../../../src/ledger/sqlite/database/driver.ts'
import { sqliteLedger } from '../../../../src/ledger/sqlite/ledger.ts'
import { type FakeClock, fakeClock } from '../../../helpers/fake-clock.ts'
import { drive, newStatement, queued } from '../../../helpers/new-transfer.ts'
import { tempFolder } from '../../../helpers/temp-folder.ts'
import { saying } from '../../../helpers/messages.ts'

async function withConnection(): Promise<{ ledger: Ledger; database: Database; clock: FakeClock }> {
  const folder = tempFolder()
  const clock = fakeClock(1_000)
  await (await openLedger({ folder, clock })).close()
  const path = join(folder, 'ledger.db')
  const database = connectToWrite(path)
  const highWater = highWaterIn(join(folder, 'counters'))
  const ledger = sqliteLedger(
    { database, reader: { zone: 'UTC' }, clock, highWater, auditKey: new Uint8Array(32), path },
    () => undefined,
  )
  onTestFinished(() => ledger.close())
  return { ledger, database, clock }
}

function attemptsOf(database: Database, id: string): object[] {
  const rows = database
    .prepare(
      'SELECT number, started_ms, ended_ms, outcome, detail FROM attempts WHERE transfer_id = ? ORDER BY started_ms',
    )
    .all(id) as object[]
  return rows.map((row) => ({ ...row }))
}

describe('facts', () => {
  test.each([
    "UPDATE facts SET sentence = 'It never happened.'",
    'UPDATE facts SET sequence = sequence + 100',
    'DELETE FROM facts',
    'DELETE FROM facts WHERE sequence = 1',
    "REPLACE INTO facts SELECT sequence, transfer_id, at_ms, event, from_state, to_state, 'Other.', actor, detail FROM facts",
    'DELETE FROM transfers',
  ])('the database refuses: %s', async (sql) => {
    const { ledger, database } = await withConnection()
    const { id } = await queued(ledger)
    const before = await ledger.facts({ transferId: id })
    expect(() => database.exec(sql)).toThrow()
    expect(await ledger.facts({ transferId: id })).toEqual(before)
  })
})

describe('attempts', () => {
  test('an attempt is open until it ends, with its end and its message', async () => {
    const { ledger, database, clock } = await withConnection()
    const { id } = await queued(ledger)
    await ledger.takeDue('bnp', 2_000)
    const open = { number: 1, started_ms: 2_000, ended_ms: null, outcome: null, detail: null }
    expect(attemptsOf(database, id)).toEqual([open])
    const { version } = await drive(ledger, id, ['identified', 'finishing'])
    expect(attemptsOf(database, id)).toEqual([open])
    clock.jump(5_000)
    await ledger.move({
      id,
      version,
      event: 'bank-acknowledged',
      sentence: saying('It has it.'),
      detail: { bytes: 12 },
    })
    expect(attemptsOf(database, id)).toEqual([
      { ...open, ended_ms: 6_000, outcome: 'bank-acknowledged', detail: '{"bytes":12}' },
    ])
  })

  test('each of several has its own row, even when a call without an answer is not counted', async () => {
    const { ledger, database, clock } = await withConnection()
    const { id } = await queued(ledger)
    await ledger.takeDue('bnp', clock.nowMs())
    await drive(ledger, id, ['cut'], { dueMs: 0, attempts: 0 })
    clock.jump(10)
    await ledger.takeDue('bnp', clock.nowMs())
    await drive(ledger, id, ['cut'], { dueMs: 0 })
    clock.jump(10)
    await ledger.takeDue('bnp', clock.nowMs())
    await drive(ledger, id, ['finishing', 'cut'])
    expect(attemptsOf(database, id)).toMatchObject([
      { number: 1, started_ms: 1_000, outcome: 'cut' },
      { number: 1, started_ms: 1_010, outcome: 'cut' },
      { number: 2, started_ms: 1_020, outcome: 'cut' },
    ])
  })

  test('an attempt that receives a file is recorded as well', async () => {
    const { ledger, database } = await withConnection()
    const born = newStatement()
    await ledger.record([born])
    await drive(ledger, born.id, ['attempt-started'])
    expect(attemptsOf(database, born.id)).toMatchObject([{ number: 1, outcome: null }])
    await drive(ledger, born.id, ['committed'])
    expect(attemptsOf(database, born.id)).toMatchObject([{ number: 1, outcome: 'committed' }])
  })
})
