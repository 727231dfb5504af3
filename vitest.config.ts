import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    reporters: ['default', './test/coverage/reporter.ts'],
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/program-place.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
})
