// `npm run faults`: faults that need root, tools of the system, or minutes; the suite leaves them out. What
// cannot be produced on a machine is skipped, and its name says why.

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/faults/**/*.slow.ts'],
    reporters: ['default', './test/helpers/count-reporter.ts'],
    setupFiles: ['./test/helpers/patient-waiting.ts'],
    globalSetup: ['test/helpers/program-place.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 240_000,
    hookTimeout: 60_000,
  },
})
