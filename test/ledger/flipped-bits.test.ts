// A bit of the ledger's file that flipped while nobody looked: the next start refuses, with the way back, or
// nothing that the ledger tells has changed.

import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ChainedFact } from '../../src/ledger/audit/audit.ts'
import { linkOf } from '../../src/ledger/audit/audit.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openLedger, openLedgerToRead } from '../../src/ledger/open.ts'
import { connectToWrite } from '../../src/ledger/sqlite/database/connect.ts'
import { spoiledFact } from '../../src/ledger/audit/start-check.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { chanceOf } from '../fuzz/random.ts'
import { drive, identity, newTransfer, paymentsOf, queued } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { nextStep } from '../helpers/next-step.ts'
import { saying, withCode } from '../helpers/messages.ts'

const call = { caller: 'erp', key: 'call-key-1', request: 'request-hash-1' }
const counter = 'bnp/COUNTED'
/** The step of the schema that brought checksums. */
const checksumStep = 17

/** Something in every table. What each table alone holds is a word by which its bytes are found. */
async function fill(ledger: Ledger): Promise<void> {
  await ledger.saveWebhook({
    ...{ id: 'hook', origin: 'api', url: 'https://erp.example/told', events: [], header: 'sig' },
    ...{ secret: 'sealed-secret', previousSecret: '', previousUntilMs: null },
  })
  for (let count = 0; count < 4; count += 1) await queued(ledger)
  const { id } = await queued(ledger, { name: 'broken.xml' })
  const { version } = await drive(ledger, id, ['attempt-started'], { attempts: 1 })
  await ledger.move({
    ...{
      id,
      version,
      event: 'cut',
      sentence: saying('The line broke.'),
      detail: { seen: 'cut-by-peer' },
    },
    patch: { dueMs: 9_000_000, pesit: { ...identity, client: 'ACME-LYON' } },
  })
  await ledger.saveSync(id, {
    ...{ number: 1, offsetBytes: 4096, articles: 8, confirmed: true, carry: 'carried-over' },
  })
  await ledger.takeDue('bnp', 0)
  const paid = newTransfer({ name: 'paid.xml' })
  await ledger.record([paid])
  await ledger.keepPayments(paid.id, paymentsOf('MSG-REFERENCE'))
  await ledger.nextNumber(counter, 1)
  await ledger.note('bank:bnp', withCode('BANK-UNREACHABLE', 'It does not answer today.'))
  await ledger.note('outbox:/gone', withCode('FOLDER-MISSING', 'The folder went.'))
  await ledger.recordPoll({
    ...{ inbox: '/data/inbox', bank: 'bnp', virtualFile: 'RELEVES', atMs: 5_000 },
    ...{
      result: 'nothing',
      files: 0,
      message: saying('Nothing was asked-for.'),
      sentence: '',
      slotMs: 4_000,
    },
  })
  await ledger.recordMessage({
    ...{ bank: 'bnp', direction: 'in', about: identity, text: 'Your file was processed.' },
    ...{ transferId: null, applied: false },
  })
  await ledger.saveCursor('reader-of-facts', 3)
  await ledger.recordOnce(newTransfer({ name: 'called.xml' }), call)
  await ledger.recordFetch(
    {
      ...{ id: 'fetch-1', bank: 'bnp', virtualFile: 'RELEVES', folder: '/data/inbox' },
      ...{ remoteName: 'wanted-name', target: '', actor: 'erp' },
    },
    null,
  )
  await ledger.addKey({
    ...{ id: 'key-1', name: 'erp', role: 'operate', hash: 'hash-of-key', expiresMs: 9e12 },
  })
  await ledger.beginStart('token-of-a-start')
  await ledger.recordSigns('token-of-a-start', 5)
  await ledger.saveFinalPoint('bnp', { settings: 'seen-with', breaks: 2, refused: false })
}

/** All that the ledger tells. */
async function readAll(ledger: Ledger): Promise<string> {
  const transfers = await ledger.list({ order: 'oldest', limit: 10_000 })
  const stories = transfers.map(async ({ id }) => [
    await ledger.find(id),
    await ledger.attempts(id),
    await ledger.syncPoints(id),
    await ledger.facts({ transferId: id }),
    await ledger.findTwin(id),
  ])
  return JSON.stringify([
    transfers,
    await Promise.all(stories),
    await ledger.chainedFacts({ after: 0, limit: 10_000 }),
    [await ledger.queued('bnp', 100), await ledger.summary(0)],
    [
      await ledger.conditions(),
      await ledger.newestPolls(10),
      await ledger.messages({ limit: 100 }),
    ],
    [await ledger.webhooks(), await ledger.deliveries({ limit: 100 }), await ledger.keys()],
    [await ledger.cursor('reader-of-facts'), await ledger.findCall(call)],
    [await ledger.findFetch('fetch-1'), await ledger.runningFetches()],
    [await ledger.findSame({ by: 'number', bank: 'bnp', about: identity })],
    await ledger.findStart('token-of-a-start'),
    [await ledger.finalPoint('bnp'), await ledger.nextNumber(counter, 1)],
  ])
}

