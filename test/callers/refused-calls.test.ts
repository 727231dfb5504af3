// What our listener refused: told at once, counted, never a flood, and gone when it is over.

import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  createRefusals,
  forgetRefusals,
  type RefusedCall,
} from '../../src/callers/refused-calls.ts'
import type { Condition } from '../../src/ledger/contract/conditions.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { catalogue } from '../../src/wording/catalogue.ts'
import type { CallFault } from '../../src/wording/catalogue/bank/callers.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { keptLog } from '../helpers/kept-log.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { withCode } from '../helpers/messages.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const ofBank = (why: CallFault, more: Partial<RefusedCall> = {}): RefusedCall =>
  ({
    ...{ bank: 'ma-banque', why, address: '192.0.2.7', said: '', expected: '', isItself: true },
    ...more,
  }) as RefusedCall
const stranger: RefusedCall = { bank: null, why: 'no-pesit', address: '192.0.2.9', said: 'GET /' }

async function begun() {
  const clock = fakeClock()
  const { log, warnings } = keptLog()
  const ledger = await openLedger({ folder: tempFolder(), clock, mount: null })
  onTestFinished(() => ledger.close())
  const start = () => createRefusals({ ledger, clock, log, zone: 'UTC' })
  const refusals = await start()
  onTestFinished(() => refusals.stop())
  const noted = (): Promise<readonly Condition[]> => ledger.conditions()
  return { clock, warnings, ledger, refusals, noted, start }
}

test.each<[CallFault, 'BANK-CALL-REFUSED', string, string]>([
  ['password', 'BANK-CALL-REFUSED', 'its password (PI 5)', 'read anew at each call'],
  ['partner', 'BANK-CALL-REFUSED', 'for ma-banque we are NOUS', 'call us NOUS'],
  ['certificate', 'BANK-CALL-REFUSED', 'the certificate', 'fingerprint'],
  ['address', 'BANK-CALL-REFUSED', 'its address', 'from which addresses it calls'],
  ['tls', 'BANK-CALL-REFUSED', 'TLS could not be agreed (no shared cipher)', 'listen.tls'],
  ['file', 'BANK-CALL-REFUSED', 'only messages are taken here', 'until we fetch them'],
  ['protocol', 'BANK-CALL-REFUSED', 'no good PeSIT E', 'listen.trace'],
])(
  'a bank that is refused for its %s is told of, with what to do',
  async (why, code, what, step) => {
    const { refusals, noted, warnings } = await begun()
    const words: Partial<Record<CallFault, string>> = {
      ...{ tls: 'no shared cipher', partner: 'AUTRE', file: 'send a file (F)' },
    }
    refusals.refused(
      ofBank(why, { said: words[why] ?? '', expected: why === 'partner' ? 'NOUS' : '' }),
    )
    await vi.waitFor(async () => expect(await noted()).toHaveLength(1))
    const [condition] = await noted()
    expect(condition).toMatchObject({ subject: `calls:${why}:ma-banque`, code })
    for (const part of [what, step, 'from 192.0.2.7', 'ma-banque'])
      expect(condition?.sentence).toContain(part)
    expect(warnings).toEqual([condition?.sentence])
    expect(catalogue[code].severity).toBe('error')
  },
)

test('a caller that gave only the name of a bank causes a warning that ends by itself', async () => {
  const { refusals, noted } = await begun()
  refusals.refused(ofBank('password', { isItself: false }))
  await vi.waitFor(async () =>
    expect(await noted()).toMatchObject([{ code: 'BANK-CALL-UNPROVED' }]),
  )
  expect(catalogue['BANK-CALL-UNPROVED']).toMatchObject({ severity: 'warning', heals: true })
})

describe('a flood', () => {
  test('of thousands of calls is one condition and one line a minute, and the count is complete', async () => {
    const { clock, refusals, noted, warnings } = await begun()
    for (let nth = 0; nth < 5_000; nth += 1)
      refusals.refused({ ...stranger, address: `192.0.2.${nth % 250}` })
    expect(warnings).toHaveLength(1)
    await clock.advance(minuteMs)
    await vi.waitFor(async () =>
      expect((await noted())[0]?.message?.arguments).toMatchObject({ times: 5_000 }),
    )
    expect(await noted()).toHaveLength(1)
    expect(warnings).toHaveLength(2)
    expect(warnings[1]).toContain('(5000 times)')
    expect(warnings[1]).toContain('from 192.0.2.249')
  })

  test('of odd texts leaves neither invisible characters nor long texts', async () => {
    const { refusals, noted } = await begun()
    refusals.refused({ ...stranger, said: `\u001b[31m${'x'.repeat(10_000)}` })
    await vi.waitFor(async () => expect(await noted()).toHaveLength(1))
    const sentence = (await noted())[0]?.sentence ?? ''
    expect(sentence).not.toContain('\u001b')
    expect(sentence.length).toBeLessThan(700)
  })
})

describe('a condition about refused calls ends', () => {
  test('when the bank is accepted, if it concerned the identification of the bank', async () => {
    const { refusals, noted } = await begun()
    for (const why of ['password', 'partner', 'file'] as const) refusals.refused(ofBank(why))
    refusals.refused(ofBank('password', { bank: 'autre' } as Partial<RefusedCall>))
    await vi.waitFor(async () => expect(await noted()).toHaveLength(4))
    refusals.accepted('ma-banque')
    await vi.waitFor(async () =>
      expect((await noted()).map(({ subject }) => subject).sort()).toEqual([
        'calls:file:ma-banque',
        'calls:password:autre',
      ]),
    )
  })

  test('after an hour without calls for unknown callers, after a day for a bank, even across a restart', async () => {
    const { clock, refusals, noted, start } = await begun()
    refusals.refused(stranger)
    refusals.refused(ofBank('file'))
    await clock.advance(30 * minuteMs)
    refusals.refused(stranger)
    await clock.advance(31 * minuteMs)
    await vi.waitFor(async () => expect(await noted()).toHaveLength(2))
    await refusals.stop()
    const next = await start()
    onTestFinished(() => next.stop())
    await clock.advance(hourMs)
    await vi.waitFor(async () =>
      expect(await noted()).toMatchObject([{ code: 'BANK-CALL-REFUSED' }]),
    )
    await clock.advance(24 * hourMs)
    await vi.waitFor(async () => expect(await noted()).toEqual([]))
  })

  test('at once when it was noted by a clock that was ahead', async () => {
    const { clock, refusals, noted } = await begun()
    clock.jump(400 * 24 * hourMs)
    refusals.refused(stranger)
    await vi.waitFor(async () => expect(await noted()).toHaveLength(1))
    clock.jump(-400 * 24 * hourMs)
    await clock.advance(minuteMs)
    await vi.waitFor(async () => expect(await noted()).toEqual([]))
  })

  test('when nobody may call any more; conditions of other parts stay', async () => {
    const { refusals, noted, ledger } = await begun()
    await ledger.note('bank:ma-banque', withCode('BANK-UNREACHABLE', 'x'))
    refusals.refused(stranger)
    await vi.waitFor(async () => expect(await noted()).toHaveLength(2))
    await forgetRefusals(ledger)
    expect(await noted()).toMatchObject([{ subject: 'bank:ma-banque' }])
  })

  test('a listener that stops reports nothing about the lines that it cuts', async () => {
    const { refusals, noted, warnings } = await begun()
    await refusals.stop()
    refusals.refused(stranger)
    expect([await noted(), warnings]).toEqual([[], []])
  })
})
