// The page of what is exercised has the cells of today's tables. Whether their tests passed is told at the
// end of a whole run (reporter.ts), which fails when the page says something else.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { areas, page } from './page.ts'

const written = readFileSync(
  new URL('../../docs/reference/pesit-coverage.md', import.meta.url),
  'utf8',
)
const fresh = 'npx tsx scripts/generate-pesit-coverage.ts makes it fresh'

test('docs/reference/pesit-coverage.md has a row for each cell, in the order of the tables', () => {
  const firstColumns = (text: string) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => line.split(' | ').slice(0, 2).join(' | '))
      .map((line) =>
        line.startsWith('| dialect: ') || line.startsWith('| preset: ')
          ? line.split(' | ')[0]
          : line,
      )
  expect(firstColumns(written), fresh).toEqual(firstColumns(page(new Map())))
})

test('a cell that no test exercises is open on the page', () => {
  const [first = ''] = areas[0]?.cells ?? []
  const all = new Map(areas.flatMap(({ cells }) => cells).map((cell) => [cell, 'a test']))
  expect(page(all)).toContain('No cell is open.')
  all.delete(first)
  expect(page(all)).toContain(`- ${first}`)
})