interface Written {
  readonly folder: string
  readonly bytes: Buffer
  /** Of all that is told. */
  readonly before: string
}

async function written(more: (ledger: Ledger) => Promise<void> = fill): Promise<Written> {
  const folder = tempFolder()
  const ledger = await openLedger({ folder, clock: systemClock })
  await more(ledger)
  await ledger.close()
  const whole = { folder, bytes: readFileSync(join(folder, 'ledger.db')), before: '' }
  const outcome = await openedWith(whole, whole.bytes)
  if (outcome.kind !== 'opened') throw new Error(`it opens as it was written: ${outcome.message}`)
  return { ...whole, before: outcome.told }
}

type Outcome =
  | { readonly kind: 'opened'; readonly told: string }
  | { readonly kind: 'refused'; readonly message: string }

/**
 * A start on a copy of the folder with these bytes. What fails otherwise than with a known code is thrown.
 */
async function openedWith({ folder }: Pick<Written, 'folder'>, bytes: Buffer): Promise<Outcome> {
  const copy = tempFolder()
  cpSync(folder, copy, { recursive: true })
  writeFileSync(join(copy, 'ledger.db'), bytes)
  let ledger: Ledger
  try {
    ledger = await openLedger({ folder: copy, clock: systemClock })
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (code !== 'LEDGER-DAMAGED' && code !== 'LEDGER-FAILED') throw error
    return { kind: 'refused', message }
  }
  try {
    return { kind: 'opened', told: await readAll(ledger) }
  } finally {
    await ledger.close()
  }
}

function flipped(bytes: Buffer, at: number, bit: number): Buffer {
  const spoiled = Buffer.from(bytes)
  spoiled[at] = (spoiled[at] ?? 0) ^ (1 << bit)
  return spoiled
}

/** Where a text stands in the file, in live rows and in what older ones left. */
function placesOf(bytes: Buffer, text: string): number[] {
  const places: number[] = []
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at)
  return places
}

test('is detected at the start, or has changed nothing that the ledger returns', async () => {
  const whole = await written()
  const chance = chanceOf(20_261_130)
  // Where rows lie there are words; elsewhere much of a small file is empty.
  const words = [...whole.bytes.keys()].filter((at) => (whole.bytes[at] ?? 0) > 0x1f)
  const outcomes = { refused: 0, opened: 0 }
  for (let run = 0; run < 200; run += 1) {
    const at = chance.often(0.6) ? chance.pick(words) : chance.below(whole.bytes.length)
    const outcome = await openedWith(whole, flipped(whole.bytes, at, chance.below(8)))
    outcomes[outcome.kind] += 1
    if (outcome.kind === 'opened')
      expect(outcome.told === whole.before, `what a bit at ${at} changed is noticed`).toBe(true)
  }
  expect(outcomes.refused).toBeGreaterThan(30)
  expect(outcomes.opened).toBeGreaterThan(30)
}, 240_000)

describe('of a row on which a decision depends', () => {
  const tables = [
    ['transfers', 'ACME-LYON'],
    ['sync_points', 'carried-over'],
    ['counters', counter],
    ['attempts', 'cut-by-peer'],
    ['payment_references', 'MSG-REFERENCE'],
    ['api_keys', 'hash-of-key'],
    ['webhooks', 'sealed-secret'],
    ['deliveries', '"message":{"code":"FOLDER-MISSING","arguments":{"oldText":"The folder went."'],
    ['cursors', 'reader-of-facts'],
    ['conditions', 'It does not answer today.'],
    ['messages', 'Your file was processed.'],
    ['call_keys', 'request-hash-1'],
    ['fetches', 'wanted-name'],
    ['asks', 'asked-for'],
    ['final_points', 'seen-with'],
  ] as const
  test('is also found when an index contains it: SQLite itself says that row and index differ', async () => {
    const whole = await written()
    const outcomes: string[] = []
    for (const at of placesOf(whole.bytes, 'broken.xml')) {
      const outcome = await openedWith(whole, flipped(whole.bytes, at + 2, 0))
      if (outcome.kind === 'refused') outcomes.push(outcome.message)
      else expect(outcome.told === whole.before, `broken.xml at ${at}`).toBe(true)
    }
    expect(outcomes.join('\n')).toContain('transfers_dropped')
  })

  test('is reported with its table and its row', async () => {
    const whole = await written()
    for (const [table, word] of tables) {
      const outcomes: string[] = []
      for (const at of placesOf(whole.bytes, word)) {
        const outcome = await openedWith(whole, flipped(whole.bytes, at + 2, 0))
        if (outcome.kind === 'refused') outcomes.push(outcome.message)
        else expect(outcome.told === whole.before, `${table} at ${at}`).toBe(true)
      }
      expect(outcomes.join('\n'), `${table}: ${word}`).toMatch(
        new RegExp(`the row .+ of the table ${table} is not what was written there`),
      )
    }
  }, 240_000)
})

