// By which index a search goes, in what order, and where a page goes on.

import { describe, expect, test } from 'vitest'
import type { SearchQuery } from '../../../../src/ledger/contract/searching.ts'
import type { Statements } from '../../../../src/ledger/sqlite/database/statements.ts'
import {
  anyOf,
  beyond,
  narrowPath,
  orderOf,
  pathOf,
  upTo,
} from '../../../../src/ledger/sqlite/reading/search-path.ts'

const query = (more: Partial<SearchQuery> = {}): SearchQuery => ({
  ...{ order: 'newest', by: 'birth', limit: 10, after: null },
  ...more,
})
/** Whatever is counted, there are as many rows. */
const counting = (count: number) => {
  const asked: string[] = []
  const one = (sql: string) => {
    asked.push(sql)
    return { count }
  }
  return { asked, sql: { one } as unknown as Statements }
}

describe('the path of a search', () => {
  test.each<[string, Partial<SearchQuery>, string, string | null]>([
    ['for all', {}, 'NOT INDEXED', null],
    ['by the time of the last change', { by: 'change' }, 'transfers_changed', 'updated_ms'],
    ['since a time', { sinceMs: 1 }, 'transfers_by_birth', 'created_ms'],
    ['until a time', { untilMs: 9 }, 'transfers_by_birth', 'created_ms'],
    ['behind many that are passed over', { skip: 5 }, 'transfers_by_birth', 'created_ms'],
    ['of a bank', { bank: 'bnp' }, 'transfers_by_bank', null],
    ['of a virtual file', { virtualFile: 'VIREMENTS' }, 'transfers_by_file', null],
    ['of a bank since a time', { bank: 'bnp', sinceMs: 1 }, 'transfers_by_birth', 'created_ms'],
    ['of a user of this machine', { localUid: 7 }, 'local_lists', 'created_ms'],
  ])('%s', (_, more, index, first) => {
    const path = pathOf(query(more))
    expect(path.from).toContain(index)
    expect(path.first).toBe(first)
  })

  test('is bounded by the index itself', () => {
    expect(pathOf(query({ sinceMs: 1, untilMs: 9 })).within).toEqual([
      ['sequence > 0'],
      ['created_ms >= ?', 1],
      ['created_ms < ?', 9],
    ])
    expect(pathOf(query({ bank: 'bnp' })).within).toContainEqual(['bank = ?', 'bnp'])
  })
})

describe('a filter that few transfers meet', () => {
  const some = { states: ['held', 'failed'], bank: 'bnp' } as const

  test('gives the path, the first that does', () => {
    const { sql } = counting(2_000)
    expect(narrowPath(sql, query(some))?.from).toBe('transfers INDEXED BY transfers_state')
    expect(narrowPath(sql, query({ warned: true }))?.from).toContain('transfers_warned')
    expect(narrowPath(sql, query({ virtualFile: 'V' }))?.from).toContain('transfers_by_file')
  })

  test('is none when many meet each of them', () => {
    const { sql, asked } = counting(2_001)
    expect(narrowPath(sql, query(some))).toBe(null)
    expect(asked).toHaveLength(2)
  })

  test('is not looked for when rows are passed over or a user asks', () => {
    const { sql, asked } = counting(0)
    expect(narrowPath(sql, query({ ...some, skip: 1 }))).toBe(null)
    expect(narrowPath(sql, query({ ...some, localUid: 7 }))).toBe(null)
    expect(asked).toEqual([])
  })
})

describe('a page', () => {
  const at = { sequence: 5, createdMs: 100, updatedMs: 200 }
  const bySequence = pathOf(query())
  const byBirth = pathOf(query({ sinceMs: 1 }))
  const byChange = pathOf(query({ by: 'change' }))

  test('goes on behind a place, or up to it', () => {
    expect(beyond(bySequence, 'newest', at)).toEqual(['sequence < ?', 5])
    expect(beyond(bySequence, 'oldest', at)).toEqual(['sequence > ?', 5])
    expect(beyond(byBirth, 'newest', at)).toEqual(['(created_ms, sequence) < (?, ?)', 100, 5])
    expect(beyond(byChange, 'oldest', at)).toEqual(['(updated_ms, sequence) > (?, ?)', 200, 5])
    expect(upTo(bySequence, 'newest', at)).toEqual(['sequence >= ?', 5])
    expect(upTo(byBirth, 'oldest', at)).toEqual(['(created_ms, sequence) <= (?, ?)', 100, 5])
  })

  test('has the order of its path', () => {
    expect(orderOf(bySequence, 'newest')).toBe('sequence DESC')
    expect(orderOf(byBirth, 'oldest')).toBe('created_ms ASC, sequence ASC')
    expect(orderOf(byChange, 'newest')).toBe('updated_ms DESC, sequence DESC')
  })
})

test('one of several values is asked for with as many places', () => {
  expect(anyOf('state', ['held', 'failed'])).toEqual(['state IN (?, ?)', 'held', 'failed'])
})
