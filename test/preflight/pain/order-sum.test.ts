import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OrderSum } from '../../../src/preflight/pain/order-sum.ts'

const sumOf = (orders: readonly (readonly string[])[]) => {
  const sum = new OrderSum()
  for (const order of orders) sum.add(order)
  return sum.digest
}
const order = fc.array(fc.string(), { minLength: 1, maxLength: 4 })

describe('the sum of orders', () => {
  test('does not depend on their order', () => {
    const shuffled = fc
      .array(order, { maxLength: 20 })
      .chain((orders) =>
        fc.tuple(
          fc.constant(orders),
          fc.shuffledSubarray(orders, { minLength: orders.length, maxLength: orders.length }),
        ),
      )
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(sumOf(other)).toBe(sumOf(one))
      }),
    )
  })

  test('is another when one order is there once more, once less, or with another field', () => {
    fc.assert(
      fc.property(fc.array(order), order, fc.string({ minLength: 1 }), (orders, last, more) => {
        const all = sumOf([...orders, last])
        expect(sumOf(orders)).not.toBe(all)
        expect(sumOf([...orders, last, last])).not.toBe(all)
        expect(sumOf([...orders, [...last.slice(0, -1), `${last.at(-1) ?? ''}${more}`]])).not.toBe(
          all,
        )
      }),
    )
  })

  test('counts two equal orders as two, where an exclusive or would lose both', () => {
    const pair = ['account', '100', 'label']
    expect(sumOf([['other'], pair, pair])).not.toBe(sumOf([['other']]))
    expect(sumOf([pair, pair])).not.toBe(sumOf([]))
  })

  test('keeps fields apart', () => {
    expect(sumOf([['ab', 'c']])).not.toBe(sumOf([['a', 'bc']]))
    expect(sumOf([['a', 'b']])).not.toBe(sumOf([['a'], ['b']]))
    expect(sumOf([['a","b']])).not.toBe(sumOf([['a', 'b']]))
  })

  test('counts its orders', () => {
    const sum = new OrderSum()
    expect(sum.count).toBe(0)
    sum.add(['a'])
    sum.add(['a'])
    expect(sum.count).toBe(2)
  })

  test('has 64 digits, also of nothing', () => {
    expect(sumOf([])).toBe('0'.repeat(64))
    expect(sumOf([['x']])).toMatch(/^[0-9a-f]{64}$/)
  })
})
