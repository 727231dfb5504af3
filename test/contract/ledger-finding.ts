// Looking things up: lists, the summary, and "have we had this before".

import { describe, expect, test } from 'vitest'
import type { TransferEvent } from '../../src/journey/moves/next-state.ts'
import type { PesitIdentity } from '../../src/journey/transfer.ts'
import type { ListQuery, SameQuery } from '../../src/ledger/contract/transfers.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { newId } from '../../src/lib/id.ts'
import { drive, identity, newStatement, newTransfer, queued } from '../helpers/new-transfer.ts'
import type { Begin } from './ledger.ts'

const toSent = [
  'sealed',
  'check-passed',
  'attempt-started',
  'finishing',
  'bank-acknowledged',
] as const

async function names(ledger: Ledger, query: Omit<ListQuery, 'limit'>): Promise<string[]> {
  return (await ledger.list({ limit: 100, ...query })).map(({ name }) => name)
}

export function findingContract(begin: Begin): void {
  describe('lists', () => {
    test('a list is newest first, or oldest first when asked', async () => {
      const { ledger } = await begin()
      await ledger.record(['a', 'b', 'c'].map((name) => newTransfer({ name })))
      expect(await names(ledger, {})).toEqual(['c', 'b', 'a'])
      expect(await names(ledger, { order: 'newest' })).toEqual(['c', 'b', 'a'])
      expect(await names(ledger, { order: 'oldest' })).toEqual(['a', 'b', 'c'])
    })

    test.each([
      [{ direction: 'in' }, ['statement']],
      [{ direction: 'out' }, ['held', 'late', 'Virement-Été.xml', 'plain']],
      [{ states: ['held'] }, ['held']],
      [{ states: ['held', 'asked'] }, ['held', 'statement']],
      [{ states: [] }, []],
      [{ bank: 'other' }, ['late']],
      [{ virtualFile: 'RELEVES' }, ['statement']],
      [{ folder: '/data/second' }, ['Virement-Été.xml']],
      [{ name: 'ireMENT' }, ['Virement-Été.xml']],
      [{ name: '%' }, []],
      [{ name: '_' }, []],
      [{ bank: 'bnp', direction: 'out', states: ['claimed'], name: 'plain' }, ['plain']],
    ] as const)('a list keeps to %j', async (query, expected) => {
      const { ledger } = await begin()
      const held = newTransfer({ name: 'held' })
      await ledger.record([
        newTransfer({ name: 'plain' }),
        newTransfer({ name: 'Virement-Été.xml', folder: '/data/second' }),
        newTransfer({ name: 'late', bank: 'other' }),
        newStatement({ name: 'statement' }),
        held,
      ])
      await drive(ledger, held.id, ['held'])
      expect(await names(ledger, query)).toEqual(expected)
    })

    test('a list since a time has the transfers created at that time or later', async () => {
      const { ledger, clock } = await begin()
      const bornMs = clock.nowMs()
      await ledger.record([newTransfer({ name: 'before' })])
      clock.jump(10)
      await ledger.record([newTransfer({ name: 'at' })])
      clock.jump(10)
      await ledger.record([newTransfer({ name: 'after' })])
      expect(await names(ledger, { sinceMs: bornMs + 10 })).toEqual(['after', 'at'])
    })

    test('a list of untouched transfers leaves out those that moved at that time or later', async () => {
      const { ledger, clock } = await begin()
      const bornMs = clock.nowMs()
      const moved = newTransfer({ name: 'moved' })
      await ledger.record([moved, newTransfer({ name: 'still' })])
      clock.jump(10)
      await drive(ledger, moved.id, ['sealed'])
      expect(await names(ledger, { updatedBeforeMs: bornMs + 10 })).toEqual(['still'])
      expect(await names(ledger, { updatedBeforeMs: bornMs })).toEqual([])
    })

    test.each(['newest', 'oldest'] as const)(
      'pages %s first leave nothing out, also while transfers are born between them',
      async (order) => {
        const { ledger } = await begin()
        await ledger.record(Array.from({ length: 7 }, (_, at) => newTransfer({ name: `${at}` })))
        const expected = await names(ledger, { order })
        const paged: string[] = []
        for (let after: number | undefined; ; ) {
          const page = await ledger.list({
            order,
            limit: 3,
            states: ['claimed'],
            ...(after === undefined ? {} : { after }),
          })
          paged.push(...page.map(({ name }) => name))
          if (page.length < 3) break
          after = page.at(-1)?.sequence
          if (order === 'newest') await ledger.record([newTransfer({ name: 'born meanwhile' })])
        }
        expect(paged).toEqual(expected)
      },
    )

    test('a list has at most its limit, and a limit below one returns nothing', async () => {
      const { ledger } = await begin()
      await ledger.record([newTransfer(), newTransfer()])
      expect(await ledger.list({ limit: 1 })).toHaveLength(1)
      expect(await ledger.list({ limit: 0 })).toEqual([])
      expect(await ledger.list({ limit: -1 })).toEqual([])
    })
  })

  describe('the summary', () => {
    test('transfers are counted by state, with the oldest and the bytes', async () => {
      const { ledger, clock } = await begin()
      const firstMs = clock.nowMs()
      await queued(ledger, { sizeBytes: 10 })
      clock.jump(1_000)
      await queued(ledger, { sizeBytes: 5 })
      await queued(ledger, { sizeBytes: null, bank: 'other' })
      const where = {
        direction: 'out',
        environment: 'production',
        folder: '/data/outbox',
        virtualFile: 'VIREMENTS',
      }
      expect(await ledger.summary(0)).toEqual([
        { ...where, bank: 'bnp', state: 'queued', count: 2, oldestMs: firstMs, bytes: 15 },
        {
          ...where,
          bank: 'other',
          state: 'queued',
          count: 1,
          oldestMs: firstMs + 1_000,
          bytes: 0,
        },
      ])
    })

    test('finished transfers count only since the requested time; unfinished ones always count', async () => {
      const { ledger, clock } = await begin()
      const ends: TransferEvent[][] = [
        [...toSent, 'archived'],
        ['cancelled'],
        [...toSent],
        ['sealed', 'check-failed'],
        ['sealed', 'check-passed', 'attempt-started', 'bank-refused'],
        ['held'],
      ]
      for (const events of ends) {
        const born = newTransfer()
        await ledger.record([born])
        await drive(ledger, born.id, events)
      }
      const states = async (sinceMs: number) =>
        (await ledger.summary(sinceMs)).map(({ state }) => state).sort()
      const nowMs = clock.nowMs()
      expect(await states(nowMs)).toEqual(
        ['archived', 'cancelled', 'failed', 'held', 'rejected', 'sent'].sort(),
      )
      expect(await states(nowMs + 1)).toEqual(['failed', 'held', 'rejected', 'sent'])
    })
  })

  describe('the same content', () => {
    const sha256 = 'c0ffee'.repeat(10)
    const query = {
      by: 'content',
      sha256,
      bank: 'bnp',
      virtualFile: 'VIREMENTS',
      direction: 'out',
      sinceMs: 0,
      exceptId: newId(),
    } as const

    async function sealed(ledger: Ledger, over: Parameters<typeof newTransfer>[0] = {}) {
      const born = newTransfer(over)
      await ledger.record([born])
      return drive(ledger, born.id, ['sealed'], { sha256 })
    }

    test('for equal bytes, bank and virtual file, the first transfer is found', async () => {
      const { ledger } = await begin()
      const first = await sealed(ledger)
      await sealed(ledger)
      expect(await ledger.findSame(query)).toEqual(first)
    })

    test('of equal bytes the transfer that the bank has is found, even if an older one was never sent', async () => {
      const { ledger } = await begin()
      await sealed(ledger)
      const sent = await sealed(ledger)
      await drive(ledger, sent.id, toSent.slice(1), { confirmedMs: 1 })
      await sealed(ledger)
      expect(await ledger.findSame(query)).toMatchObject({ id: sent.id })
    })

    test('a transfer is not its own duplicate', async () => {
      const { ledger } = await begin()
      const elder = await sealed(ledger)
      const itself = await sealed(ledger)
      expect(await ledger.findSame({ ...query, exceptId: itself.id })).toEqual(elder)
    })

    test.each([
      { sha256: 'other' },
      { bank: 'other' },
      { virtualFile: 'PRELEVEMENTS' },
      { direction: 'in' },
    ] satisfies Partial<SameQuery>[])('with %j nothing is the same', async (other) => {
      const { ledger } = await begin()
      await sealed(ledger)
      expect(await ledger.findSame({ ...query, ...other } as SameQuery)).toBeNull()
    })

    test('only transfers created since the requested time are found', async () => {
      const { ledger, clock } = await begin()
      const { id } = await sealed(ledger)
      const bornMs = clock.nowMs()
      expect(await ledger.findSame({ ...query, sinceMs: bornMs })).toMatchObject({ id })
      expect(await ledger.findSame({ ...query, sinceMs: bornMs + 1 })).toBeNull()
    })

    test.each([
      { state: 'cancelled', events: ['cancelled'], found: false },
      { state: 'rejected', events: ['check-failed'], found: false },
      {
        state: 'failed',
        events: ['check-passed', 'attempt-started', 'bank-refused'],
        found: false,
      },
      { state: 'held', events: ['held'], found: true },
      {
        state: 'in-doubt',
        events: ['check-passed', 'attempt-started', 'finishing', 'cut'],
        found: true,
      },
      { state: 'archived', events: [...toSent.slice(1), 'archived'], found: true },
    ] as const)('one that is $state was had before: $found', async ({ events, found }) => {
      const { ledger } = await begin()
      const { id } = await sealed(ledger)
      await drive(ledger, id, events)
      expect((await ledger.findSame(query)) !== null).toBe(found)
    })
  })

  describe('the same offer', () => {
    const offer = { by: 'offer', bank: 'bnp', pesit: identity } as const

    test('an offer is recognised by the identity with which it was recorded', async () => {
      const { ledger } = await begin()
      const born = newStatement({ pesit: identity })
      await ledger.record([born])
      expect(await ledger.findSame(offer)).toMatchObject({ id: born.id })
    })

    test('an offer is recognised by the identity that a move gave it, and by no earlier one', async () => {
      const { ledger } = await begin()
      const born = newStatement()
      await ledger.record([born])
      await drive(ledger, born.id, ['attempt-started'], { pesit: identity })
      expect(await ledger.findSame(offer)).toMatchObject({ id: born.id })
      const other = { ...identity, transferNumber: 18 }
      await drive(ledger, born.id, ['cut'], { pesit: other })
      expect(await ledger.findSame(offer)).toBeNull()
      expect(await ledger.findSame({ ...offer, pesit: other })).toMatchObject({ id: born.id })
      await drive(ledger, born.id, ['context-lost'], { pesit: null })
      expect(await ledger.findSame({ ...offer, pesit: other })).toBeNull()
    })

    test('the newest of equal offers is found', async () => {
      const { ledger } = await begin()
      const [, newer] = await ledger.record([
        newStatement({ pesit: identity }),
        newStatement({ pesit: identity }),
      ])
      expect(await ledger.findSame(offer)).toEqual(newer)
    })

    test('of equal offers one that was received completely is found by its bytes, or by any bytes', async () => {
      const { ledger } = await begin()
      const [first, second, third] = [1, 2, 3].map(() => newStatement({ pesit: identity }))
      if (first === undefined || second === undefined || third === undefined)
        throw new Error('three')
      await ledger.record([first, second, third])
      const received = ['attempt-started', 'committed'] as const
      await drive(ledger, first.id, received, { sha256: 'aa' })
      await drive(ledger, second.id, received, { sha256: 'bb' })
      const found = async (sha256: string | null, exceptId = third.id) =>
        (await ledger.findSame({ ...offer, whole: { sha256, exceptId } }))?.id
      expect(await found('aa')).toBe(first.id)
      expect(await found('bb')).toBe(second.id)
      expect(await found(null)).toBe(second.id)
      expect(await found(null, second.id)).toBe(first.id)
      expect(await found('cc')).toBeUndefined()
    })

    test.each([
      { partner: 'OTHER' },
      { fileType: 1 },
      { fileName: 'OTHER' },
      { transferNumber: 18 },
      { creationDate: '261125090000' },
      { client: 'OTHER' },
      { finalBank: 'OTHER' },
    ] satisfies Partial<PesitIdentity>[])('with %j it is another offer', async (other) => {
      const { ledger } = await begin()
      await ledger.record([newStatement({ pesit: identity })])
      expect(await ledger.findSame({ ...offer, pesit: { ...identity, ...other } })).toBeNull()
    })

    test.each([
      { label: 'said otherwise' },
      { opened: true },
      { articleBytes: 1024 },
      { maximumKilobytes: 9 },
    ] satisfies Partial<PesitIdentity>[])('with %j it is still the same offer', async (other) => {
      const { ledger } = await begin()
      await ledger.record([newStatement({ pesit: identity })])
      const found = await ledger.findSame({ ...offer, pesit: { ...identity, ...other } })
      expect(found).not.toBeNull()
    })

    test('another bank may use the same identity for another file', async () => {
      const { ledger } = await begin()
      await ledger.record([newStatement({ pesit: identity })])
      expect(await ledger.findSame({ ...offer, bank: 'other' })).toBeNull()
    })

    test('a file that we send is not an offer of the bank', async () => {
      const { ledger } = await begin()
      const { id } = await queued(ledger, { pesit: identity })
      await drive(ledger, id, ['attempt-started', 'identified'], { pesit: identity })
      expect(await ledger.findSame(offer)).toBeNull()
    })
  })
}
