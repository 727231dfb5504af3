import { expect, test } from 'vitest'
import { pathText, reportingOn } from '../../src/config/reporting.ts'
import { message } from '../../src/wording/catalogue.ts'

test('a fault has its message, its key and the place of its key; faults stay in their order', () => {
  const reporting = reportingOn({
    placeOf: (path) => ({ line: path.length, column: 1 }),
  })
  const first = message('CONFIG-USED-TWICE', { what: 'id', value: '1', first: 3 })
  const second = message('CONFIG-ZONE-UNKNOWN', { zone: 'Europe/Pari' })
  reporting.report(['banks', 0], first)
  reporting.report(['zone'], second)
  expect(reporting.faults).toEqual([
    { line: 2, column: 1, path: 'banks[0]', message: first },
    { line: 1, column: 1, path: 'zone', message: second },
  ])
  expect(reporting.lineOf(['banks', 0, 'name'])).toBe(3)
})

test.each([
  [[], ''],
  [['banks', 0, 'port'], 'banks[0].port'],
  [['outboxes', 1, 'take', 2], 'outboxes[1].take[2]'],
])('the path %j is written as “%s”', (path, text) => {
  expect(pathText(path)).toBe(text)
})
