import { describe, expect, test } from 'vitest'
import { ExecutionDates } from '../../../src/preflight/pain/execution-dates.ts'

const textOf = (...given: readonly (readonly [date: string, orders: number])[]) => {
  const dates = new ExecutionDates()
  for (const [date, orders] of given) dates.add(date, orders)
  return dates.text
}

describe('the execution dates of a file', () => {
  test('are blank where no date is given, and the date alone where all orders have the same one', () => {
    expect(textOf()).toBe('')
    expect(textOf(['', 3], ['', 1])).toBe('')
    expect(textOf(['2027-03-02', 3], ['2027-03-02', 1])).toBe('2027-03-02')
  })

  test('are the same in any order and however the orders are spread', () => {
    const text = textOf(['2027-03-02', 3], ['2027-03-05', 2])
    expect(text).toBe('2027-03-02*3 2027-03-05*2')
    expect(textOf(['2027-03-05', 1], ['2027-03-02', 3], ['2027-03-05', 1])).toBe(text)
  })

  test('tell when one order moves to the day of another one', () => {
    expect(textOf(['A', 1], ['A', 1], ['B', 1])).not.toBe(textOf(['A', 1], ['B', 1], ['B', 1]))
  })

  test('are not blank where only some are', () => {
    expect(textOf(['', 1], ['2027-03-02', 1])).not.toBe('')
    expect(textOf(['', 1], ['2027-03-02', 1])).not.toBe(textOf(['2027-03-02', 2]))
  })

  test('stay short where there are hundreds, and still tell', () => {
    const days = (shift: number) =>
      Array.from({ length: 300 }, (_, day) => [String(100_000 + day + shift), 1] as const)
    expect(textOf(...days(0)).length).toBeLessThan(120)
    const other = [...days(0)]
    other[150] = ['100500', 1]
    expect(textOf(...other)).not.toBe(textOf(...days(0)))
    expect(textOf(...[...days(0)].reverse())).toBe(textOf(...days(0)))
  })

  test('are too many when no calendar has that many, and are not kept', () => {
    const dates = new ExecutionDates()
    for (let day = 0; day < 10_000; day += 1) dates.add(String(day), 1)
    expect(dates.tooMany).toBe(false)
    dates.add('one more', 1)
    expect(dates.tooMany).toBe(true)
  })
})
