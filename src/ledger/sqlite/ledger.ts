// The ledger on SQLite: verbs put together. Reads go straight to the connection; writes go through the
// group commit.

import { assert } from '../../lib/assert.ts'
import type { Clock } from '../../lib/clock.ts'
import { KnownError } from '../../lib/known-error.ts'
import type { SyncPoint } from '../../journey/transfer.ts'
import { blockOfNumbers, type HighWater } from '../high-water.ts'
import type { Ledger } from '../ledger.ts'
import { createCommitter } from './commit.ts'
import type { Database } from './connect.ts'
import { find, moveOne, recordOne, takeDueOne } from './moves.ts'
import { asks, conditions, facts, findSame, list, summary } from './queries.ts'
import { syncPointOf } from './rows.ts'
import { type Statements, statementsOf } from './statements.ts'

/** PI 13 has three bytes. */
const highestNumber = 16_777_215
/** Asks are a log of questions, not of files: the newest are enough. */
const asksKept = 2_000

export function sqliteLedger(
  deps: {
    readonly database: Database
    readonly clock: Clock
    readonly highWater: HighWater
    readonly path: string
  },
  onClose: () => void,
): Ledger {
  const { database, clock, path } = deps
  const sql = statementsOf(database)
  const { run } = createCommitter(database, path)
  const reserved = new Map<string, number>()

  return {
    record: (transfers) => run(() => transfers.map((born) => recordOne(sql, born, clock.nowMs()))),
    move: (move) => run(() => moveOne(sql, move, clock.nowMs())),
    takeDue: (bank, nowMs) => run(() => takeDueOne(sql, bank, nowMs)),
    ...reading(sql),
    saveSync: (transferId, point) => run(() => saveSync(sql, transferId, point)),
    async nextNumber(counter, atLeast) {
      await reserve({ ...deps, sql, reserved }, counter, atLeast)
      return run(() =>
        takeNumber(sql, counter, Math.max(atLeast, reserved.get(`floor ${counter}`) ?? 1)),
      )
    },
    note: (subject, condition) =>
      run(() => noteCondition(sql, { subject, condition, nowMs: clock.nowMs() })),
    recordAsk: (ask) =>
      run(() => {
        sql.run(
          'INSERT INTO asks (inbox, bank, virtual_file, at_ms, result, files, sentence, slot_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
          ask.inbox,
          ask.bank,
          ask.virtualFile,
          ask.atMs,
          ask.result,
          ask.files,
          ask.sentence,
          ask.slotMs,
        )
        sql.run(
          'DELETE FROM asks WHERE inbox = ? AND sequence <= (SELECT max(sequence) FROM asks) - ?',
          ask.inbox,
          asksKept,
        )
      }),
    async close() {
      await run(() => undefined).catch(() => undefined)
      database.close()
      onClose()
    },
  }
}

/** What commands may use beside the daemon. */
export function sqliteLedgerToRead(database: Database): Ledger {
  const refuse = () =>
    Promise.reject(
      new KnownError(
        'DAEMON-NOT-RUNNING',
        'This needs the daemon: the ledger is open for reading only.',
      ),
    )
  return {
    ...reading(statementsOf(database)),
    record: refuse,
    move: refuse,
    takeDue: refuse,
    saveSync: refuse,
    nextNumber: refuse,
    note: refuse,
    recordAsk: refuse,
    close() {
      database.close()
      return Promise.resolve()
    },
  }
}

function reading(sql: Statements) {
  const soon = <T>(read: () => T): Promise<T> => new Promise((resolve) => resolve(read()))
  return {
    find: (id: string) => soon(() => find(sql, id)),
    list: (query: Parameters<Ledger['list']>[0]) => soon(() => list(sql, query)),
    summary: (sinceMs: number) => soon(() => summary(sql, sinceMs)),
    facts: (query: Parameters<Ledger['facts']>[0]) => soon(() => facts(sql, query)),
    findSame: (query: Parameters<Ledger['findSame']>[0]) => soon(() => findSame(sql, query)),
    syncPoints: (transferId: string) =>
      soon(() =>
        sql
          .all('SELECT * FROM sync_points WHERE transfer_id = ? ORDER BY number', transferId)
          .map(syncPointOf),
      ),
    conditions: () => soon(() => conditions(sql)),
    asks: (perInbox: number) => soon(() => asks(sql, perInbox)),
  }
}

