import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { testProgramPath } from '../helpers/program.ts'

const program = await testProgramPath('failpoint-program')

/** Passes the points in this order, and says each that it has passed. */
function pass(points: readonly string[], wanted: string | undefined) {
  const env = { ...process.env }
  delete env['PESIT_DROP_FAILPOINT']
  const { stdout, signal } = spawnSync(process.execPath, [program, ...points], {
    encoding: 'utf8',
    env: wanted === undefined ? env : { ...env, PESIT_DROP_FAILPOINT: wanted },
  })
  return { passed: stdout.trim().split(' '), signal }
}

const points = ['a', 'b', 'a', 'b', 'a']

test('without the variable nothing happens', () => {
  expect(pass(points, undefined)).toEqual({ passed: points, signal: null })
})

test.each([
  ['a', []],
  ['a:1', []],
  ['a:2', ['a', 'b']],
  ['b:2', ['a', 'b', 'a']],
  ['a:3', ['a', 'b', 'a', 'b']],
])('%s kills at that pass of that point', (wanted, passed) => {
  expect(pass(points, wanted)).toEqual({
    passed: passed.length === 0 ? [''] : passed,
    signal: 'SIGKILL',
  })
})

test.each(['a:4', 'c:1', ''])('%j is never reached', (wanted) => {
  expect(pass(points, wanted)).toEqual({ passed: points, signal: null })
})
