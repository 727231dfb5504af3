import { expect, test } from 'vitest'
import { withoutXmlBlanks } from '../../../src/preflight/xml/blanks.ts'

test.each([
  [' \t\r\n5 \n', '5'],
  ['5\u00a0', '5\u00a0'],
  ['\u20035', '\u20035'],
  [' a b ', 'a b'],
  [' \n', ''],
  ['', ''],
])('%j is %j', (text, wanted) => {
  expect(withoutXmlBlanks(text)).toBe(wanted)
})
