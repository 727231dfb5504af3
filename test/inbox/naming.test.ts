// A statement's name is a stranger's text: it never leaves its folder, never hides, never is too long.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dateAndTime, nameFor, nextName } from '../../src/inbox/naming.ts'

const parts = {
  label: 'releve.xml',
  virtualFile: 'RELEVES',
  bank: 'ma-banque',
  date: '20261124',
  time: '101500',
  sequence: 7,
  id: '01a20d4d',
}
const named = (label: string, template = '{name}') => nameFor(template, { ...parts, label })

test.each([
  ['releve.xml', 'releve.xml'],
  ['../../etc/passwd', 'passwd'],
  ['/etc/shadow', 'shadow'],
  ['..\\..\\windows\\system32', 'system32'],
  ['.bashrc', 'bashrc'],
  ['...', 'RELEVES_01a20d4d'],
  ['', 'RELEVES_01a20d4d'],
  ['a\0b.xml', 'a_b.xml'],
  ['a\nb\u202e.xml', 'a_b_.xml'],
  ['CON', '01a20d4d_CON'],
  ['nul.txt', '01a20d4d_nul.txt'],
  ['relevé du 24.xml', 'relevé du 24.xml'],
])('the bank’s name %j becomes %j', (label, name) => {
  expect(named(label)).toBe(name)
})

test('300 bytes are cut at a character, the ending is kept', () => {
  const name = named(`${'é'.repeat(300)}.xml`)
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
  expect(name).toMatch(/^é+\.xml$/)
})

test('a template puts date, time and number where they are wanted', () => {
  expect(named('x', 'RELEVE_{date}_{sequence}.xml')).toBe('RELEVE_20261124_007.xml')
  expect(named('x', '{virtualFile}-{bank}-{time}')).toBe('RELEVES-ma-banque-101500')
})

test('whatever the bank sends, the name is plain', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (label) => {
      const name = named(label)
      expect(name).not.toMatch(/[/\\\0]|^\.|^\s*$/)
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
    }),
  )
})

test('a taken name counts up before its ending', () => {
  expect(nextName('releve.xml', 2)).toBe('releve_2.xml')
  expect(nextName('releve', 3)).toBe('releve_3')
  expect(Buffer.byteLength(nextName(`${'n'.repeat(251)}.xml`, 12))).toBeLessThanOrEqual(255)
})

test('date and time are of the inbox’s zone', () => {
  expect(dateAndTime(Date.UTC(2026, 10, 24, 23, 30, 0), 'Europe/Paris')).toEqual({
    date: '20261125',
    time: '003000',
  })
})
