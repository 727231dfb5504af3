// Rules by which the sandbox bank misbehaves, as they are written on the command line.

import { expect, test } from 'vitest'
import { parseRule } from '../../src/sandbox/misbehaviour.ts'
import { runCli } from '../helpers/road/cli.ts'

test.each([
  'cut:data=-1',
  'cut:data=2-204',
  'delay:create=-5',
  'delay:create',
  'refuse:create=9',
  'cut:nowhere',
])('%s is not a rule', (text) => {
  expect(parseRule(text)).toBeNull()
})

test('a cut after a number of bytes, and one at once, are rules', () => {
  expect(parseRule('cut:data=1000×3')).toMatchObject({ action: { afterBytes: 1000 }, times: 3 })
  expect(parseRule('cut:transfer-end')).toMatchObject({ action: { afterBytes: 0 } })
})

test('a bank that repeats itself always does so, with the current date or the first one', () => {
  const rules = ['repeat:always', 'repeat:number'].map((text) => parseRule(text))
  expect(rules).toMatchObject([
    { step: 'offer', action: { kind: 'repeat', dated: true }, times: Number.POSITIVE_INFINITY },
    { step: 'offer', action: { kind: 'repeat', dated: false }, times: Number.POSITIVE_INFINITY },
  ])
  expect(parseRule('repeat:select')).toBeNull()
})

test.each([
  [['--port', '99999'], 'a port is at most 65535', 2],
  [['--folder', '/proc/x', '--port', '0'], 'cannot start with the folder /proc/x', 1],
])('a sandbox with %j is refused in words, without a stack', async (args, why, exit) => {
  const { code, err } = await runCli(['sandbox', ...args])
  expect(err).toContain(why)
  expect(err).not.toMatch(/^ +at /m)
  expect(code).toBe(exit)
})
