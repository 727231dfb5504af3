// The order of test files: those that take longest first, so that none of them is begun when all others have ended.
// The files of pure functions come last, together: they share a process, which ends when another file comes between.

import { BaseSequencer, type TestSpecification } from 'vitest/node'

const longest: readonly string[] = []

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files)
    return bySize.sort((a, b) => rank(a) - rank(b))
  }
}

function rank({ project, moduleId }: TestSpecification): number {
  if (project.name === 'pure') return longest.length + 1
  const place = longest.findIndex((path) => moduleId.endsWith(path))
  return place === -1 ? longest.length : place
}