function saveSync(sql: Statements, transferId: string, point: SyncPoint): void {
  const { number, offsetBytes, articles, confirmed, carry } = point
  if (confirmed) {
    const noted = sql.run(
      'UPDATE sync_points SET confirmed = 1 WHERE transfer_id = ? AND number = ? AND offset_bytes = ? AND confirmed = 0',
      transferId,
      number,
      offsetBytes,
    )
    if (noted === 1) {
      sql.run('UPDATE transfers SET last_sync = max(last_sync, ?) WHERE id = ?', number, transferId)
      return
    }
  }
  sql.run('DELETE FROM sync_points WHERE transfer_id = ? AND number >= ?', transferId, number)
  if (number === 0) return
  sql.run(
    'INSERT INTO sync_points (transfer_id, number, offset_bytes, articles, confirmed, carry) VALUES (?, ?, ?, ?, ?, ?)',
    transferId,
    number,
    offsetBytes,
    articles,
    confirmed ? 1 : 0,
    carry,
  )
  if (confirmed) sql.run('UPDATE transfers SET last_sync = ? WHERE id = ?', number, transferId)
}

/** Moves the mark outside the ledger on before a number of a new block is handed out. */
async function reserve(
  deps: {
    readonly highWater: HighWater
    readonly sql: Statements
    readonly reserved: Map<string, number>
  },
  counter: string,
  atLeast: number,
): Promise<void> {
  const { highWater, sql, reserved } = deps
  const used =
    (sql.one('SELECT value FROM counters WHERE name = ?', counter)?.['value'] as
      | number
      | undefined) ?? 0
  const known = reserved.get(counter)
  const next = Math.max(used + 1, atLeast)
  if (known !== undefined && next <= known) return
  const mark = known ?? (await highWater.read(counter))
  // A mark beyond what this ledger reserved itself: the ledger is older than reality. Jump over it.
  if (known === undefined && mark >= next) reserved.set(`floor ${counter}`, mark + 1)
  const floor = Math.max(next, reserved.get(`floor ${counter}`) ?? 0)
  await highWater.write(counter, floor + blockOfNumbers)
  reserved.set(counter, floor + blockOfNumbers)
}

/**
 * The next number. After 16,777,215 it begins anew at 1: at a thousand files a day that is after 45 years,
 * far beyond any bank's memory of transfer numbers, and PI 51 in the identity differs.
 */
function takeNumber(sql: Statements, counter: string, atLeast: number): number {
  const used =
    (sql.one('SELECT value FROM counters WHERE name = ?', counter)?.['value'] as
      | number
      | undefined) ?? 0
  const next = Math.max(used + 1, atLeast)
  const number = next > highestNumber ? 1 : next
  sql.run(
    'INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    counter,
    number,
  )
  assert(number >= 1 && number <= highestNumber, 'a transfer number has three bytes')
  return number
}

function noteCondition(
  sql: Statements,
  noted: {
    subject: string
    condition: { readonly code: string; readonly sentence: string } | null
    nowMs: number
  },
): void {
  const { subject, condition, nowMs } = noted
  if (condition === null) {
    sql.run('DELETE FROM conditions WHERE subject = ?', subject)
    return
  }
  sql.run(
    'INSERT INTO conditions (subject, code, sentence, since_ms) VALUES (?, ?, ?, ?) ON CONFLICT (subject) DO UPDATE SET code = excluded.code, sentence = excluded.sentence',
    subject,
    condition.code,
    condition.sentence,
    nowMs,
  )
}
