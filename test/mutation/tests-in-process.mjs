// Stands in for `vitest` in the bundle of runner.mjs: `describe` and `test` only collect, and `runTest` runs
// one of the collected tests. It knows what the tests of the judge use, and stops at what it does not know.

import {
  ASYMMETRIC_MATCHERS_OBJECT,
  getState,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect'
import * as chai from 'chai'

/** @type {{ file: string, name: string, run: (...values: unknown[]) => unknown, values: unknown[] }[]} */
const collected = []
let file = ''
let path = []
let cleanUps = []

chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)

export const expect = Object.assign(
  (value, text) => chai.expect(value, text),
  chai.expect,
  globalThis[ASYMMETRIC_MATCHERS_OBJECT],
  { getState: () => getState(expect), setState: (state) => setState(state, expect) },
)
globalThis[GLOBAL_EXPECT] = expect
chai.expect.extend = expect.extend

export function beginFile(name) {
  file = name
}

export function describe(name, collect) {
  path.push(name)
  collect()
  path.pop()
}

export function test(name, run) {
  add(name, run, [])
}

test.each = (rows) => (name, run) => {
  for (const row of rows) add(name, run, Array.isArray(row) ? row : [row])
}
test.skipIf = (isSkipped) => (isSkipped ? () => undefined : test)
describe.skipIf = (isSkipped) => (isSkipped ? () => undefined : describe)
describe.each = (rows) => (name, collect) => {
  for (const row of rows) describe(name, () => collect(...(Array.isArray(row) ? row : [row])))
}

export function onTestFinished(work) {
  cleanUps.push(work)
}

function add(name, run, values) {
  const whole = [...path, name].join(' > ')
  const alike = collected.filter((one) => one.file === file && one.whole === whole).length
  const id = `${file}#${whole}${alike === 0 ? '' : ` (${alike + 1})`}`
  collected.push({ id, file, whole, run, values })
}

export function collectedTests() {
  return collected
}

/** null: it passed. */
export async function failureOf({ run, values, whole }) {
  setState(
    {
      assertionCalls: 0,
      isExpectingAssertions: false,
      expectedAssertionsNumber: null,
      currentTestName: whole,
    },
    expect,
  )
  cleanUps = []
  try {
    await run(...values)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    for (const work of cleanUps.reverse()) await work()
  }
}
