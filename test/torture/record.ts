// What a campaign adds to docs/reliability.md: one row of its table, with the seed, the counts and the
// commit.

import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../twins/twin.ts'

const path = join(root, 'docs', 'reliability.md')

/** The row goes to the end of the table that begins after this mark. */
export function addRow(mark: string, cells: readonly (string | number)[]): void {
  const lines = readFileSync(path, 'utf8').split('\n')
  const begin = lines.indexOf(`<!-- ${mark} -->`)
  if (begin < 0) throw new Error(`${path} has no table marked ${mark}`)
  let end = begin + 1
  while (lines[end]?.startsWith('|') === true) end += 1
  lines.splice(end, 0, `| ${cells.join(' | ')} |`)
  writeFileSync(path, lines.join('\n'))
}

/** Adds to the sums of the two-column table after this mark; what is not in it yet comes behind. */
export function addCounts(mark: string, counts: ReadonlyMap<string, number>): void {
  const lines = readFileSync(path, 'utf8').split('\n')
  const begin = lines.indexOf(`<!-- ${mark} -->`) + 3
  if (begin < 3) throw new Error(`${path} has no table marked ${mark}`)
  let end = begin
  while (lines[end]?.startsWith('|') === true) end += 1
  const sums = new Map(
    lines.slice(begin, end).map((line) => {
      const [, name = '', sum = ''] = line.split('|').map((cell) => cell.trim())
      return [name, Number(sum)] as const
    }),
  )
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count)
  const rows = [...sums].map(([name, sum]) => `| ${name} | ${sum} |`)
  lines.splice(begin, end - begin, ...rows)
  writeFileSync(path, lines.join('\n'))
}

/** The commit that was run, with a `+` where the sources were changed since. */
export function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  const dirty = git('status', '--porcelain', '--', 'src') === '' ? '' : '+'
  return git('rev-parse', '--short', 'HEAD') + dirty
}

export const today = () => new Date().toISOString().slice(0, 10)
