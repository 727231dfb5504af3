// The suite, in two projects. The tests of pure functions share a process, because loading the modules anew
// for each file would take most of their time. Each other file has a process of its own.

import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import LongestFirst from './test/helpers/suite-order.ts'

/**
 * Tests of pure functions that try thousands of cases, or compare processor times: too long for `test:quick`.
 */
const exhaustive = [
  'hostile',
  'hostile-files',
  'payments-reader',
  'session-pair',
  'tolerant-reading',
]

/**
 * These leave nothing behind that another file could notice: no environment, no handlers, no child processes.
 */
const pure = [
  'test/walls.test.ts',
  `test/{config,coverage,journey,pesit,preflight,schedule,trace,wording}/**/!(${exhaustive.join('|')}).test.ts`,
]

export default defineConfig({
  test: {
    reporters: ['default', './test/coverage/reporter.ts'],
    setupFiles: ['./test/helpers/patient-waiting.ts'],
    pool: 'forks',
    // Most tests wait for something most of their time.
    maxWorkers: Math.min(8, 2 * availableParallelism()),
    sequence: { sequencer: LongestFirst },
    // A bound for what hangs, not for what is slow: the machine may be shared.
    testTimeout: 240_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: pure,
          globalSetup: ['test/helpers/temporary-place.ts', 'test/helpers/program-place.ts'],
        },
      },
    ],
  },
})
