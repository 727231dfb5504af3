// The guard against sending twice: what is about to go is compared and moved in one transaction.

import { describe, expect, test } from 'vitest'
import type { OutboundState } from '../../src/journey/moves/outbound.ts'
import type { TransferEvent } from '../../src/journey/moves/next-state.ts'
import type { PaymentsIdentity } from '../../src/journey/payments.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import type { NewTransfer } from '../../src/journey/new-transfer.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { present } from '../../src/lib/assert.ts'
import { drive, newTransfer, paymentsOf } from '../helpers/new-transfer.ts'
import type { Begin } from './ledger.ts'
import { saying, withCode, reasonWith } from '../helpers/messages.ts'

const dayMs = 24 * 60 * 60 * 1000
const paid = paymentsOf('PAIE-11')

interface Wanted {
  readonly born?: Partial<NewTransfer>
  readonly sha256?: string
  readonly payments?: PaymentsIdentity | null
}

let files = 0
const otherBytes = () => String((files += 1)).padStart(64, 'b')

async function sealed(
  ledger: Ledger,
  { born = {}, sha256 = otherBytes(), payments = paid }: Wanted = {},
) {
  const one = newTransfer(born)
  await ledger.record([one])
  return drive(ledger, one.id, ['sealed'], { sha256, payments })
}

const goes = { event: 'check-passed', sentence: saying('Complete.'), onTwin: 'hold' } as const

async function arrives(ledger: Ledger, wanted: Wanted = {}): Promise<Transfer> {
  const { id, version } = await sealed(ledger, wanted)
  const outcome = await ledger.admit({ id, version, ...goes })
  if (outcome.kind !== 'moved') throw new Error(outcome.kind)
  return outcome.transfer
}

async function ordered(
  ledger: Ledger,
  { id, version }: Transfer,
  { event, again }: { readonly event: TransferEvent; readonly again?: string },
) {
  const named = again === undefined ? {} : { again }
  return ledger.admit({
    id,
    version,
    event,
    sentence: saying('Ordered.'),
    onTwin: 'refuse',
    ...named,
  })
}

const sending = ['check-passed', 'attempt-started'] as const
const sent = [...sending, 'finishing', 'bank-acknowledged'] as const

/** How a sealed file comes to stand where it stands. */
const ways: readonly (readonly [OutboundState, string, readonly TransferEvent[]])[] = [
  ['sealed', '', []],
  ['rejected', 'WRONG-FOLDER', ['check-failed']],
  ['held', 'FIRST-START', ['held']],
  ['held', 'FILE-CHANGED', ['held']],
  ['held', 'LEDGER-LOST', ['held']],
  ['held', 'HELD-BY-PERSON', ['check-passed', 'held']],
  ['held', 'DUPLICATE', ['held']],
  ['queued', '', ['check-passed']],
  ['waiting', '', [...sending, 'cut']],
  ['sending', '', [...sending]],
  ['finishing', '', [...sending, 'finishing']],
  ['in-doubt', '', [...sending, 'finishing', 'cut']],
  ['sent', '', [...sent]],
  ['archived', '', [...sent, 'archived']],
  ['failed', '', [...sending, 'bank-refused']],
  ['cancelled', '', ['cancelled']],
  ['replaced', 'REPLACED', ['check-failed', 'replaced']],
]

const places = ways.map((way) => [`${way[0]} ${way[1]}`.trim(), way] as const)

/** Who has a file that is there no more, or was never let go, may send it again. */
const harmless = [
  'replaced REPLACED',
  'sealed',
  'rejected WRONG-FOLDER',
  'held DUPLICATE',
  'failed',
  'cancelled',
]

async function standing(
  ledger: Ledger,
  [, code, events]: (typeof ways)[number],
  wanted: Wanted = {},
) {
  const { id } = await sealed(ledger, wanted)
  return events.length === 0 ? null : drive(ledger, id, events, { reason: reasonWith(code) })
}

/** What may let a file go, and how it came there. */
const orders = [
  ['released', ['held'], 'FIRST-START'],
  ['released', ['check-failed'], 'AMOUNT'],
  ['released', ['held'], 'DUPLICATE'],
  ['retried', [...sending, 'bank-refused'], ''],
  ['resend-ordered', [...sending, 'finishing', 'cut'], ''],
] as const

