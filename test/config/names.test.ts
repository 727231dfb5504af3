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
  ['', 'the name is empty'],
  ['   ', 'the name is empty'],
  ['a/{name}', 'a name holds no / and no \\'],
  ['a\\{name}', 'a name holds no / and no \\'],
  ['.{name}', 'a name that begins with a dot is hidden from most programs'],
  ['{nam}', '{nam} is not known; there are {name} {label}'],
  ['{}{name}', '{} is not known'],
  ['{name', 'a brace is not closed'],
  ['name}_{id}', 'a brace is not closed'],
  ['{date}.xml', 'every file would get the same name: add {name}, {sequence}, {time} or {id}'],
  ['releve.xml', 'every file would get the same name'],
  [`${'é'.repeat(98)}{name}`, 'the name is longer than 200 bytes'],
  ['a\n{name}', 'the name holds characters that cannot be seen'],
])('“%s” may not', (template, expected) => {
  expect(templateFaults(template).join('; ')).toContain(expected)
})

test('every placeholder may stand in a name', () => {
  for (const word of placeholders) expect(templateFaults(`{id}_{${word}}`)).toEqual([])
})
