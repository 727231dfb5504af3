import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  describeDiagnostic,
  formatDiagnostic,
  isSuccess,
  parseDiagnostic,
  type RetryClass,
  retryOf,
} from '../../../src/pesit/parameters/diagnostics.ts'

const anyDiagnostic = fc.record({ type: fc.nat(255), reason: fc.nat(65_535) })
const classOf = (text: string): RetryClass =>
  retryOf(parseDiagnostic(text) ?? { type: 9, reason: 0 }).class

describe('success', () => {
  test('is 0-000 and nothing else', () => {
    expect(isSuccess({ type: 0, reason: 0 })).toBe(true)
    expect(retryOf({ type: 0, reason: 0 })).toEqual({ class: 'success', delayMs: 0 })
    fc.assert(
      fc.property(anyDiagnostic, (diagnostic) => {
        fc.pre(diagnostic.type !== 0 || diagnostic.reason !== 0)
        expect(isSuccess(diagnostic)).toBe(false)
        expect(retryOf(diagnostic).class).not.toBe('success')
        expect(describeDiagnostic(diagnostic)).not.toContain('success')
      }),
      { numRuns: 5000 },
    )
  })

  test('is neither any reason 0 nor any type 0', () => {
    expect(retryOf({ type: 2, reason: 0 }).class).toBe('restart')
    expect(retryOf({ type: 3, reason: 0 }).class).toBe('later')
    expect(retryOf({ type: 0, reason: 5 }).class).toBe('restart')
    expect(describeDiagnostic({ type: 2, reason: 0 })).toBe(
      'a reason that PeSIT E does not name (PESIT-2-000)',
    )
  })
})

describe('the next step', () => {
  const classes: Record<Exclude<RetryClass, 'success'>, string> = {
    nothing: '2-205',
    doubt: '2-204 2-212 2-225 2-231 2-250',
    security: '2-242 2-243 3-301 3-304 3-324 3-325 3-326',
    later:
      '2-201 2-202 2-203 2-206 2-207 2-211 2-216 2-219 2-254 3-300 3-302 3-303 3-309 3-312 3-314 ' +
      '3-316 3-322 3-327 3-329 3-399',
    restart:
      '1-100 2-213 2-214 2-215 2-217 2-218 2-221 2-222 2-223 2-233 2-299 3-310 3-311 3-313 3-317 ' +
      '3-319 3-320',
    permanent:
      '2-139 2-200 2-208 2-209 2-210 2-220 2-224 2-226 2-227 2-228 2-229 2-230 2-232 2-234 2-235 ' +
      '2-236 2-237 2-238 2-239 2-240 2-241 2-245 2-246 2-247 2-248 2-249 2-251 2-252 2-253 3-305 ' +
      '3-306 3-307 3-308 3-315 3-318 3-321 3-323 3-328 3-330 3-331 3-332 3-333 3-334 3-335 3-336',
  }
  const cases = Object.entries(classes).flatMap(([expected, codes]) =>
    codes.split(' ').map((code) => ({ code, expected })),
  )

  test.each(cases)('after $code: $expected', ({ code, expected }) => {
    expect(classOf(code)).toBe(expected)
  })

  test('depends on the reason alone, because peers differ in the type', () => {
    expect(classOf('3-205')).toBe('nothing')
    expect(classOf('1-304')).toBe('security')
    expect(classOf('0-204')).toBe('doubt')
  })

  test('after an undocumented code is that of another error of its class', () => {
    expect(retryOf({ type: 2, reason: 9999 })).toEqual(retryOf({ type: 2, reason: 299 }))
    expect(retryOf({ type: 1, reason: 101 })).toEqual(retryOf({ type: 2, reason: 299 }))
    expect(retryOf({ type: 3, reason: 9999 })).toEqual(retryOf({ type: 3, reason: 399 }))
  })

  test('later means after a while: there is a delay for each', () => {
    for (let reason = 1; reason < 500; reason += 1) {
      const { class: retry, delayMs } = retryOf({ type: reason < 300 ? 2 : 3, reason })
      if (retry === 'later') expect(delayMs).toBeGreaterThanOrEqual(60_000)
      if (retry !== 'later' && retry !== 'restart') expect(delayMs).toBe(0)
      expect(delayMs).toBeLessThanOrEqual(3_600_000)
    }
  })
})

describe('in words', () => {
  test.each([
    [{ type: 2, reason: 205 }, 'the file does not exist (PESIT-2-205)'],
    [{ type: 3, reason: 304 }, 'we are not authorised (identifier or password) (PESIT-3-304)'],
    [{ type: 0, reason: 0 }, 'success (PESIT-0-000)'],
    [{ type: 7, reason: 12 }, 'a reason that PeSIT E does not name (PESIT-7-012)'],
  ])('%j', (diagnostic, words) => {
    expect(describeDiagnostic(diagnostic)).toBe(words)
  })

  test('each one can be looked up by its code', () => {
    fc.assert(
      fc.property(anyDiagnostic, (diagnostic) => {
        expect(describeDiagnostic(diagnostic)).toContain(`PESIT-${formatDiagnostic(diagnostic)}`)
      }),
    )
  })
})

describe('as it is written', () => {
  test('is read back', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.nat(65_535), (type, reason) => {
        expect(parseDiagnostic(formatDiagnostic({ type, reason }))).toEqual({ type, reason })
      }),
    )
  })

  test('has at least three digits', () => {
    expect(formatDiagnostic({ type: 0, reason: 0 })).toBe('0-000')
    expect(formatDiagnostic({ type: 2, reason: 65_535 })).toBe('2-65535')
    expect(parseDiagnostic('2-5')).toEqual({ type: 2, reason: 5 })
    expect(parseDiagnostic('2-65535')).toEqual({ type: 2, reason: 65_535 })
  })

  test.each(['', '2', '2-', '-205', '4-205', '2-65536', '2-205 ', '2.205', 'x-299', '2-123456'])(
    '%j is not a diagnostic',
    (text) => {
      expect(parseDiagnostic(text)).toBeNull()
    },
  )
})
