import { describe, expect, test } from 'vitest'
import { AccountList } from '../../../src/preflight/values/account-list.ts'

const listOf = (accounts: readonly string[]) => {
  const list = new AccountList()
  for (const account of accounts) list.add(account)
  return list
}
const many = Array.from({ length: 40 }, (_, index) => `ACCOUNT${index}`)

describe('the accounts of a file', () => {
  test('are kept once each, in the order of the file', () => {
    expect(listOf(['B', 'A', 'B']).all).toEqual(['B', 'A'])
  })

  test('are the same for a key in any order', () => {
    expect(listOf(['B', 'A']).forKey).toEqual(['A', 'B'])
    expect(listOf([...many].reverse()).forKey).toEqual(listOf(many).forKey)
  })

  test('become a hash in a key when they are many, and the hash depends on each of them', () => {
    expect(JSON.stringify(listOf(many).forKey).length).toBeLessThan(100)
    expect(listOf([...many.slice(1), 'OTHER']).forKey).not.toEqual(listOf(many).forKey)
  })

  test('are not kept beyond ten thousand, and that is known', () => {
    const list = listOf(Array.from({ length: 10_000 }, (_, index) => String(index)))
    list.add('0')
    expect(list.tooMany).toBe(false)
    list.add('one more')
    expect(list.tooMany).toBe(true)
    expect(list.all).toHaveLength(10_000)
  })
})
