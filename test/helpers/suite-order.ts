// The order of test files: those that take longest first, so that none of them is begun when all others have
// ended. The files of pure functions come last, together: they share a process, which ends when another file
// comes between.

import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Below `test/`. */
const longest: readonly string[] = [
  'road/bad-bank',
  'road/beside',
  'ledger/sqlite/sending/take-due',
  'road/owner',
  'road/data-folder',
  'outbox/untaken/report',
  'road/killed-at-the-end',
  'share/attacks',
  'examples/clients',
  'road/api',
  'road/folders',
  'road/stop',
  'road/statements-repeat',
  'road/never-without-a-word',
  'admission/at-once',
  'road/resume',
  'road/receive',
  'share/process/child',
  'road/messages',
  'admission/checker',
]

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files)
    return bySize.sort((a, b) => rank(a) - rank(b))
  }
}

function rank({ project, moduleId }: TestSpecification): number {
  if (project.name === 'pure') return longest.length + 1
  const place = longest.findIndex((path) => moduleId.endsWith(`/test/${path}.test.ts`))
  return place === -1 ? longest.length : place
}
