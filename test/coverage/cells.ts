// What a test has exercised: cells of the tables that the suite must fill (table-*.ts). A test says it once
// it has made its check; it counts only when the test passes, and the reporter (reporter.ts) tells at the end
// of the run which cells are open.

import { TestRunner } from 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    cells?: readonly string[]
  }
}

export function exercised(cells: readonly string[]): void {
  const meta = TestRunner.getCurrentTest()?.meta
  if (meta === undefined) throw new Error('no test is running that could have exercised anything')
  meta.cells = [...new Set([...(meta.cells ?? []), ...cells])]
}
