// `npm run mutate`: which changes of the judge no test notices (docs/mutation.md). A command, not part of CI.
// Of one file: `npm run mutate -- --mutate src/preflight/detect.ts`.

import { resolve } from 'node:path'

const sampleOf = Number(process.env.MUTATE_ONE_IN ?? 1)

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'in-process',
  plugins: ['./test/mutation/runner.mjs'],
  inProcess: {
    // Processor time for the tests of other files, a mutant.
    budgetMs: 2_000,
    // The seed chooses one mutant in this number of mutants; 1: all.
    sampleOf,
    seed: Number(process.env.MUTATE_SEED ?? 1),
    // A line for each mutant of the sample, as soon as it is decided.
    progress: resolve('.mutation/progress.jsonl'),
    include: [
      '^test/preflight/(?!hostile-files|tolerant-reading).*\\.test\\.ts$',
      '^test/admission/(against-flow|judge|warning-rules)\\.test\\.ts$',
      '^test/transfer/(backoff|doubt|final-point|number-used|proof|verdict.*)\\.test\\.ts$',
      '^test/bank/(outcomes|native/answers)\\.test\\.ts$',
    ],
    // Too slow to run for each mutant: they read a file once for each of its bytes.
    leaveOut: [
      'truncation',
      'beginning',
      'any bytes',
      'is cut, however',
      'does not grow',
      'of many ids',
    ],
  },
  mutate: [
    'src/preflight/**/*.ts',
    'src/admission/{judge,against-flow,warning-rules}.ts',
    'src/transfer/{verdict,doubt,final-point,number-used,backoff,policy,proof}.ts',
    'src/bank/{outcomes,answer,native/answers}.ts',
  ],
  coverageAnalysis: 'perTest',
  concurrency: Number(process.env.MUTATE_CONCURRENCY ?? 2),
  maxTestRunnerReuse: 1500,
  // The results of a sample are not reused: "not in the sample" would be one of them.
  incremental: sampleOf === 1,
  incrementalFile: '.mutation/incremental.json',
  tempDirName: '.mutation/sandbox',
  cleanTempDir: 'always',
  reporters: ['clear-text', 'json'],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  jsonReporter: { fileName: '.mutation/report.json' },
  ignorePatterns: [
    'bench',
    'dist',
    'docs',
    'examples',
    'systemd',
    'coverage',
    '.bench',
    '.mutation',
    'biome.json',
  ],
  disableTypeChecks: false,
  // On a loaded machine a slow run must not count as noticed.
  timeoutMS: 45_000,
  dryRunTimeoutMinutes: 30,
  timeoutFactor: 0.2,
}
