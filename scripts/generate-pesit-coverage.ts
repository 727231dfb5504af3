// Runs the tests that fill the tables of PeSIT E, and writes which test exercises which cell of them:
// docs/reference/pesit-coverage.md.

import { writeFileSync } from 'node:fs'
import { startVitest } from 'vitest/node'
import { counts, page } from '../test/coverage/page.ts'
import { exercisedBy, sources } from '../test/coverage/reporter.ts'

const vitest = await startVitest('test', sources, { watch: false, run: true, reporters: ['dot'] })
const modules = vitest.state.getTestModules()
const failed = modules.some((module) => !module.ok())
await vitest.close()
if (failed) throw new Error('a test failed: the page is left as it was')
const exercised = exercisedBy(modules)
writeFileSync('docs/reference/pesit-coverage.md', page(exercised))
for (const line of counts(exercised)) console.log(line)
