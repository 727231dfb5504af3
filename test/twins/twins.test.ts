import { expect, test } from 'vitest'
import { twins } from './catalogue.ts'
import { editedFiles, syntaxFaults } from './twin.ts'

test('there are at least eight twins, each of its own name', () => {
  expect(new Set(twins.map(({ name }) => name)).size).toBe(twins.length)
  expect(twins.length).toBeGreaterThanOrEqual(8)
})

test.each(twins)('$name still applies: each place that it breaks is there exactly once', (twin) => {
  for (const [, text] of editedFiles(twin)) expect(text).not.toBe('')
  expect(syntaxFaults(twin)).toEqual([])
})

test('a twin whose place is gone, or is there twice, does not apply', () => {
  const wrong = 'nothing'
  const gone = { file: 'disk/durable.ts', from: 'this is nowhere', to: '' }
  const twice = { file: 'disk/durable.ts', from: 'KnownError', to: '' }
  expect(() => editedFiles({ name: 'a', wrong, edits: [gone] })).toThrow('occurs 0 times')
  expect(() => editedFiles({ name: 'b', wrong, edits: [twice] })).toThrow('times, not once')
})
