// Only for test/faults/process.slow.ts, which runs it in a network namespace that loses packets.

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/faults/**/*.lossy.ts'],
    reporters: ['default', './test/helpers/count-reporter.ts'],
    setupFiles: ['./test/helpers/patient-waiting.ts'],
    globalSetup: ['test/helpers/program-place.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 240_000,
    hookTimeout: 60_000,
  },
})
