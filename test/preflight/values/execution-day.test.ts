import { expect, test } from 'vitest'
import { warnOfDay } from '../../../src/preflight/values/execution-day.ts'
import { atRecord, Warnings } from '../../../src/preflight/warnings.ts'

function told(text: string, day: string | null, today: string | null) {
  const warnings = new Warnings()
  warnOfDay(warnings, atRecord(7), { text, day, today })
  return warnings.all.map(({ code, arguments: values }) => {
    const { examples } = values as { examples: readonly { value: string; than: string }[] }
    return [code, examples[0]?.value, examples[0]?.than]
  })
}

test.each<[string, Parameters<typeof told>, readonly unknown[]]>([
  ['no day is told as it is written', ['30022027', null, '2026-11-30'], ['DATE', '30022027', '']],
  ['no day is told where there is no present day', ['300227', null, null], ['DATE', '300227', '']],
  [
    'yesterday is past',
    ['x', '2026-11-29', '2026-11-30'],
    ['DATE-PAST', '2026-11-29', '2026-11-30'],
  ],
  [
    'a day 366 days ahead is far',
    ['x', '2027-12-01', '2026-11-30'],
    ['DATE-FAR', '2027-12-01', ''],
  ],
])('%s', (_, given, expected) => {
  expect(told(...given)).toEqual([expected])
})

test.each([
  ['today', '2026-11-30', '2026-11-30'],
  ['tomorrow', '2026-12-01', '2026-11-30'],
  ['a day exactly 365 days ahead', '2027-11-30', '2026-11-30'],
  ['any day where there is no present day', '1999-01-01', null],
])('%s has no warning', (_, day, today) => {
  expect(told('x', day, today)).toEqual([])
})
