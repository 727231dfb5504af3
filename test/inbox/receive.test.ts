// What becomes of a statement that the bank offers again (PeSIT E §7.8 of the reference): the evidence of a
// real ledger, judged by the table of journey/statement.ts.

import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ReceiveDeps } from '../../src/inbox/deps.ts'
import { startReception } from '../../src/inbox/receive.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { syncFolder } from '../../src/disk/durable.ts'
import { silentLog } from '../../src/lib/log.ts'
import type { Offer, Sink } from '../../src/bank/bank.ts'
import { answerFrom } from '../../src/bank/native/answers.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { saying, withCode } from '../helpers/messages.ts'

const offered = (transferNumber: number, creationDate = '261124101112', label = '') =>
  ({
    ...{ fileType: 0, fileName: 'RELEVES', transferNumber, label, creationDate },
    ...{ articleBytes: 1024, articleFormat: 'variable', dataCode: 'binary' },
    ...{ maximumKilobytes: 0, announcedBytes: 0 },
  }) as const satisfies Offer

const nextDay = '261125101112'

async function openInbox() {
  const folder = tempFolder()
  const spool = join(folder, 'spool')
  mkdirSync(spool)
  const ledger = await openLedger({ folder: join(folder, 'data'), clock: systemClock })
  onTestFinished(() => ledger.close())
  const deps: ReceiveDeps = {
    ledger,
    clock: systemClock,
    log: silentLog,
    spool: {
      folder: spool,
      bytes: (id) => join(spool, id),
      part: (id) => join(spool, `${id}.part`),
    },
    inbox: {
      folder: '/inbox',
      bank: 'bank',
      virtualFile: 'RELEVES',
      partner: 'CORPCLI',
      server: 'BANQUE01',
    },
    syncSpool: () => syncFolder(spool),
    reserveBytes: 0,
    zone: 'Europe/Paris',
  }
  const take = async (offer: Offer, content: string, how: Taking = {}): Promise<Transfer> => {
    const { until = 'confirmed', folder: into = '/inbox', given = [] } = how
    const inbox = { ...deps.inbox, folder: into }
    const asking = () => ({ startedMs: systemClock.nowMs(), given })
    const reception = startReception({ ...deps, inbox }, null, asking)
    await fill(reception.sink, offer, content)
    if (until === 'cut')
      await reception.move({ event: 'cut', patch: {}, sentence: saying('It broke.') })
    else await reception.sink.commit(content.length)
    if (until === 'confirmed')
      await reception.sink.confirmed(answerFrom({ diagnostic: { type: 0, reason: 0 } }))
    if (until === 'denied')
      await reception.sink.confirmed(answerFrom({ diagnostic: { type: 2, reason: 299 } }))
    await reception.close()
    const transfer = reception.transfer()
    if (transfer === null) throw new Error('an offer makes a transfer')
    return transfer
  }
  /** The bank says that it has nothing more. */
  const drain = (inbox = '/inbox') =>
    ledger.recordPoll({
      ...{
        inbox,
        bank: 'bank',
        virtualFile: 'RELEVES',
        message: saying('x'),
        sentence: 'x.',
        slotMs: null,
      },
      atMs: systemClock.nowMs() + 1,
      result: 'received',
      files: 1,
      drained: true,
    })
  const repeats = async () =>
    (await ledger.conditions()).find(({ code }) => code === 'BANK-REPEATS') ?? null
  return { ledger, take, drain, repeats, inSpool: () => readdirSync(spool) }
}

interface Taking {
  /**
   * What was heard of it: the line broke in its data, or before the answer to TRANS.END, which was yes or no.
   */
  readonly until?: 'cut' | 'committed' | 'confirmed' | 'denied'
  readonly folder?: string
  readonly given?: readonly string[]
}

async function fill(sink: Sink, offer: Offer, content: string): Promise<void> {
  await sink.offered(offer)
  await sink.write([Buffer.from(content)], content.length)
}