/** Changes rows as nobody may: past the triggers. */
function spoil(folder: string, table: string, sql: string): void {
  const database = connectToWrite(join(folder, 'ledger.db'))
  const triggers = database
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?")
    .all(table) as { name: string; sql: string }[]
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`)
  database.exec(sql)
  for (const trigger of triggers) database.exec(trigger.sql)
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}

/** Transfers that are over, more than a start compares. */
function fillWithOld(folder: string, count: number): void {
  const database = connectToWrite(join(folder, 'ledger.db'))
  database.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO transfers (id, direction, state, version, bank, virtual_file, folder, name, look, priority, lane, code, created_ms, updated_ms)
    SELECT 'old-' || i, 'out', 'archived', 1, 'bnp', 'VIREMENTS', '/out', 'f.xml', 'l', 1, '', '', 1, 1 FROM n`)
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}

const damaged = (what: string) =>
  expect.objectContaining({
    code: 'LEDGER-DAMAGED',
    message: expect.stringContaining(what) as string,
    coded: nextStep('newest backup'),
  }) as Error

describe('in a ledger of more rows than a start compares', () => {
  const name = "UPDATE transfers SET name = 'other.xml' WHERE id ="

  test('active rows are all compared; finished ones are compared when they are read', async () => {
    const folder = tempFolder()
    const ledger = await openLedger({ folder, clock: systemClock })
    const { id } = await queued(ledger)
    await ledger.close()
    fillWithOld(folder, 20_050)
    spoil(folder, 'transfers', `${name} 'old-7'`)

    const opened = await openLedger({ folder, clock: systemClock })
    await expect(opened.find('old-7')).rejects.toThrow(damaged('transfer old-7 (number'))
    await expect(opened.list({ order: 'oldest', limit: 20 })).rejects.toThrow(damaged('old-7'))
    expect(await opened.find('old-8')).toMatchObject({ name: 'f.xml' })
    const move = { id: 'old-7', version: 1, event: 'sealed', sentence: saying('Moved.') } as const
    await expect(opened.move(move)).rejects.toThrow(damaged('old-7'))
    expect(await opened.find(id)).toMatchObject({ state: 'queued' })
    await opened.close()
    const beside = openLedgerToRead({ folder })
    await expect(beside.find('old-7')).rejects.toThrow(damaged('old-7'))
    await beside.close()

    spoil(folder, 'transfers', `${name} '${id}'`)
    const start = openLedger({ folder, clock: systemClock })
    await expect(start).rejects.toThrow(damaged(`the row ${id} of the table transfers`))
  })
})

