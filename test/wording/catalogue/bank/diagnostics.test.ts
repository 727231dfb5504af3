// Which troubles end by themselves: the diagnostics agree with the table of diagnostics, whatever is added to
// it.

import { expect, test } from 'vitest'
import { formatDiagnostic, retryOf } from '../../../../src/pesit/parameters/diagnostics.ts'
import {
  diagnosticEntry,
  isDiagnosticCode,
} from '../../../../src/wording/catalogue/bank/diagnostics.ts'

const ends = new Set(['later', 'restart', 'nothing'])
const reasons = Array.from({ length: 340 }, (_, reason) => reason).filter((reason) => reason > 0)

test('a diagnostic heals by itself exactly when the same is tried again after it', () => {
  const known = reasons
    .map((reason) => ({ type: reason >= 300 ? 3 : 2, reason }))
    // Those without a name of their own are tried again a few times; of a trouble that stays nobody knows.
    .filter((diagnostic) => !isUnnamed(diagnostic))
  const disagree = known.filter(
    (diagnostic) =>
      healsByItself(`PESIT-${formatDiagnostic(diagnostic)}`) !==
      ends.has(retryOf(diagnostic).class),
  )
  expect(disagree).toEqual([])
  expect(known.length).toBeGreaterThan(90)
})

test.each([
  ['PESIT-3-304', false],
  ['PESIT-2-207', true],
])('%s heals by itself: %s', (code, expected) => {
  expect(healsByItself(code)).toBe(expected)
})

function healsByItself(code: string): boolean {
  return isDiagnosticCode(code) && diagnosticEntry(code).heals
}

function isUnnamed({ type, reason }: { readonly type: number; readonly reason: number }): boolean {
  const named = retryOf({ type, reason })
  const other = retryOf({ type: type === 3 ? 2 : 3, reason })
  // A reason with a name means the same under every type.
  return named.class !== other.class || named.delayMs !== other.delayMs
}
