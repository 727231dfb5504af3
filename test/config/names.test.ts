import { expect, test } from 'vitest'
import { placeholders, templateFaults } from '../../src/config/names.ts'

test.each([
  '{name}',
  'RELEVE_{date}_{sequence}.xml',
  '{virtualFile}_{bank}_{date}_{time}.xml',
  '{id}',
  '{label}.txt',
  `${'é'.repeat(96)}{name}`,
])('%s is allowed as a name', (template) => {
  expect(templateFaults(template)).toEqual([])
})

test.each([
  ['', { kind: 'empty' }],
  ['   ', { kind: 'empty' }],
  ['a/{name}', { kind: 'slash' }],
  ['a\\{name}', { kind: 'slash' }],
  ['.{name}', { kind: 'dot' }],
  ['{nam}', { kind: 'placeholder', word: 'nam', known: placeholders }],
  ['{}{name}', { kind: 'placeholder', word: '', known: placeholders }],
  ['{name', { kind: 'brace' }],
  ['name}_{id}', { kind: 'brace' }],
  ['{date}.xml', { kind: 'same-name' }],
  ['releve.xml', { kind: 'same-name' }],
  [`${'é'.repeat(98)}{name}`, { kind: 'long', maximumBytes: 200 }],
  ['a\n{name}', { kind: 'invisible' }],
])('“%s” may not', (template, expected) => {
  expect(templateFaults(template)).toContainEqual(expected)
})

test('every placeholder may stand in a name', () => {
  for (const word of placeholders) expect(templateFaults(`{id}_{${word}}`)).toEqual([])
})
