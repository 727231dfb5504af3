// A runner of tests for Stryker (docs/mutation.md). Stryker's own for Vitest starts a thread and imports the
// program anew for each mutant, which takes seconds; the tests of the judge are pure, so they are bundled
// once and run in this process, those of the mutated file and the quick ones first, until one fails.
//
// A mutant that changes a constant of a module needs a fresh module: the bundle is then imported again.

import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core'
import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin'
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner'
import { build } from 'esbuild'

class InProcessRunner {
  constructor(options) {
    const { include, leaveOut, budgetMs, sampleOf, seed, progress } = options.inProcess
    this.budgetMs = budgetMs
    this.sampleOf = sampleOf
    this.seed = seed
    this.progress = progress
    this.include = include.map((pattern) => new RegExp(pattern))
    this.leaveOut = leaveOut.map((pattern) => new RegExp(pattern))
    this.loads = 0
    this.isStale = true
  }

  capabilities() {
    return { reloadEnvironment: true }
  }

  async init() {
    this.bundle = resolve('mutation-bundle.mjs')
    // The first process runs all tests once; those that come later know from it which are quick.
    this.times = resolve('mutation-times.json')
    const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
      .map((name) => join('test', name))
      .filter((name) => this.include.some((pattern) => pattern.test(name)))
      .sort()
    await bundleOf(files, this.bundle)
  }

  async dryRun() {
    this.state.activeMutant = undefined
    await this.load()
    const tests = []
    for (const test of this.tests) {
      this.state.currentTestId = test.id
      const startedMs = performance.now()
      const failure = await this.failureOf(test)
      this.state.currentTestId = undefined
      tests.push(resultOf(test, failure, performance.now() - startedMs))
    }
    const times = tests.map(({ id, timeSpentMs }) => [id, timeSpentMs])
    writeFileSync(this.times, JSON.stringify(Object.fromEntries(times)))
    return { status: DryRunStatus.Complete, tests, mutantCoverage: this.state.mutantCoverage }
  }

  async mutantRun(options) {
    const { activeMutant } = options
    // Errors are left out of the score.
    if (!isInSample(activeMutant, this))
      return { status: 'error', errorMessage: 'not in the sample' }
    const result = await this.runOf(options)
    if (this.progress !== undefined) appendFileSync(this.progress, lineOf(activeMutant, result))
    return result
  }

  async runOf({ testFilter, hitLimit, activeMutant, mutantActivation, sandboxFileName }) {
    const isStatic = mutantActivation === 'static'
    const { state } = this
    state.activeMutant = isStatic ? activeMutant.id : undefined
    state.hitCount = 0
    state.hitLimit = hitLimit
    try {
      if (isStatic || this.isStale) await this.load()
    } catch (error) {
      this.isStale = true
      return {
        status: 'killed',
        killedBy: ['the modules'],
        failureMessage: String(error),
        nrOfTests: 1,
      }
    }
    this.isStale = isStatic
    state.activeMutant = activeMutant.id
    const wanted = testFilter === undefined ? null : new Set(testFilter)
    const mirror = mirrorOf(sandboxFileName)
    const times = existsSync(this.times) ? JSON.parse(readFileSync(this.times, 'utf8')) : {}
    const costOf = ({ id, file }) => (times[id] ?? 0) - (file === mirror ? 1e9 : 0)
    const tests = this.tests
      .filter(({ id }) => wanted === null || wanted.has(id))
      .sort((one, other) => costOf(one) - costOf(other))
    const results = await this.untilOneFails(tests, mirror)
    const status = DryRunStatus.Complete
    return toMutantRunResult(
      determineHitLimitReached(state.hitCount, hitLimit) ?? { status, tests: results },
    )
  }

  /** All tests of the mutated file; then others, the quick ones first, until the budget is spent. */
  async untilOneFails(tests, mirror) {
    const results = []
    const before = process.cpuUsage()
    const spentMs = () => process.cpuUsage(before).user / 1000
    for (const test of tests) {
      if (test.file !== mirror && spentMs() > this.budgetMs) break
      const failure = await this.failureOf(test)
      results.push(resultOf(test, failure, 0))
      if (failure !== null) break
    }
    return results
  }