describe('a statement that was received whole and comes again', () => {
  test('under the same key with the same bytes is told to the bank, and not shown', async () => {
    const { take, inSpool } = await openInbox()
    const first = await take(offered(7), 'statement')
    const again = await take(offered(7), 'statement')
    expect(first.state).toBe('confirmed')
    expect(again).toMatchObject({ state: 'archived', sameAs: first.id })
    expect(again.reason).toContain('offered again')
    expect(inSpool()).toEqual([first.id])
  })

  test('under another number and the same date is the same one, and the first one tells of it', async () => {
    const { ledger, take, drain, inSpool } = await openInbox()
    const first = await take(offered(7), 'statement')
    await drain()
    const again = await take(offered(8), 'statement')
    expect(again).toMatchObject({ state: 'archived', sameAs: first.id, code: 'STATEMENT-REPEATED' })
    expect(again.confirmedMs).not.toBeNull()
    expect(inSpool()).toEqual([first.id])
    const told = (await ledger.facts({ transferId: first.id })).at(-1)
    expect(told?.message).toMatchObject({
      code: 'STATEMENT-OFFERED-AGAIN',
      arguments: { transferNumber: 8, id: again.id, because: 'date' },
    })
  })

  test('an empty one of the next day has the same bytes, and is shown and marked', async () => {
    const { take, drain } = await openInbox()
    const first = await take(offered(7), 'no movement')
    await drain()
    const other = await take(offered(8, nextDay), 'no movement')
    expect(other).toMatchObject({ state: 'confirmed', sameAs: first.id, code: 'STATEMENT-EQUAL' })
    expect(other.reason).toContain('under another transfer number and another date')
  })

  test('without a date (PI 51) two equal ones of two numbers are both shown', async () => {
    const { take, drain } = await openInbox()
    await take(offered(7, ''), 'no movement')
    await drain()
    expect(await take(offered(8, ''), 'no movement')).toMatchObject({ state: 'confirmed' })
  })

  test('under another number and date is the same one when the bank never heard that we have it', async () => {
    const { take } = await openInbox()
    const first = await take(offered(7), 'statement', { until: 'committed' })
    const again = await take(offered(8, nextDay), 'statement')
    expect(again).toMatchObject({ state: 'archived', sameAs: first.id })
    expect(again.reason).toContain('had not heard that we have it')
  })

  test('once the bank has heard of the repetition, an equal one of the next day is shown again', async () => {
    const { take, drain } = await openInbox()
    await take(offered(7), 'no movement', { until: 'committed' })
    await take(offered(8, nextDay), 'no movement')
    await drain()
    const next = await take(offered(9, '261126101112'), 'no movement')
    expect(next).toMatchObject({ state: 'confirmed', code: 'STATEMENT-EQUAL' })
  })

  test('what the bank has ceased to offer it counts as given, though its answer was never heard', async () => {
    const { take, drain } = await openInbox()
    await take(offered(7), 'no movement', { until: 'committed' })
    await drain()
    expect(await take(offered(8, nextDay), 'no movement')).toMatchObject({ state: 'confirmed' })
  })

  test('what the bank said no to it may offer again whenever it wants', async () => {
    const { take, drain } = await openInbox()
    const first = await take(offered(7), 'statement', { until: 'denied' })
    await drain()
    const again = await take(offered(8, nextDay), 'statement')
    expect(again).toMatchObject({ state: 'archived', sameAs: first.id })
  })

  test('under another label with the same bytes is another one', async () => {
    const { take } = await openInbox()
    const first = await take(offered(7, nextDay, 'account-1'), 'no movement')
    const other = await take(offered(8, nextDay, 'account-2'), 'no movement')
    expect(other).toMatchObject({ state: 'confirmed', sameAs: first.id })
  })

  test('soon after an ask that broke off or was killed is the same one', async () => {
    const { take } = await openInbox()
    const first = await take(offered(7), 'statement')
    const again = await take(offered(8, nextDay), 'statement')
    expect(again).toMatchObject({ state: 'archived', sameAs: first.id })
  })

  test('within one ask it is a bank that repeats itself: counted, told once, and remembered in the next asks', async () => {
    const { take, drain, repeats } = await openInbox()
    const first = await take(offered(7), 'statement')
    const given = [first.id]
    expect(await take(offered(8, nextDay), 'statement', { given })).toMatchObject({
      state: 'archived',
    })
    await take(offered(9, '261126101112'), 'statement', { given })
    await drain()
    await take(offered(10, '261127101112'), 'statement')
    const condition = await repeats()
    expect(condition?.message).toMatchObject({
      arguments: { count: 3, statement: { id: first.id } },
    })
    expect(condition?.sentence).toMatch(/The fault is on the side of bank/)
  })

  test('its story tells of no more than the first repetitions', async () => {
    const { ledger, take } = await openInbox()
    const first = await take(offered(7), 'statement')
    for (let number = 8; number < 35; number += 1)
      await take(offered(number, nextDay), 'statement', { given: [first.id] })
    const facts = await ledger.facts({ transferId: first.id })
    expect(facts.filter(({ event }) => event === 'offered-again')).toHaveLength(20)
  })

  test('after it was damaged on our disk it is shown', async () => {
    const { ledger, take } = await openInbox()
    const first = await take(offered(7), 'statement')
    await ledger.note(`received:${first.id}`, withCode('FILE-DAMAGED', 'It is damaged.'))
    expect(await take(offered(7), 'statement')).toMatchObject({ state: 'confirmed' })
  })

  test('on two lines at once it is shown by one of them', async () => {
    const { take } = await openInbox()
    const both = await Promise.all([
      take(offered(7), 'statement', { folder: '/inbox', until: 'committed' }),
      take(offered(8, nextDay), 'statement', { folder: '/other', until: 'committed' }),
    ])
    expect(both.map(({ state }) => state).sort()).toEqual(['archived', 'committed'])
  })

  test('under the same number of another day with other bytes is a statement like any other', async () => {
    const { take } = await openInbox()
    await take(offered(7), 'statement')
    const other = await take(offered(7, '261125101112'), 'the next one')
    expect(other).toMatchObject({ state: 'confirmed', sameAs: null, reason: '' })
  })

  test('under the same key with other bytes is shown as another version, and said so', async () => {
    const { take } = await openInbox()
    const first = await take(offered(7), 'statement')
    const version = await take(offered(7), 'corrected')
    expect(version).toMatchObject({ state: 'confirmed', sameAs: first.id })
    expect(version.reason).toContain('another version')
  })

  test('is known again though its bytes came under another number since, and its number with other bytes', async () => {
    const { take } = await openInbox()
    const first = await take(offered(7), 'statement')
    await take(offered(8), 'statement')
    await take(offered(7), 'corrected')
    expect(await take(offered(7), 'statement')).toMatchObject({
      state: 'archived',
      sameAs: first.id,
    })
  })
})

test('one that was left unfinished goes on in its own row, from the start', async () => {
  const { ledger, take } = await openInbox()
  const cut = await take(offered(7), 'state', { until: 'cut' })
  const whole = await take(offered(7), 'statement')
  expect(whole.id).toBe(cut.id)
  expect(await ledger.list({ limit: 10 })).toHaveLength(1)
})
