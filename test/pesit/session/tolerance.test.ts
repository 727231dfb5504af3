// What is tolerated in a peer that deviates from the specification, and the errors for what is not.

import { describe, expect, test } from 'vitest'
import type { Fpdu, FpduName } from '../../../src/pesit/fpdu/fpdu.ts'
import type { Parameters } from '../../../src/pesit/parameters/parameters.ts'
import {
  keyOf,
  largestFileOf,
  longestArticleOf,
  mayBeMissing,
  notPossible,
  signOf,
  unusable,
  violation,
} from '../../../src/pesit/session/tolerance.ts'

const fpdu = (name: FpduName, parameters: Parameters = {}): Fpdu =>
  ({ name, parameters }) as unknown as Fpdu
const refusal = { diagnostic: { type: 2, reason: 205 } }

test.each([
  [{ type: 0, reason: 0 }, '+'],
  [{ type: 0, reason: 7 }, '+'],
  [{ type: 2, reason: 205 }, '-'],
  [{ type: 3, reason: 311 }, '-'],
] as const)('the diagnostic %j is an answer of the sign %s', (diagnostic, sign) => {
  expect(signOf(diagnostic)).toBe(sign)
})

test.each<[FpduName, Parameters, string]>([
  ['ACK(CREATE)', {}, 'rcv ACK(CREATE)+'],
  ['ACK(CREATE)', refusal, 'rcv ACK(CREATE)-'],
  ['ACK(SYN)', refusal, 'rcv ACK(SYN)'],
  ['ACK(RESYN)', {}, 'rcv ACK(RESYN)'],
  ['ACK(IDT)', {}, 'rcv ACK(IDT)'],
  ['CREATE', {}, 'rcv CREATE'],
  ['IDT', refusal, 'rcv IDT'],
])('%s with %j is the key “%s” of the tables', (name, parameters, key) => {
  expect(keyOf(fpdu(name, parameters))).toBe(key)
})

describe('a parameter that is missing', () => {
  test.each<[FpduName, Parameters, string, boolean]>([
    ['ACK(CREATE)', refusal, 'PI 25', true],
    ['ACK(CREATE)', {}, 'PI 25', true],
    ['ACK(CREATE)', {}, 'PI 2', false],
    ['ACK(SELECT)', {}, 'PI 13', true],
    ['ACK(WRITE)', {}, 'PI 18', true],
    ['ACK(WRITE)', {}, 'PI 2', false],
    ['ACK(TRANS.END)', {}, 'PI 2', true],
    ['ACK(TRANS.END)', {}, 'PI 27', true],
    ['ACK(ORF)', {}, 'PI 21', false],
    ['ACK(ORF)', refusal, 'PI 21', true],
    ['ACK(ORF)', refusal, 'PI 2', false],
    ['TRANS.END', {}, 'PI 2', true],
    ['IDT', {}, 'PI 2', false],
    ['CREATE', {}, 'PI 13', false],
  ])('%s with %j without %s is tolerated: %s', (name, parameters, what, isTolerated) => {
    expect(mayBeMissing(fpdu(name, parameters), what)).toBe(isTolerated)
  })
})

test.each<[FpduName, Parameters, boolean]>([
  ['SELECT', { entityBytes: 16 }, true],
  ['SELECT', { entityBytes: 15 }, false],
  ['SELECT', {}, true],
  ['ACK(CREATE)', { entityBytes: 15 }, false],
  ['ACK(CREATE)', { entityBytes: 15, ...refusal }, true],
  ['CREATE', { entityBytes: 15 }, true],
])('%s with %j leaves space for data: %s', (name, parameters, isUsable) => {
  expect(unusable(fpdu(name, parameters)).length === 0).toBe(isUsable)
})

describe('the largest file', () => {
  test.each([
    ['is not known without PI 42', {}, undefined, Number.POSITIVE_INFINITY],
    ['is not known where PI 42 is 0', {}, { maximumSpace: 0 }, Number.POSITIVE_INFINITY],
    ['is counted in kilobytes', {}, { maximumSpace: 100 }, Math.ceil(164 * 1024 * 1.1)],
    [
      'is counted in articles',
      { articleBytes: 80 },
      { maximumSpace: 100, spaceUnit: 'articles' },
      Math.ceil((8000 + 64 * 1024) * 1.1),
    ],
  ] as const)('%s', (_, logical, physical, bytes) => {
    expect(largestFileOf(logical, physical)).toBe(bytes)
  })

  test('is counted in the longest articles that there are where their length is not known', () => {
    expect(longestArticleOf(undefined)).toBe(65_535)
    expect(longestArticleOf({ articleBytes: 0 })).toBe(65_535)
    expect(longestArticleOf({ articleBytes: 80 })).toBe(80)
  })
})

test('the errors say whose fault it is', () => {
  expect(violation('x')).toMatchObject({ fault: 'remote', diagnostic: { type: 3, reason: 311 } })
  expect(notPossible('x')).toMatchObject({ fault: 'local', diagnostic: { type: 3, reason: 311 } })
})
