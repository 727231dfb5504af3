import { expect, test } from 'vitest'
import { XmlFaults } from '../../../src/preflight/xml/faults.ts'

const after = (before: string, piece: string) => {
  const faults = new XmlFaults()
  faults.begin(before, { line: 1, column: 0, position: 0 })
  faults.begin(piece, { line: 1, column: before.length, position: before.length })
  return faults
}

test('a place is counted from the beginning of the line, over the pieces of a file', () => {
  const faults = after('<a>', 'b\r\nc\nd')
  expect([-1, 0, 3, 5].map((offset) => faults.placeOf(offset))).toEqual([
    { kind: 'line', line: 1, column: 3 },
    { kind: 'line', line: 1, column: 4 },
    { kind: 'line', line: 2, column: 1 },
    { kind: 'line', line: 3, column: 1 },
  ])
})

test('an ampersand in the previous piece is found, and a reference is not reported', () => {
  const { where, text } = after('<a>&amp; R', '& D').ampersand(0)
  expect(where).toBe('line 1, column 11')
  expect(text).toContain('R& D')
  expect(after('<a>R &', ' D').ampersand(0).where).toBe('line 1, column 6')
  expect(after('<a>', '&#x2F;&#233;&a.b-c; & D').ampersand(0).where).toBe('line 1, column 24')
  expect(after('<a>', '&#xG; D').ampersand(0).where).toBe('line 1, column 4')
})

test('an entity is reported by its name, a character by its number', () => {
  expect(after('<a>', 'x&eacute;').say('undefined entity.', 12)).toMatchObject({
    where: 'line 1, column 5',
    message: { arguments: { problem: 'entity', what: '&eacute;' } },
  })
  expect(after('<a>', 'x\u0002').say('disallowed character.', 5)).toMatchObject({
    where: 'line 1, column 5',
    message: { arguments: { problem: 'control character', what: 'U+0002' } },
  })
})
