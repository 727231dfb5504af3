// A program that has a file checked, and is killed meanwhile: `check-program PATH`.

import { boundedChecker } from '../../src/admission/bounded-checker.ts'
import { programNextTo } from '../../src/lib/machine/fork-program.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { silentLog } from '../../src/lib/log.ts'

const checker = boundedChecker({
  clock: systemClock,
  log: silentLog,
  program: programNextTo('misbehaving-checks', import.meta.url),
})
const [, , path = ''] = process.argv
const checking = checker.check({ path, formats: ['pain.001'] }, new AbortController().signal)
console.log('begun')
await checking