describe('checksums of rows', () => {
  test('a row that was copied over another does not match', async () => {
    const folder = tempFolder()
    const ledger = await openLedger({ folder, clock: systemClock })
    for (const name of ['bnp/A', 'bnp/B', 'bnp/B']) await ledger.nextNumber(name, 1)
    await ledger.close()
    spoil(
      folder,
      'counters',
      "UPDATE counters SET (value, checksum) = (SELECT value, checksum FROM counters WHERE name = 'bnp/A') WHERE name = 'bnp/B'",
    )
    const start = openLedger({ folder, clock: systemClock })
    await expect(start).rejects.toThrow(damaged('the row bnp/B of the table counters'))
  })

  test('every table has them except the facts, which have their chain', async () => {
    const { folder } = await written()
    const database = connectToWrite(join(folder, 'ledger.db'))
    const without = database
      .prepare(
        `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
           AND (SELECT count(*) FROM sqlite_schema AS trigger WHERE trigger.name IN (sqlite_schema.name || '_checksum_insert', sqlite_schema.name || '_checksum_update')) <> 2`,
      )
      .all()
    database.close()
    expect(without).toEqual([expect.objectContaining({ name: 'facts' })])
  })

  test('a column that a later version adds is included from its first start on', async () => {
    const whole = await written()
    const path = join(whole.folder, 'ledger.db')
    const later = connectToWrite(path)
    later.exec("ALTER TABLE api_keys ADD COLUMN noted TEXT NOT NULL DEFAULT 'nothing'")
    later.close()
    const again = connectToWrite(path)
    again.exec("UPDATE api_keys SET noted = 'a-new-word'; PRAGMA wal_checkpoint(TRUNCATE)")
    again.close()
    const bytes = readFileSync(path)
    for (const at of placesOf(bytes, 'a-new-word'))
      expect(await openedWith(whole, flipped(bytes, at, 0))).toMatchObject({
        message: expect.stringContaining('the row key-1 of the table api_keys') as string,
      })
    expect(placesOf(bytes, 'a-new-word').length).toBeGreaterThan(0)
    expect(await openedWith(whole, bytes)).toMatchObject({ kind: 'opened' })
  })

  test('rows of a ledger without checksums have them after its next start', async () => {
    const { folder, before } = await written()
    const path = join(folder, 'ledger.db')
    const database = connectToWrite(path)
    const version = Number(
      Object.values(database.prepare('PRAGMA user_version').get() as object)[0],
    )
    // What later steps made, they make again.
    database.exec('DROP TABLE first_sights; DROP TABLE local_lists')
    database.exec('CREATE INDEX transfers_by_local ON transfers (local_uid, created_ms)')
    const tables = database
      .prepare("SELECT tbl_name AS name FROM sqlite_schema WHERE name LIKE '%_checksum_insert'")
      .all() as { name: string }[]
    for (const { name } of tables)
      database.exec(
        `DROP TRIGGER ${name}_checksum_insert; DROP TRIGGER ${name}_checksum_update; ALTER TABLE ${name} DROP COLUMN checksum`,
      )
    // Of the steps behind, those that would not be taken twice.
    database.exec(
      `ALTER TABLE transfers ADD COLUMN reason TEXT NOT NULL DEFAULT '';
       ALTER TABLE conditions ADD COLUMN sentence TEXT NOT NULL DEFAULT '';
       ALTER TABLE asks RENAME COLUMN message TO sentence;
       ALTER TABLE fetches RENAME COLUMN message TO sentence;
       ALTER TABLE deliveries RENAME COLUMN failure TO error;
       DROP TRIGGER facts_have_messages`,
    )
    database.exec('DROP INDEX transfers_dropped')
    database.exec('DROP INDEX transfers_warned; ALTER TABLE transfers DROP COLUMN warnings')
    database.exec(`PRAGMA user_version = ${checksumStep - 1}`)
    database.close()
    const bytes = readFileSync(path)
    expect(version).toBeGreaterThanOrEqual(checksumStep)
    expect(await openedWith({ folder }, bytes)).toEqual({ kind: 'opened', told: before })
    const ledger = await openLedger({ folder, clock: systemClock })
    await ledger.close()
    spoil(folder, 'sync_points', 'UPDATE sync_points SET articles = 9')
    const start = openLedger({ folder, clock: systemClock })
    await expect(start).rejects.toThrow(damaged('of the table sync_points'))
  })

  test('a flipped bit in unused space does no harm', async () => {
    const word = 'long since cleared. '
    const whole = await written(async (ledger) => {
      await queued(ledger)
      const sentence = word.repeat(2_000)
      await ledger.note('outbox:/full', withCode('FOLDER-MISSING', sentence))
      await ledger.note('outbox:/full', null)
    })
    const places = placesOf(whole.bytes, word)
    expect(places.length).toBeGreaterThan(100)
    for (const at of [places[5], places[50], places.at(-5)]) {
      const outcome = await openedWith(whole, flipped(whole.bytes, at ?? 0, 3))
      expect(outcome).toMatchObject({ kind: 'opened' })
      expect(outcome.kind === 'opened' && outcome.told === whole.before).toBe(true)
    }
  })
})

/** Facts with their links, each made with the key that stands at its place. */
function chainOf(keys: readonly string[]): ChainedFact[] {
  const facts: ChainedFact[] = []
  for (const [index, key] of keys.entries()) {
    const fact = {
      ...{ sequence: index + 1, transferId: 'a', atMs: index, event: 'queued', from: null },
      ...{ to: 'queued', sentence: 'It is queued.', actor: 'daemon', detail: '{}', message: '' },
    }
    const chain = linkOf(Buffer.from(key), facts.at(-1)?.chain ?? '', fact)
    facts.push({ ...fact, chain })
  }
  return facts
}

test('one changed fact is found, even the last one; a newly created key is no damage', () => {
  const key = Buffer.from('k')
  const good = chainOf(['k', 'k', 'k', 'k', 'k', 'k'])
  expect(spoiledFact(key, good)).toBeNull()
  for (const at of [0, 1, 3, 5]) {
    const changed = good.map((fact, index) =>
      index === at ? { ...fact, sentence: 'It is Queued.' } : fact,
    )
    expect(spoiledFact(key, changed)).toMatchObject({ sequence: at + 1 })
  }
  expect(spoiledFact(key, chainOf(['o', 'o', 'o', 'k', 'k', 'k']))).toBeNull()
  expect(spoiledFact(key, chainOf(['k', 'k', 'o', 'o', 'o', 'o', 'k', 'k']))).toBeNull()
})
