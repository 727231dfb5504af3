// Ends a run with the cells that its tests exercised (cells.ts), and those that are open. A run of all that
// fills them also says whether docs/reference/pesit-coverage.md tells the same, and fails when it does not.

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { counts, type Exercised, page } from './page.ts'

/** Where tests fill cells. */
export const sources = [
  'test/pesit/fpdu/decode.test.ts',
  'test/pesit/fpdu/encode.test.ts',
  'test/pesit/fpdu/presence.test.ts',
  'test/pesit/session/tables.test.ts',
  'test/bank/dialect.test.ts',
]
const root = fileURLToPath(new URL('../../', import.meta.url))
const pageFile = new URL('../../docs/reference/pesit-coverage.md', import.meta.url)

export function exercisedBy(modules: readonly TestModule[]): Exercised {
  const found = new Map<string, string>()
  const inOrder = modules
    .filter(({ moduleId }) => sources.includes(moduleId.slice(root.length)))
    .sort((a, b) => (a.moduleId < b.moduleId ? -1 : 1))
  for (const test of inOrder.flatMap((module) => [...module.children.allTests('passed')]))
    for (const cell of cellsOf(test)) if (!found.has(cell)) found.set(cell, nameOf(test))
  return found
}

const cellsOf = (test: TestCase) => (test.meta() as { cells?: readonly string[] }).cells ?? []
const nameOf = ({ fullName }: TestCase) => fullName.replaceAll(' > ', ': ').replaceAll('|', '\\|')

/** Whether all that can fill cells was run: not some tests of it, picked by name or place. */
function isWhole(modules: readonly TestModule[]): boolean {
  const ran = modules.filter((module) => !hasSkipped(module)).map(({ moduleId }) => moduleId)
  return sources.every((source) => ran.includes(root + source))
}

const hasSkipped = (module: TestModule) => !module.children.allTests('skipped').next().done

export default class CoverageReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (!isWhole(modules)) return
    const exercised = exercisedBy(modules)
    for (const line of counts(exercised)) console.log(line)
    const written = existsSync(pageFile) ? readFileSync(pageFile, 'utf8') : ''
    if (written === page(exercised)) return
    console.error(
      'docs/reference/pesit-coverage.md is stale: npx tsx scripts/generate-pesit-coverage.ts',
    )
    process.exitCode = 1
  }
}
