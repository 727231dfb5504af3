// The faults of a configuration as a person reads them.

import { expect, test } from 'vitest'
import { type CodedMessage, message } from '../../../../src/wording/catalogue.ts'
import { whatOf } from '../../../../src/wording/sentence.ts'

type Fault = { readonly line: number; readonly column: number; readonly message: CodedMessage }
const describeFaults = (file: string, faults: readonly Fault[]) =>
  whatOf(
    message('CONFIG-INVALID', {
      why: 'faults',
      file,
      faults: faults.map((fault) => ({ ...fault, path: '' })),
    }),
    { zone: 'UTC' },
  )
const unknown = (key: string, meant: string) =>
  message('CONFIG-KEY-UNKNOWN', { key, meant, known: [] })

test('faults are listed with aligned texts, and counted', () => {
  const bank = message('CONFIG-BANK-UNKNOWN', { bank: 'ma-banqe', known: ['ma-banque'] })
  const empty = message('CONFIG-FILE-UNREADABLE', { why: 'not-regular' })
  const faults = [
    { line: 21, column: 5, message: unknown('virtualfile', 'virtualFile') },
    { line: 124, column: 11, message: bank },
    { line: 3, column: 1, message: empty },
  ]
  expect(describeFaults('config.yaml', faults)).toBe(
    [
      'config.yaml:21:5    Unknown key “virtualfile”. Did you mean “virtualFile”?',
      'config.yaml:124:11  Bank “ma-banqe” is not defined. Defined: ma-banque.',
      'config.yaml:3:1     This is not a regular file.',
      '3 faults. Nothing was started.',
    ].join('\n'),
  )
})

test('one is counted in the singular', () => {
  const absent = message('CONFIG-KEY-MISSING', { key: 'port', entry: null })
  expect(describeFaults('c.yaml', [{ line: 1, column: 1, message: absent }])).toBe(
    'c.yaml:1:1  “port” is missing.\n1 fault. Nothing was started.',
  )
})

test('a control character or a line end becomes a question mark', () => {
  const key = '\u001b[31mred\n\u202eder\u0007'
  expect(
    describeFaults('c.yaml', [{ line: 1, column: 1, message: unknown(key, 'red') }]),
  ).toContain('Unknown key “?[31mred??der?”')
})
