// docs/reference/pesit-limits.md names a test for each bound, and the test is there.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const rows = read('docs/reference/pesit-limits.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| what a peer controls'))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')))

test('each row names what, its bound, what happens and a test', () => {
  expect(rows.length).toBeGreaterThan(25)
  expect(rows.filter((row) => row.length !== 4)).toEqual([])
})

test.each(rows.map(([what = '', , , proof = '']) => [what, proof]))('%s', (_what, proof) => {
  const [, path = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(proof) ?? []
  expect(read(path)).toContain(title)
})
