import { expect, test } from 'vitest'
import { twins } from './catalogue.ts'
import { editedFiles, typeFaults } from './twin.ts'

test('there are at least eight twins, each of its own name', () => {
  expect(new Set(twins.map(({ name }) => name)).size).toBe(twins.length)
  expect(twins.length).toBeGreaterThanOrEqual(8)
})

test.each(twins)('$name still applies: each place that it breaks is there exactly once', (twin) => {
  for (const [, text] of editedFiles(twin)) expect(text).not.toBe('')
})

test('the compiler understands every twin, so that each breaks by its rule and not by accident', () => {
  const faults = [...typeFaults(twins)].filter(([, found]) => found.length > 0)
  expect(faults).toEqual([])
})

test('a twin that names what is not there is found', () => {
  const edits = [{ file: 'lib/assert.ts', from: 'nodeAssert.ok(', to: 'nodeAssert.okk(' }]
  const faults = typeFaults([{ name: 'a', wrong: 'nothing', edits }])
  expect(faults.get('a')?.join()).toContain('okk')
})

test('a twin whose place is gone, or is there twice, does not apply', () => {
  const wrong = 'nothing'
  const gone = { file: 'disk/durable.ts', from: 'this is nowhere', to: '' }
  const twice = { file: 'disk/durable.ts', from: 'KnownError', to: '' }
  expect(() => editedFiles({ name: 'a', wrong, edits: [gone] })).toThrow('occurs 0 times')
  expect(() => editedFiles({ name: 'b', wrong, edits: [twice] })).toThrow('times, not once')
})
