// Which transfers order the same payments: the query says the same as the rule in journey/twins.ts.

import { DatabaseSync } from '@photostructure/sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { blankDatesWithinMs, datesAgree } from '../../../../src/journey/twins.ts'
import type { Value } from '../../../../src/ledger/sqlite/database/statements.ts'
import {
  sameFile,
  samePayments,
  sameReference,
} from '../../../../src/ledger/sqlite/moving/same-payments.ts'
import { paymentsOf } from '../../../helpers/new-transfer.ts'

const nowMs = Date.UTC(2026, 10, 24)
const { key } = paymentsOf('MSG-1')

/** The columns that these queries read. */
function openTable() {
  const database = new DatabaseSync(':memory:')
  onTestFinished(() => database.close())
  database.exec(`CREATE TABLE transfers (id TEXT, created_ms INTEGER, sha256 TEXT, content_key TEXT, payment_dates TEXT);
    CREATE TABLE payment_references (transfer_id TEXT, key TEXT)`)
  const found = (what: string, ...values: Value[]) =>
    database
      .prepare(`SELECT id FROM ${what} ORDER BY id`)
      .all(...values)
      .map((row) => (row as { id: string }).id)
  return { database, found }
}

const dates = [null, '', '2026-12-01*1', '2026-12-02*1']
const agesMs = [0, blankDatesWithinMs, blankDatesWithinMs + 1]

test.each(dates)('with the dates %j, the transfers are found whose dates agree', (own) => {
  const { database, found } = openTable()
  const expected: string[] = []
  for (const other of dates)
    for (const ageMs of agesMs) {
      const id = `${String(other)} ${ageMs} before`
      const cameMs = nowMs - ageMs
      database
        .prepare('INSERT INTO transfers VALUES (?, ?, ?, ?, ?)')
        .run(id, cameMs, 'a', key, other)
      if (datesAgree({ dates: own, cameMs: nowMs }, { dates: other, cameMs })) expected.push(id)
    }
  const query = samePayments({ ...paymentsOf('MSG-1'), dates: own }, nowMs)
  expect(found(...query)).toEqual(expected.sort())
})

test('other payments and files without payments are never the same', () => {
  const { database, found } = openTable()
  const add = database.prepare('INSERT INTO transfers VALUES (?, ?, ?, ?, ?)')
  add.run('other', nowMs, 'a', paymentsOf('MSG-2').key, null)
  add.run('none', nowMs, 'a', '', null)
  expect(found(...samePayments(paymentsOf('MSG-1'), nowMs))).toEqual([])
  expect(found(...samePayments({ ...paymentsOf('MSG-1'), key: '' }, nowMs))).toEqual([])
})

test('the same bytes are known by their hash, the same reference by any of its keys', () => {
  const { database, found } = openTable()
  const add = database.prepare('INSERT INTO transfers VALUES (?, ?, ?, ?, ?)')
  add.run('one', nowMs, 'aa', '', null)
  add.run('two', nowMs, 'bb', '', null)
  database.prepare('INSERT INTO payment_references VALUES (?, ?)').run('two', 'reference')
  expect(found(sameFile, 'aa')).toEqual(['one'])
  expect(found(sameReference, JSON.stringify(['reference', 'another']))).toEqual(['two'])
  expect(found(sameReference, '[]')).toEqual([])
})
