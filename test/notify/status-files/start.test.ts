// Status files beside the data, with real folders and a real ledger.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Ledger } from '../../../src/ledger/ledger.ts'
import { openLedger } from '../../../src/ledger/open.ts'
import { silentLog } from '../../../src/lib/log.ts'
import { createNames } from '../../../src/notify/status-files/names.ts'
import { type StatusFiles, startStatusFiles } from '../../../src/notify/status-files/start.ts'
import { localShare } from '../../../src/share/local.ts'
import { whyNeverTaken } from '../../../src/share/never-taken.ts'
import { namesFor } from '../../../src/share/verbs/status-file.ts'
import { statusEndings } from '../../../src/share/status-endings.ts'
import { fakeClock } from '../../helpers/fake-clock.ts'
import { drive, newTransfer } from '../../helpers/new-transfer.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'
import { saying, withCode } from '../../helpers/messages.ts'

async function given() {
  const folder = tempFolder()
  const outbox = join(folder, 'out')
  mkdirSync(outbox)
  const clock = fakeClock()
  const ledger = await openLedger({ folder: join(folder, 'data'), clock })
  let running: StatusFiles | null = null
  const start = async () => {
    await running?.stop()
    running = startStatusFiles(
      { ledger, clock, log: silentLog, share: localShare(), names: createNames() },
      { outbox, folder: outbox, zone: 'Europe/Paris' },
    )
    await vi.waitFor(async () => expect(await ledger.cursor(`beside:${outbox}`)).not.toBeNull())
  }
  onTestFinished(async () => {
    await running?.stop()
    await ledger.close()
  })
  await start()
  const names = () => readdirSync(outbox).filter((name) => name !== '.pesit-drop')
  return {
    ledger,
    outbox,
    clock,
    start,
    stop: async () => running?.stop(),
    async born(name = 'paie.xml') {
      const one = newTransfer({ folder: outbox, name })
      await ledger.record([one])
      return one.id
    },
    async until(...expected: string[]) {
      await vi.waitFor(
        () => {
          running?.ring()
          expect(names().sort()).toEqual([...expected].sort())
        },
        { interval: 10 },
      )
    },
    says: (name: string, about: object, words: string) =>
      vi.waitFor(
        () => {
          running?.ring()
          const told = JSON.parse(readFileSync(join(outbox, name), 'utf8')) as { sentence: string }
          expect(told).toMatchObject(about)
          expect(told.sentence).toContain(words)
        },
        { interval: 10 },
      ),
    read: (name: string) =>
      JSON.parse(readFileSync(join(outbox, name), 'utf8')) as Record<string, string>,
  }
}
const toSent = ['attempt-started', 'finishing', 'bank-acknowledged'] as const
const confirmed = (ledger: Ledger, id: string) =>
  drive(ledger, id, toSent, { confirmedMs: Date.UTC(2026, 10, 24, 9, 43) })

