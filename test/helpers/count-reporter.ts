// Ends a run with one line of counts, and says of each skipped test why: its name tells.

import type { Reporter, TestModule } from 'vitest/node'

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const of = (state: string) => tests.filter((test) => test.result().state === state)
    for (const test of of('skipped')) console.log(`skipped: ${test.fullName}`)
    console.log(
      `COUNTS ${tests.length} tests: ${of('passed').length} passed, ${of('failed').length} failed, ${of('skipped').length} skipped`,
    )
  }
}
