// Pages of however many transfers: the same that a look at all of them would give, whichever way they are
// read.

import { describe, expect, test } from 'vitest'
import type { Transfer } from '../../src/journey/transfer.ts'
import type { SearchQuery } from '../../src/ledger/contract/searching.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { drive, newStatement, newTransfer } from '../helpers/new-transfer.ts'
import type { Begin } from './ledger.ts'

type Wanted = Omit<SearchQuery, 'limit' | 'after' | 'by' | 'order'>
const plain = { by: 'birth', order: 'newest', after: null } as const

/** Enough that no filter here is met by few, and that a walk has many slices. */
const many = 3_000

/** Every third is a statement, every fourth of another bank; the clock goes on, and back once. */
async function filled({ ledger, clock }: Awaited<ReturnType<Begin>>): Promise<readonly Transfer[]> {
  const all: Transfer[] = []
  for (let batch = 0; batch < 6; batch += 1) {
    const born = Array.from({ length: many / 6 }, (_none, nth) => {
      const number = batch * (many / 6) + nth
      const named = { name: `Virement-${number}.xml`, bank: number % 4 === 0 ? 'other' : 'bnp' }
      return number % 3 === 0
        ? newStatement(named)
        : newTransfer({ ...named, ...(number % 50 === 1 ? { uploadName: 'Paie.xml' } : {}) })
    })
    all.push(...(await ledger.record(born)))
    clock.jump(batch === 3 ? -1_500 : 1_000)
  }
  for (const { id, direction } of all.slice(100, 130))
    if (direction === 'out') await drive(ledger, id, ['sealed'])
  return Promise.all(
    all.map(async (one, nth) =>
      nth >= 100 && nth < 130 ? ((await ledger.find(one.id)) ?? one) : one,
    ),
  )
}

async function pages(ledger: Ledger, query: Omit<SearchQuery, 'after'>): Promise<string[]> {
  const ids: string[] = []
  for (let after: SearchQuery['after'] = null; ; ) {
    const found = await ledger.search({ ...query, after })
    expect(found.transfers.length).toBeLessThanOrEqual(query.limit)
    ids.push(...found.transfers.map(({ id }) => id))
    if (found.next === null) return ids
    after = found.next
  }
}

function meets(one: Transfer, wanted: Wanted): boolean {
  const { direction, states, bank, virtualFile, name, sinceMs = 0, untilMs = Infinity } = wanted
  return (
    (direction ?? one.direction) === one.direction &&
    (states?.includes(one.state) ?? true) &&
    (bank ?? one.bank) === one.bank &&
    (virtualFile ?? one.virtualFile) === one.virtualFile &&
    [one.name, one.uploadName].some((text) =>
      text.toLowerCase().includes((name ?? '').toLowerCase()),
    ) &&
    one.createdMs >= sinceMs &&
    one.createdMs < untilMs
  )
}

export function searchingContract(begin: Begin): void {
  describe('searches', () => {
    test('find the same as a scan of everything, in the same order, each once, page by page', async () => {
      const given = await begin()
      const beganMs = given.clock.nowMs()
      const all = await filled(given)
      const wishes: Wanted[] = [
        {},
        { direction: 'in' },
        { states: ['claimed'] },
        { states: ['sealed', 'asked'], bank: 'other' },
        { states: [] },
        { bank: 'bnp' },
        { bank: 'other', virtualFile: 'VIREMENTS' },
        { virtualFile: 'RELEVES', name: 'MENT-12' },
        { name: 'paie.XML' },
        { name: 'nowhere' },
        { sinceMs: beganMs + 2_000, untilMs: beganMs + 3_600 },
        { sinceMs: beganMs + 4_000, bank: 'bnp' },
        { untilMs: beganMs },
      ]
      for (const wanted of wishes)
        for (const [by, order] of [
          ['birth', 'newest'],
          ['birth', 'oldest'],
          ['change', 'newest'],
          ['change', 'oldest'],
        ] as const) {
          const dated = wanted.sinceMs !== undefined || wanted.untilMs !== undefined
          const key = (one: Transfer) =>
            by === 'change' ? one.updatedMs : dated ? one.createdMs : 0
          const expected = all
            .filter((one) => meets(one, wanted))
            .sort((one, other) => key(one) - key(other) || one.sequence - other.sequence)
            .map(({ id }) => id)
          if (order === 'newest') expected.reverse()
          const found = await pages(given.ledger, { ...wanted, by, order, limit: 700 })
          expect(found, `${JSON.stringify(wanted)} ${by} ${order}`).toEqual(expected)
        }
    })

    test('skip the requested number', async () => {
      const { ledger } = await begin()
      await ledger.record(['a', 'b', 'c', 'd', 'e'].map((name) => newTransfer({ name })))
      const names = async (skip: number) =>
        (await ledger.search({ ...plain, skip, limit: 2 })).transfers.map(({ name }) => name)
      expect(await names(0)).toEqual(['e', 'd'])
      expect(await names(3)).toEqual(['b', 'a'])
      expect(await names(4)).toEqual(['a'])
      expect(await names(5)).toEqual([])
      expect(await names(1_000_000)).toEqual([])
    })

    test.each([[0], [Number.MAX_SAFE_INTEGER]])('after the place %d end soon', async (sequence) => {
      const { ledger } = await begin()
      await ledger.record([newTransfer({ name: 'a' })])
      const place = { sequence, createdMs: sequence, updatedMs: sequence }
      for (const query of [plain, { ...plain, name: 'a' }, { ...plain, sinceMs: 0 }]) {
        const found = await ledger.search({ ...query, after: place, limit: 5 })
        expect(found.transfers).toHaveLength(sequence === 0 ? 0 : 1)
        expect(found.next).toBeNull()
      }
    })

    test('let the event loop and other searches run between their slices', async () => {
      const given = await begin()
      await filled(given)
      let turns = 0
      const counting = setInterval(() => (turns += 1))
      const long = given.ledger.search({ ...plain, name: 'nowhere', limit: 5 })
      const order: string[] = []
      await Promise.all([
        long.then(() => order.push('long')),
        given.ledger.search({ ...plain, limit: 5 }).then(() => order.push('page')),
      ])
      clearInterval(counting)
      expect(order).toEqual(['page', 'long'])
      expect(turns).toBeGreaterThan(0)
    })
  })

  test('totals count all transfers ever recorded, by state', async () => {
    const given = await begin()
    const all = await filled(given)
    const bytes = (state: string) =>
      all
        .filter((one) => one.state === state)
        .reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0)
    const totals = await given.ledger.totals()
    expect(new Set(totals)).toEqual(
      new Set(
        ['claimed', 'sealed', 'asked'].map((state) => ({
          state,
          count: all.filter((one) => one.state === state).length,
          bytes: bytes(state),
        })),
      ),
    )
  })
}