  async load() {
    this.loads += 1
    const loaded = await import(`${pathToFileURL(this.bundle).href}?load=${this.loads}`)
    this.tests = loaded
      .collectedTests()
      .filter(({ id }) => !this.leaveOut.some((pattern) => pattern.test(id)))
    this.failureOf = loaded.failureOf
    this.isStale = false
  }

  get state() {
    globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {}
    return globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE]
  }
}

/** The same mutants for the same seed, as long as the file stays as it is. */
function isInSample({ location, replacement, mutatorName, fileName }, { sampleOf, seed }) {
  if (sampleOf <= 1) return true
  const { start, end } = location
  const path = pathOf(fileName)
  const id = JSON.stringify([seed, path, start, end, mutatorName, replacement])
  return createHash('sha256').update(id).digest().readUInt32BE() % sampleOf === 0
}

function lineOf({ location, replacement, mutatorName, fileName }, { status, killedBy }) {
  const path = pathOf(fileName)
  const line = location.start.line + 1
  const killedFirst = killedBy?.[0]
  return `${JSON.stringify({ status, path, line, mutatorName, replacement, killedBy: killedFirst })}\n`
}

function pathOf(fileName) {
  return fileName.replace(/^.*\/src\//, 'src/')
}

function mirrorOf(sandboxFileName) {
  const [, path = ''] = /\/src\/(.*)\.ts$/.exec(sandboxFileName) ?? []
  return `test/${path}.test.ts`
}

function resultOf({ id, file }, failureMessage, timeSpentMs) {
  const common = { id, name: id, timeSpentMs, fileName: resolve(file) }
  return failureMessage === null
    ? { ...common, status: TestStatus.Success }
    : { ...common, status: TestStatus.Failed, failureMessage }
}

async function bundleOf(files, outfile) {
  const stand = resolve('test/mutation/tests-in-process.mjs')
  const entry = files
    .map(
      (file) =>
        `await import(${JSON.stringify(`mark:${file}`)})\nawait import(${JSON.stringify(resolve(file))})`,
    )
    .join('\n')
  await build({
    stdin: {
      contents: `${entry}\nexport * from ${JSON.stringify(stand)}`,
      resolveDir: process.cwd(),
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
    plugins: [{ name: 'tests in process', setup: (esbuild) => changeImports(esbuild, stand) }],
  })
}

/** `vitest` is our stand-in; a file still knows where it lies; before each file its name is noted. */
function changeImports(esbuild, stand) {
  esbuild.onResolve({ filter: /^vitest$/ }, () => ({ path: stand }))
  esbuild.onResolve({ filter: /^mark:/ }, ({ path }) => ({ path, namespace: 'mark' }))
  esbuild.onLoad({ filter: /.*/, namespace: 'mark' }, ({ path }) => ({
    contents: `import { beginFile } from ${JSON.stringify(stand)}\nbeginFile(${JSON.stringify(path.slice(5))})`,
    resolveDir: process.cwd(),
  }))
  esbuild.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
    contents: `const ownUrl = ${JSON.stringify(pathToFileURL(path).href)};${readFileSync(path, 'utf8').replaceAll('import.meta.url', 'ownUrl')}`,
    loader: 'ts',
  }))
}

function create(options) {
  return new InProcessRunner(options)
}
create.inject = tokens(commonTokens.options)

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'in-process', create)]
export const strykerValidationSchema = {
  type: 'object',
  properties: {
    inProcess: {
      type: 'object',
      properties: {
        include: { type: 'array', items: { type: 'string' } },
        leaveOut: { type: 'array', items: { type: 'string' } },
        budgetMs: { type: 'number' },
        sampleOf: { type: 'number' },
        seed: { type: 'number' },
        progress: { type: 'string' },
      },
    },
  },
}
