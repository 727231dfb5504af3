// Diagnostics of PeSIT in words: each that the protocol names has a meaning of its own, and the step decides
// where the same number means something else.

import { describe, expect, test } from 'vitest'
import { formatDiagnostic, retryOf } from '../../../../src/pesit/parameters/diagnostics.ts'
import { withAfter } from '../../../../src/wording/after-end.ts'
import { message } from '../../../../src/wording/catalogue.ts'
import {
  type DiagnosticCode,
  diagnosticEntry,
  namedReasons,
  type Step,
} from '../../../../src/wording/catalogue/bank/diagnostics.ts'
import { sentenceOf, titleOf, whatOf } from '../../../../src/wording/sentence.ts'

const reader = { zone: 'Europe/Paris' }
const codeOf = (reason: number): DiagnosticCode =>
  `PESIT-${formatDiagnostic({ type: reason >= 300 ? 3 : 2, reason })}`

function refused(code: DiagnosticCode, step: Step, text = '') {
  return message(code, { bank: 'ma-banque', step, how: 'refused', text })
}

describe('a diagnostic', () => {
  test.each(namedReasons)('%d has its own sentence and a title', (reason) => {
    const told = refused(codeOf(reason), 'create')
    expect(whatOf(told, reader)).toContain(codeOf(reason))
    expect(whatOf(told, reader)).not.toContain('does not name')
    expect(titleOf(told)).toMatch(/^[A-Z].*[^.]$/)
  })

  test('says what to do whenever it does not heal by itself', () => {
    const silent = namedReasons.filter(
      (reason) =>
        !diagnosticEntry(codeOf(reason)).heals &&
        sentenceOf(refused(codeOf(reason), 'create'), reader) ===
          whatOf(refused(codeOf(reason), 'create'), reader),
    )
    expect(silent).toEqual([])
  })

  test('2-205 at CREATE means an unknown virtual file; at SELECT, that there is nothing to fetch', () => {
    expect(sentenceOf(refused('PESIT-2-205', 'create'), reader)).toContain(
      'it knows no such virtual file (PESIT-2-205). Check `virtualFile`',
    )
    expect(sentenceOf(refused('PESIT-2-205', 'select'), reader)).toBe(
      'ma-banque refused the request for a file (SELECT): it has no file for us (PESIT-2-205).',
    )
  })

  test('3-304 says to correct the password', () => {
    expect(sentenceOf(refused('PESIT-3-304', 'connect'), reader)).toContain('Mend `password`')
  })

  test('repeats what the bank wrote, and says what comes next', () => {
    const told = withAfter(refused('PESIT-2-201', 'create', 'disk busy'), { kind: 'tried-again' })
    expect(sentenceOf(told, reader)).toBe(
      'ma-banque refused the file (CREATE): its system is short of resources (PESIT-2-201) (“disk busy”). It is tried again by itself.',
    )
  })

  test('that is undocumented says so, and counts as permanent', () => {
    expect(whatOf(refused('PESIT-2-998', 'create'), reader)).toContain('PeSIT E does not name')
    expect(diagnosticEntry('PESIT-2-998').heals).toBe(false)
  })

  test('that is tried again by itself requires no person to act', () => {
    const operators = namedReasons.filter((reason) => {
      const isTried = ['later', 'restart', 'nothing'].includes(
        retryOf({ type: reason >= 300 ? 3 : 2, reason }).class,
      )
      return isTried && diagnosticEntry(codeOf(reason)).fault === 'operator'
    })
    expect(operators).toEqual([])
  })
})