export function admittingContract(begin: Begin): void {
  describe('a file that arrives', () => {
    test.each(places)('beside the same payments %s', async (where, way) => {
      const { ledger } = await begin()
      const elder = await standing(ledger, way)
      const { state, sameAs, code } = await arrives(ledger)
      if (harmless.includes(where)) return expect(state).toBe('queued')
      expect({ state, sameAs, code }).toEqual({
        state: 'held',
        sameAs: elder?.id,
        code: 'DUPLICATE',
      })
    })

    test('with the same bytes is held, even if no payments were read in it', async () => {
      const { ledger } = await begin()
      const same = { sha256: 'aa', payments: null }
      const elder = await arrives(ledger, same)
      expect(await arrives(ledger, same)).toMatchObject({ state: 'held', sameAs: elder.id })
    })

    test.each([
      ['another bank', { bank: 'other' }],
      ['another virtual file', { virtualFile: 'PRELEVEMENTS' }],
      ['another outbox', { folder: '/elsewhere' }],
      ['the API', { folder: '', look: '', uploadName: 'paie.xml' }],
    ])('over %s is the same file all the same', async (_way, born) => {
      const { ledger } = await begin()
      const [bytes, payments] = [{ sha256: 'aa', payments: null }, {}]
      for (const same of [bytes, payments]) {
        const elder = await arrives(ledger, same)
        expect(await arrives(ledger, { ...same, born })).toMatchObject({
          state: 'held',
          code: 'DUPLICATE',
          sameAs: elder.id,
        })
      }
    })

    test('for a test bank is never compared with one for a production bank', async () => {
      const { ledger } = await begin()
      const test = { environment: 'test' } as const
      expect((await arrives(ledger, { born: test })).environment).toBe('test')
      expect(await arrives(ledger)).toMatchObject({ state: 'queued', environment: 'production' })
      expect((await arrives(ledger, { born: test })).state).toBe('held')
    })

    test('keeps the findings, whatever becomes of it', async () => {
      const { ledger } = await begin()
      await arrives(ledger)
      const { id, version } = await sealed(ledger, { payments: null })
      const patch = { payments: paid, summary: 'pain.001' }
      await ledger.admit({ id, version, ...goes, patch })
      expect(await ledger.find(id)).toMatchObject({
        state: 'held',
        payments: paid,
        summary: 'pain.001',
      })
    })

    test('names the number and the sum of the payments of the other file, and when it came', async () => {
      const { ledger, clock } = await begin()
      const elder = await arrives(ledger, { born: { name: 'paie-11.xml' } })
      const { message, reason } = await arrives(ledger, { born: { name: 'again.xml' } })
      expect(message).toMatchObject({
        code: 'DUPLICATE',
        arguments: {
          name: 'again.xml',
          same: 'payments',
          twin: { id: elder.id, takenMs: clock.nowMs(), count: 1, total: '10.00 EUR' },
        },
      })
      expect(reason).toContain('paie-11.xml (1 payment, 10.00 EUR)')
    })

    test('of many at once, exactly one is queued and the others name it', async () => {
      const { ledger } = await begin()
      const all = await Promise.all(Array.from({ length: 20 }, () => sealed(ledger)))
      const outcomes = await Promise.all(
        all.map(({ id, version }) => ledger.admit({ id, version, ...goes })),
      )
      const moved = outcomes.map((one) => (one.kind === 'moved' ? one.transfer : null))
      const [first, ...others] = moved.filter((one) => one?.state === 'queued')
      expect(others).toEqual([])
      expect(moved.filter((one) => one?.sameAs === first?.id)).toHaveLength(19)
    })

    test('does not find itself when it is judged again after a restart', async () => {
      const { ledger, place } = await begin()
      const { id, version } = await sealed(ledger, { sha256: 'aa' })
      await ledger.close()
      const again = await place.open()
      const outcome = await again.admit({ id, version, ...goes })
      expect(outcome).toMatchObject({ kind: 'moved', transfer: { state: 'queued' } })
      expect(await again.findTwin(id)).toBeNull()
    })

    test('that was moved meanwhile, or has no such move, is left unchanged', async () => {
      const { ledger } = await begin()
      const { id, version } = await sealed(ledger)
      expect(await ledger.admit({ id, version: version - 1, ...goes })).toMatchObject({
        kind: 'stale',
      })
      const wrong = { ...goes, event: 'retried' } as const
      expect(await ledger.admit({ id, version, ...wrong })).toMatchObject({ kind: 'refused' })
      const nobody = '00000000-0000-7000-8000-000000000000'
      expect(await ledger.admit({ id: nobody, version, ...goes })).toEqual({ kind: 'unknown' })
    })

    test('is compared with the files of the last 400 days, and with older unfinished ones', async () => {
      const { ledger, clock } = await begin()
      await drive(ledger, (await sealed(ledger)).id, [...sent])
      clock.jump(400 * dayMs)
      expect((await arrives(ledger)).state).toBe('held')
      clock.jump(1)
      const late = await arrives(ledger)
      expect(late.state).toBe('queued')
      clock.jump(500 * dayMs)
      expect(await arrives(ledger)).toMatchObject({ state: 'held', sameAs: late.id })
    })
  })

  describe('payments that depend on dates', () => {
    const dated = (dates: string) => ({ payments: { ...paid, dates, referenceKeys: [] } })

    test.each([
      ['2027-02-01', '2027-02-01', 100, true],
      ['2027-02-01', '2027-03-01', 0, false],
      ['', '', 20, true],
      ['', '', 21, false],
      ['2027-02-01', '', 20, true],
      ['2027-02-01', '', 21, false],
      ['', '2027-02-01', 20, true],
      ['', '2027-02-01', 21, false],
    ])('“%s”, then “%s” %i days later: the same is %j', async (first, second, days, isSame) => {
      const { ledger, clock } = await begin()
      await arrives(ledger, dated(first))
      clock.jump(days * dayMs)
      expect((await arrives(ledger, dated(second))).state === 'held').toBe(isSame)
    })
  })

  describe('the same reference', () => {
    const corrected = paymentsOf('PAIE-11', { total: '12.00', count: 2 })

    test('with other payments is held, and the sentence says what differs', async () => {
      const { ledger } = await begin()
      const elder = await arrives(ledger)
      const held = await arrives(ledger, { payments: corrected })
      expect(held).toMatchObject({
        state: 'held',
        code: 'SAME-REFERENCE',
        sameAs: elder.id,
        message: { arguments: { differs: ['count', 'total'], reference: 'PAIE-11' } },
      })
      expect(held.reason).toMatch(/count and total differ: this one orders 2 payments, 12.00 EUR/)
    })

    test('of another account is another reference', async () => {
      const { ledger } = await begin()
      await arrives(ledger)
      const accounts = ['DE89370400440532013000']
      expect((await arrives(ledger, { payments: paymentsOf('PAIE-11', { accounts }) })).state).toBe(
        'queued',
      )
    })

    test('of a file that was never sent stops nothing', async () => {
      const { ledger } = await begin()
      await drive(ledger, (await sealed(ledger)).id, ['check-failed'])
      expect((await arrives(ledger, { payments: corrected })).state).toBe('queued')
    })

    test('that says little lets the file through with a fact that says so, and stops no command', async () => {
      const { ledger } = await begin()
      await arrives(ledger)
      const weak = { ...corrected, referenceStrength: 'weak' } as const
      const gone = await arrives(ledger, { payments: weak })
      expect(gone).toMatchObject({ state: 'queued', code: '', sameAs: null })
      const last = (await ledger.facts({ transferId: gone.id })).at(-1)
      expect(last?.message?.code).toBe('REFERENCE-SEEN')
      expect(await ledger.findTwin(gone.id)).toBeNull()
    })

    test('stops a release until the other file is named', async () => {
      const { ledger } = await begin()
      const elder = await arrives(ledger)
      const held = await arrives(ledger, { payments: corrected })
      const refused = await ordered(ledger, held, { event: 'released' })
      expect(refused).toMatchObject({
        kind: 'twin',
        twin: { same: 'reference', transfer: { id: elder.id } },
      })
      const outcome = await ordered(ledger, held, { event: 'released', again: elder.id })
      expect(outcome.kind).toBe('moved')
    })
  })

  describe('a file that a person releases', () => {
    describe.each(orders)('by %s, from %j %s', (event, events, code) => {
      test.each(places)('beside the same payments %s', async (where, way) => {
        const { ledger } = await begin()
        const { id } = await sealed(ledger)
        await drive(ledger, id, [...events], { reason: reasonWith(code) })
        const other = await standing(ledger, way)
        // What was acknowledged has replaced it, where it could.
        const now = present(await ledger.find(id), 'it was recorded')
        if (now.state === 'replaced' && event === 'retried')
          return expect((await ordered(ledger, now, { event })).kind).toBe('refused')
        const outcome = await ordered(ledger, now, { event })
        if (harmless.includes(where)) return expect(outcome.kind).toBe('moved')
        expect(outcome).toMatchObject({
          kind: 'twin',
          transfer: { id },
          twin: { same: 'payments', transfer: { id: other?.id } },
        })
        expect(await ledger.find(id)).toEqual(now)
        expect((await ledger.findTwin(id))?.transfer.id).toBe(other?.id)
        const again = { event, again: other?.id ?? '' }
        expect((await ordered(ledger, now, again)).kind).toBe('moved')
      })
    })

    test('is not stopped by a file that is held because of it', async () => {
      const { ledger } = await begin()
      const own = await drive(ledger, (await sealed(ledger)).id, ['held'], {
        reason: withCode('FIRST-START'),
      })
      expect(await arrives(ledger)).toMatchObject({ state: 'held', sameAs: own.id })
      const other = paymentsOf('PAIE-11', { total: '1.00' })
      expect(await arrives(ledger, { payments: other })).toMatchObject({ code: 'SAME-REFERENCE' })
      expect((await ordered(ledger, own, { event: 'released' })).kind).toBe('moved')
    })

    test('needs the name of the last released file, which covers the earlier ones', async () => {
      const { ledger } = await begin()
      const first = await arrives(ledger)
      const [second, third] = [await arrives(ledger), await arrives(ledger)]
      const namesFirst = { event: 'released', again: first.id } as const
      expect((await ordered(ledger, second, namesFirst)).kind).toBe('moved')
      const refused = await ordered(ledger, third, namesFirst)
      expect(refused).toMatchObject({ kind: 'twin', twin: { transfer: { id: second.id } } })
      const namesSecond = { event: 'released', again: second.id } as const
      expect((await ordered(ledger, third, namesSecond)).kind).toBe('moved')
    })

    test('of two at once that name the same file, exactly one is queued', async () => {
      const { ledger } = await begin()
      const first = await arrives(ledger)
      const held = [await arrives(ledger), await arrives(ledger)]
      const outcomes = await Promise.all(
        held.map((one) => ordered(ledger, one, { event: 'released', again: first.id })),
      )
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['moved', 'twin'])
    })
  })

  describe('an acknowledged file', () => {
    const corrected = paymentsOf('PAIE-11', { total: '12.00' })
    const standsFirst = async (ledger: Ledger, events: readonly TransferEvent[], code = '') =>
      drive(ledger, (await sealed(ledger)).id, events, {
        reason: code === '' ? saying('why') : withCode(code, 'why'),
      })
    const isPaid = async (ledger: Ledger, payments = paid) =>
      drive(ledger, (await sealed(ledger, { payments })).id, [...sent], { confirmedMs: 1 })

    test.each([
      ['rejected', ['check-failed'], 'COUNT'],
      ['rejected', ['check-failed'], 'WRONG-FOLDER'],
      ['failed', [...sending, 'bank-refused'], 'PESIT-2-226'],
      ['held', ['held'], 'FIRST-START'],
      ['held', ['check-passed', 'held'], 'HELD-BY-PERSON'],
      ['held', ['held'], 'SAME-REFERENCE'],
    ] as const)(
      'closes an elder one with its payments that is %s',
      async (_state, events, code) => {
        const { ledger } = await begin()
        const elder = await standsFirst(ledger, events, code)
        const by = await isPaid(ledger)
        const closed = await ledger.find(elder.id)
        expect(closed).toMatchObject({ state: 'replaced', code: 'REPLACED', sameAs: by.id })
        expect(closed?.reason).toContain(by.id)
        expect((await ledger.facts({ transferId: elder.id })).at(-1)).toMatchObject({
          event: 'replaced',
          to: 'replaced',
          message: { code: 'REPLACED', arguments: { was: code } },
        })
      },
    )

    test('also closes the older one when a person says that the bank has the file', async () => {
      const { ledger } = await begin()
      const elder = await standsFirst(ledger, ['check-failed'])
      const { id } = await sealed(ledger)
      await drive(ledger, id, [...sending, 'finishing', 'cut'])
      expect((await ledger.find(elder.id))?.state).toBe('rejected')
      await drive(ledger, id, ['confirmed-received'])
      expect((await ledger.find(elder.id))?.state).toBe('replaced')
    })

    test.each([
      ['a duplicate', ['held'], 'DUPLICATE'],
      ['found beside a lost ledger', ['held'], 'LEDGER-LOST'],
      ['of a restored data folder', ['held'], 'RESTORED'],
      ['found damaged at start', ['held'], 'RECOVERY'],
      ['in doubt', [...sending, 'finishing', 'cut'], ''],
      ['waiting for its turn', ['check-passed'], ''],
    ] as const)('leaves what a person must decide: one that is %s', async (_what, events, code) => {
      const { ledger } = await begin()
      const elder = await standsFirst(ledger, events, code)
      await isPaid(ledger)
      expect(await ledger.find(elder.id)).toEqual(elder)
    })

    test('leaves younger files, other environments and other accounts', async () => {
      const { ledger } = await begin()
      const elsewhere = await sealed(ledger, { born: { environment: 'test' } })
      const accounts = ['DE89370400440532013000']
      const stranger = await sealed(ledger, { payments: paymentsOf('PAIE-11', { accounts }) })
      const by = await sealed(ledger)
      const younger = await sealed(ledger)
      for (const { id } of [elsewhere, stranger, younger]) await drive(ledger, id, ['check-failed'])
      await drive(ledger, by.id, [...sent])
      for (const { id } of [elsewhere, stranger, younger])
        expect((await ledger.find(id))?.state).toBe('rejected')
    })

    test('with only the message id in common asks a person and closes nothing', async () => {
      const { ledger } = await begin()
      const elder = await standsFirst(ledger, ['check-failed'], 'COUNT')
      const by = await isPaid(ledger, corrected)
      expect(await ledger.find(elder.id)).toMatchObject({
        state: 'rejected',
        code: 'COUNT',
        reason: 'why',
        sameAs: by.id,
      })
      const last = (await ledger.facts({ transferId: elder.id })).at(-1)
      expect(last).toMatchObject({ event: 'linked', message: { code: 'REPLACED-PERHAPS' } })
      expect(last?.sentence).toMatch(/If .* corrects .*, cancel this one/)
      expect(
        await ordered(ledger, (await ledger.find(elder.id)) ?? elder, { event: 'released' }),
      ).toMatchObject({
        kind: 'twin',
        twin: { same: 'reference', transfer: { id: by.id } },
      })
    })

    test('a file that it replaced is sent only when it is named', async () => {
      const { ledger } = await begin()
      const { id } = await standsFirst(ledger, ['check-failed'])
      const by = await isPaid(ledger)
      const replaced = (await ledger.find(id)) ?? by
      expect((await ordered(ledger, replaced, { event: 'released' })).kind).toBe('twin')
      const again = { event: 'released', again: by.id } as const
      expect((await ordered(ledger, replaced, again)).kind).toBe('moved')
    })
  })

  describe('payments that were not read at first', () => {
    test('are stored later, once, and compared from then on', async () => {
      const { ledger } = await begin()
      const born = newTransfer({ state: 'in-doubt', sha256: 'aa', reason: withCode('LEDGER-LOST') })
      await ledger.record([born])
      expect(await ledger.find(born.id)).toMatchObject({ paymentsRead: false, payments: null })
      await ledger.keepPayments(born.id, paid)
      await ledger.keepPayments(born.id, null)
      expect(await ledger.find(born.id)).toMatchObject({ paymentsRead: true, payments: paid })
      expect(await arrives(ledger)).toMatchObject({ state: 'held', sameAs: born.id })
    })
  })
}
