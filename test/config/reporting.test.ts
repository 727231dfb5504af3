import { expect, test } from 'vitest'
import { reportingOn } from '../../src/config/reporting.ts'

test('a fault has its text, and the place of its key; faults stay in their order', () => {
  const reporting = reportingOn({
    placeOf: (path) => ({ path: path.join('.'), line: path.length }) as never,
  })
  reporting.report(['banks', 0], 'first')
  reporting.report(['zone'], 'second')
  expect(reporting.faults).toEqual([
    { path: 'banks.0', line: 2, text: 'first' },
    { path: 'zone', line: 1, text: 'second' },
  ])
  expect(reporting.lineOf(['banks', 0, 'name'])).toBe(3)
})
