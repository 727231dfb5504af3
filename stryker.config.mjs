// `npm run mutate`: which changes of the judge no test notices (docs/mutation.md). A command, not part of CI.
// Of one file: `npm run mutate -- --mutate src/preflight/detect.ts`.

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'in-process',
  plugins: ['./test/mutation/runner.mjs'],
  inProcess: {
    // Processor time for the tests of other files, a mutant.
    budgetMs: 1_000,
    // One mutant in so many, chosen by the seed; 1: all.
    sampleOf: Number(process.env.MUTATE_ONE_IN ?? 1),
    seed: Number(process.env.MUTATE_SEED ?? 1),
    include: [
      '^test/preflight/(?!hostile-files|tolerant-reading).*\\.test\\.ts$',
      '^test/admission/(against-flow|judge|warning-rules)\\.test\\.ts$',
      '^test/transfer/(backoff|number-used|proof|verdict.*)\\.test\\.ts$',
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
    'src/transfer/{verdict,number-used,backoff,policy,proof}.ts',
    'src/bank/{outcomes,answer,native/answers}.ts',
  ],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  maxTestRunnerReuse: 1500,
  incremental: true,
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
  timeoutMS: 30_000,
  timeoutFactor: 0.2,
}
