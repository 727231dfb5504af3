import { expect, test } from 'vitest'
import { Findings, refuse, shortened, wrongFolder } from '../../src/preflight/finding.ts'

const iban = 'FR7630006000011234567890189'

test('a refusal has the place, the sentence and the message without the name of the file', () => {
  const place = { kind: 'record', record: 3 } as const
  const values = { length: 159, needed: 160, problem: 'short' } as const
  expect(refuse('RECORD-LENGTH', place, values)).toEqual({
    level: 'block',
    code: 'RECORD-LENGTH',
    where: 'record 3',
    text: 'it has 159 characters where 160 are needed',
    message: { code: 'RECORD-LENGTH', arguments: { ...values, name: '', place } },
  })
})

test('the place of a whole file is called file', () => {
  expect(refuse('EMPTY', { kind: 'file' }, {}).where).toBe('file')
})

test('an account number in a wrong place is shortened', () => {
  const place = { kind: 'transaction', transaction: 1 } as const
  const finding = refuse('AMOUNT', place, { said: iban, problem: 'other' })
  expect(JSON.stringify(finding)).not.toContain(iban)
  expect(finding.message?.arguments).toMatchObject({ said: 'FR76…0189', problem: 'other' })
})

test('numbers among the values stay numbers', () => {
  const finding = refuse('NUL', { kind: 'file' }, { fromByte: 12, where: 'within' })
  expect(finding.message?.arguments).toMatchObject({ fromByte: 12 })
})

test.each([
  ['as long as allowed', 'x'.repeat(60), 'x'.repeat(60)],
  ['one character too long', 'x'.repeat(61), `${'x'.repeat(60)}…`],
  [
    'an account number that the cut would halve',
    `${'x '.repeat(25)}${iban}`,
    `${'x '.repeat(25)}FR76…0189`,
  ],
])('a text that is %s', (_, text, expected) => {
  expect(shortened(text)).toBe(expected)
})

test('the text of a finding has at most 300 characters', () => {
  const malformed = (length: number) =>
    refuse('NOT-WELL-FORMED', { kind: 'file' }, { problem: 'other', what: 'x'.repeat(length) }).text
  const before = 'it is not well-formed XML: '
  expect(malformed(300 - before.length)).toHaveLength(300)
  expect(malformed(301 - before.length)).toBe(`${before}${'x'.repeat(300 - before.length)}…`)
})

test('a file in a wrong folder says what it is and what is taken there', () => {
  expect(wrongFolder('pain.008', ['pain.001', 'cfonb-160'])).toEqual({
    ...{ level: 'block', code: 'WRONG-FOLDER', where: 'file', message: null },
    text: 'it is pain.008, and this virtual file takes pain.001, cfonb-160',
  })
})

test('the first 50 findings are kept, and the list that was handed out does not change', () => {
  const inRecord = (record: number) =>
    refuse(
      'RECORD-LENGTH',
      { kind: 'record', record },
      { length: 1, needed: 160, problem: 'short' },
    )
  const findings = new Findings()
  for (let number = 1; number <= 49; number += 1) findings.add(inRecord(number))
  expect(findings.areFull).toBe(false)
  const before = findings.all
  findings.add(inRecord(50))
  expect(findings.areFull).toBe(true)
  findings.add(inRecord(51))
  expect(before).toHaveLength(49)
  expect(findings.all.map(({ where }) => where)).toEqual(
    Array.from({ length: 50 }, (_, index) => `record ${index + 1}`),
  )
})
