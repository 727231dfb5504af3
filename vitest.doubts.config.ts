// `npm run doubts`: minutes to hours, by DOUBTS_EVERY; the suite leaves it out.

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/doubts/**/*.measure.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
  },
})
