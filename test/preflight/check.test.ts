import { describe, expect, test } from 'vitest'
import { createCheck, formats, type Format } from '../../src/preflight/check.ts'
import { abroad, check, pain, paymentsOf, transfers } from './files-of-orders.ts'

const crlf = (records: readonly string[]) => Buffer.from(records.join('\r\n'), 'latin1')
const files: Readonly<Record<Format, Buffer>> = {
  'pain.001': Buffer.from(pain()),
  'pain.008': Buffer.from(pain({ family: 'pain.008' })),
  'cfonb-160': crlf(transfers()),
  'cfonb-320': crlf(abroad()),
}
const verdictOf = (bytes: Uint8Array, expected: readonly Format[]) => {
  const run = createCheck({ expected })
  run.push(bytes)
  return run.finish()
}

describe('the check of an outbox', () => {
  test.each(formats)('lets a %s pass where it is expected, and nowhere else', (format) => {
    expect(verdictOf(files[format], [format])).toMatchObject({ verdict: 'pass', format })
    expect(
      verdictOf(
        files[format],
        formats.filter((other) => other !== format),
      ),
    ).toMatchObject({
      verdict: 'block',
      findings: [{ code: 'WRONG-FOLDER' }],
    })
  })

  test.each(formats)(
    'says which payments a %s orders, as the reader of payments does',
    (format) => {
      const { payments } = verdictOf(files[format], formats)
      expect(payments).not.toBeNull()
      expect(payments).toEqual(paymentsOf(files[format]))
      expect(payments?.format).toBe(format)
    },
  )

  test.each(formats)('says so of a %s that it refuses too', (format) => {
    expect(verdictOf(files[format], []).payments).toEqual(
      verdictOf(files[format], formats).payments,
    )
  })

  test('says nothing of payments where there is no whole set of orders', () => {
    expect(check(files['pain.001'].subarray(0, -20))).toMatchObject({
      verdict: 'block',
      payments: null,
      contentKey: '',
    })
    expect(check(crlf(transfers().slice(0, -1)))).toMatchObject({
      verdict: 'block',
      payments: null,
      contentKey: '',
    })
    expect(check('something else')).toMatchObject({
      format: null,
      verdict: 'block',
      payments: null,
      summary: '',
    })
  })

  test('has a key by content alone only where dates play no part', () => {
    expect(check(pain()).contentKey).toBe(paymentsOf(pain()).key)
    expect(check(pain({ messageId: '' })).contentKey).toBe('')
    expect(check(files['cfonb-160']).contentKey).toBe('')
  })

  test('keeps a key in the form that ledgers have it already', () => {
    const batches = [{ account: 'FR7630004008230000123456778', orders: [{ amount: '5.00' }] }]
    expect(check(pain({ batches })).contentKey).toBe(
      '["pain.001","MSG-0001",1,"500000",["FR7630004008230000123456778"]]',
    )
  })

  test.each(['', ' \n'])('refuses %j as empty', (text) => {
    expect(check(text)).toMatchObject({ verdict: 'block', findings: [{ code: 'EMPTY' }] })
  })

  test.each(formats)('gives plain data for a %s, which may go to another thread', (format) => {
    const result = verdictOf(files[format], formats)
    expect(structuredClone(result)).toEqual(result)
  })

  test('does not change the bytes that it reads', () => {
    for (const bytes of Object.values(files)) {
      const copy = Buffer.from(bytes)
      verdictOf(bytes, formats)
      expect(bytes.equals(copy)).toBe(true)
    }
  })
})