describe('a status file', () => {
  test('says that the file was received, in words and for programs', async () => {
    const { ledger, born, until, read } = await given()
    const id = await born()
    await drive(ledger, id, ['sealed', 'check-passed'])
    await confirmed(ledger, id)
    await until('paie.xml.sent')
    expect(read('paie.xml.sent')).toMatchObject({
      state: 'sent',
      id,
      name: 'paie.xml',
      bank: 'bnp',
      at: '2026-11-24T09:43:00.000Z',
      sentence: 'Received by bnp on 2026-11-24 10:43:00 +01:00.',
    })
  })

  test('is replaced when the state changes: held, released, sent', async () => {
    const { ledger, born, until, read } = await given()
    const id = await born()
    await drive(ledger, id, ['sealed', 'held'], {
      reason: withCode('DUPLICATE', 'Same as another.'),
    })
    await until('paie.xml.held')
    expect(read('paie.xml.held')).toMatchObject({ state: 'held', code: 'DUPLICATE' })
    expect(read('paie.xml.held')['sentence']).toContain('Same as another.')
    await drive(ledger, id, ['released'])
    await until('paie.xml.waiting')
    await confirmed(ledger, id)
    await until('paie.xml.sent')
  })

  test.each([
    ['failed', ['sealed', 'check-passed', 'attempt-started', 'bank-refused']],
    ['rejected', ['sealed', 'check-failed']],
    ['in-doubt', ['sealed', 'check-passed', 'attempt-started', 'finishing', 'cut']],
    ['cancelled', ['cancelled']],
  ] as const)('is there for what is %s', async (ending, events) => {
    const { ledger, born, until, read } = await given()
    const id = await born()
    await drive(ledger, id, events)
    await until(`paie.xml.${ending}`)
    expect(read(`paie.xml.${ending}`)).toMatchObject({ state: ending, id })
  })

  test('of a file in doubt says why, and blames no connection that did not break', async () => {
    const { ledger, born, until, read } = await given()
    const id = await born()
    const why = 'bnp answered 2-231 after the end.'
    const events = ['sealed', 'check-passed', 'attempt-started', 'finishing', 'cut'] as const
    await drive(ledger, id, events, { reason: withCode('PESIT-2-231', why) })
    await until('paie.xml.in-doubt')
    expect(read('paie.xml.in-doubt')).toMatchObject({ code: 'PESIT-2-231' })
    expect(read('paie.xml.in-doubt')['sentence']).toContain(why)
    expect(read('paie.xml.in-doubt')['sentence']).not.toContain('line broke')
  })

  test('that was taken away does not come back when its file is archived', async () => {
    const { ledger, outbox, born, until } = await given()
    const id = await born()
    await drive(ledger, id, ['sealed', 'check-passed'])
    await confirmed(ledger, id)
    await until('paie.xml.sent')
    rmSync(join(outbox, 'paie.xml.sent'))
    await drive(ledger, id, ['archived'])
    await drive(ledger, await born('next.xml'), ['cancelled'])
    await until('next.xml.cancelled')
  })

  test('exists while the file is being sent, and says how far it came', async () => {
    const { ledger, clock, born, until, says } = await given()
    const id = await born()
    await until('paie.xml.waiting')
    await says('paie.xml.waiting', { id, state: 'claimed', bank: 'bnp' }, 'not sent to bnp yet')
    await drive(ledger, id, ['sealed', 'check-passed'])
    await says('paie.xml.waiting', { id, state: 'queued' }, 'Ready to be sent')
    await drive(ledger, id, ['attempt-started'])
    await says('paie.xml.waiting', { id, state: 'sending' }, 'has not confirmed it')
    const reason = 'The line broke.'
    await drive(ledger, id, ['cut'], { reason: saying(reason), dueMs: clock.nowMs() + 60_000 })
    await says('paie.xml.waiting', { id, state: 'waiting' }, reason)
    await until('paie.xml.waiting')
    await confirmed(ledger, id)
    await until('paie.xml.sent')
  })

  test('of the newest transfer has the plain name; that of an older transfer that waits for a person has its id', async () => {
    const { ledger, born, until, read } = await given()
    const first = await born()
    await drive(ledger, first, ['sealed', 'held'])
    await until('paie.xml.held')
    const second = await born()
    await until('paie.xml.waiting', `paie.xml~${first}.held`)
    await drive(ledger, second, ['sealed', 'held'])
    await until('paie.xml.held', `paie.xml~${first}.held`)
    expect(read('paie.xml.held')['id']).toBe(second)
    await drive(ledger, first, ['released'])
    await until('paie.xml.held', `paie.xml~${first}.waiting`)
    await confirmed(ledger, first)
    await until('paie.xml.held', `paie.xml~${first}.sent`)
    await drive(ledger, second, ['cancelled'])
    await until('paie.xml.cancelled', `paie.xml~${first}.sent`)
    expect(read('paie.xml.cancelled')['id']).toBe(second)
  })

  test('of an earlier finished transfer is removed when the next file of its name arrives', async () => {
    const { ledger, born, until } = await given()
    const first = await born()
    await drive(ledger, first, ['sealed', 'check-passed'])
    await confirmed(ledger, first)
    await until('paie.xml.sent')
    await born()
    await until('paie.xml.waiting')
  })

  test('never replaces a file that is not ours', async () => {
    const { ledger, outbox, born, until } = await given()
    writeFileSync(join(outbox, 'paie.xml.held'), 'a file of somebody')
    const id = await born()
    await drive(ledger, id, ['sealed', 'held'])
    await until('paie.xml.held', `paie.xml~${id}.held`)
    expect(readFileSync(join(outbox, 'paie.xml.held'), 'utf8')).toBe('a file of somebody')
    await drive(ledger, id, ['cancelled'])
    await until('paie.xml.held', 'paie.xml.cancelled')
  })

  test('shows after a start what happened while the station did not run, as it is by then', async () => {
    const { ledger, born, until, start, stop } = await given()
    await stop()
    const id = await born()
    await drive(ledger, id, ['sealed', 'held', 'released'])
    await confirmed(ledger, id)
    await start()
    await until('paie.xml.sent')
  })

  test('waits for a missing folder, which is reported, and is written when the folder is back', async () => {
    const { ledger, outbox, clock, born, until } = await given()
    rmSync(outbox, { recursive: true })
    await drive(ledger, await born(), ['cancelled'])
    await vi.waitFor(async () => {
      await clock.advance(30_000)
      expect(await ledger.conditions()).toMatchObject([
        { subject: `beside:${outbox}`, code: 'FOLDER-MISSING' },
      ])
    })
    mkdirSync(outbox)
    await clock.advance(5_000)
    await until('paie.xml.cancelled')
    await vi.waitFor(async () => expect(await ledger.conditions()).toEqual([]))
  })

  test('is not written for files of other folders or files that came through the API', async () => {
    const { ledger, outbox, born, until } = await given()
    const elsewhere = newTransfer({ folder: '/other' })
    const uploaded = newTransfer({ folder: outbox, look: '' })
    await ledger.record([elsewhere, uploaded])
    for (const { id } of [elsewhere, uploaded]) await drive(ledger, id, ['cancelled'])
    await drive(ledger, await born('own.xml'), ['cancelled'])
    await until('own.xml.cancelled')
  })
})

describe('names', () => {
  test('that are too long are cut and contain the id of the transfer', () => {
    const name = `${'é'.repeat(125)}.xml`
    const [only, ...others] = namesFor(name, '0193-id', 'held')
    expect(others).toEqual([])
    expect(only).toMatch(/^é+~0193-id\.held$/)
    expect(Buffer.byteLength(only ?? '')).toBeLessThanOrEqual(255)
  })

  test.each(statusEndings)('ending in .%s are never taken as payments', (ending) => {
    expect(whyNeverTaken(`paie.xml.${ending}`)).not.toBeNull()
  })
})
