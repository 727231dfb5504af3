// The faults of a configuration as a person reads them.

import { expect, test } from 'vitest'
import { message } from '../../../../src/wording/catalogue.ts'
import { whatOf } from '../../../../src/wording/sentence.ts'

type Faults = readonly { line: number; column: number; text: string }[]
const describeFaults = (file: string, faults: Faults) =>
  whatOf(message('CONFIG-INVALID', { why: 'faults', file, faults }), { zone: 'UTC' })

test('faults are listed with aligned texts, and counted', () => {
  const faults = [
    { line: 21, column: 5, text: 'unknown key “virtualfile”. Did you mean “virtualFile”?' },
    { line: 124, column: 11, text: 'bank “ma-banqe” is not defined. Defined: ma-banque.' },
    { line: 3, column: 1, text: 'no' },
  ]
  expect(describeFaults('config.yaml', faults)).toBe(
    [
      'config.yaml:21:5    unknown key “virtualfile”. Did you mean “virtualFile”?',
      'config.yaml:124:11  bank “ma-banqe” is not defined. Defined: ma-banque.',
      'config.yaml:3:1     no',
      '3 faults. Nothing was started.',
    ].join('\n'),
  )
})

test('one is counted in the singular', () => {
  expect(describeFaults('c.yaml', [{ line: 1, column: 1, text: 'it is empty' }])).toBe(
    'c.yaml:1:1  it is empty\n1 fault. Nothing was started.',
  )
})

test('a control character or a line end becomes a question mark', () => {
  const text = 'unknown key “\u001b[31mred\n\u202eder\u0007”'
  expect(describeFaults('c.yaml', [{ line: 1, column: 1, text }])).toContain(
    'unknown key “?[31mred??der?”',
  )
})
