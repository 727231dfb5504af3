// Files made to cost far more than their size. Time is compared with that of an ordinary file of the same
// size, in processor time of this process, so that a loaded machine changes nothing.

import { describe, expect, test } from 'vitest'
import { type CheckResult, createCheck, type Format } from '../../src/preflight/check.ts'
import { createPaymentsReader, type PaymentsRead } from '../../src/preflight/payments-reader.ts'
import { hostileFiles } from '../helpers/hostile-files.ts'
import { paymentFile } from '../helpers/payment-file.ts'

const sizeBytes = 3_000_000
const expected: readonly Format[] = ['pain.001', 'cfonb-160']

interface Measured<T> {
  readonly result: T
  readonly perByte: number
}

const measured = (chunks: Iterable<Buffer>): Measured<CheckResult> =>
  measuredBy(createCheck({ expected }), chunks)

const readTolerantly = (chunks: Iterable<Buffer>): Measured<PaymentsRead> =>
  measuredBy(createPaymentsReader({ tolerant: true }), chunks)

function measuredBy<T>(
  reader: { push(chunk: Uint8Array): void; finish(): T },
  chunks: Iterable<Buffer>,
): Measured<T> {
  let bytes = 0
  let spentUs = 0
  const spent = <T>(work: () => T): T => {
    const before = process.cpuUsage()
    const done = work()
    spentUs += process.cpuUsage(before).user
    return done
  }
  for (const chunk of chunks) {
    bytes += chunk.length
    spent(() => reader.push(chunk))
  }
  const result = spent(() => reader.finish())
  return { result, perByte: spentUs / bytes }
}

function* inChunks(content: Buffer, chunkBytes = 64 * 1024): Iterable<Buffer> {
  for (let at = 0; at < content.length; at += chunkBytes)
    yield content.subarray(at, at + chunkBytes)
}

describe('files made to cost much', () => {
  const ordinary = paymentFile({ transactions: 12_000 })
  const ofOrdinary = () => measured(inChunks(Buffer.from(ordinary))).perByte
  ofOrdinary()
  const usual = Math.max(ofOrdinary(), ofOrdinary())

  test.each(hostileFiles.map((file) => [file.name, file] as const))(
    '%s: blocked, and no byte costs much more than one of an ordinary file',
    (_, { code, chunks }) => {
      const { result, perByte } = measured(chunks(sizeBytes))
      expect(result.verdict).toBe('block')
      expect(result.findings.find(({ level }) => level === 'block')?.code).toBe(code)
      expect(perByte / usual).toBeLessThan(25)
    },
  )

  test.each(hostileFiles.map((file) => [file.name, file] as const))(
    '%s: what is said of it is short',
    (_, { chunks }) => {
      const { result } = measured(chunks(2_000_000))
      for (const { text, where } of result.findings)
        expect(text.length + where.length).toBeLessThan(500)
      expect(result.summary.length).toBeLessThan(3_000)
    },
  )

  test.each([
    ...hostileFiles.map((file) => [file.name, () => file.chunks(sizeBytes)] as const),
    ...[
      ['a million bare ampersands, each in a text of its own', '<Nm>&</Nm>'],
      ['bare ampersands in comments and CDATA', '<!--&--><Nm><![CDATA[&]]></Nm>'],
      ['what is no reference', '<Nm>&#;&#x;&am;&amp&#1234567890123;</Nm>'],
      ['control characters', '\u0001\u001a'],
      ['bytes that are not in the encoding', '<Nm>\u00e9\u00ff</Nm>'],
    ].map(
      ([name = '', part = '']) =>
        [
          name,
          () => inChunks(Buffer.from(`<Document>${part.repeat(1_000_000)}</Document>`, 'latin1')),
        ] as const,
    ),
    [
      'NULs and line ends in turn behind the root',
      () => inChunks(Buffer.from(`<Document></Document>${'\0\n'.repeat(1_500_000)}`)),
    ] as const,
  ])('%s: read tolerantly, no byte costs much more either', (_, chunks) => {
    const { result, perByte } = readTolerantly(chunks())
    expect(result.why).not.toMatch(/reader failed/)
    expect(perByte / usual).toBeLessThan(25)
  })

  test('byte by byte they are blocked for the same reason', () => {
    for (const { code, chunks } of hostileFiles.slice(0, 5)) {
      const check = createCheck({ expected })
      for (const chunk of chunks(1_000)) for (const byte of inChunks(chunk, 1)) check.push(byte)
      expect(check.finish().findings[0]?.code).toBe(code)
    }
  })
})

describe('files in order', () => {
  const check = (content: string, encoding: BufferEncoding = 'utf8', chunkBytes = 64 * 1024) =>
    measured(inChunks(Buffer.from(content, encoding), chunkBytes)).result

  test.each([1, 7, 255, 16 * 1024, 1024 * 1024])(
    'in chunks of %i bytes it passes and is read the same',
    (chunkBytes) => {
      const { verdict, findings, summary } = check(
        paymentFile({ transactions: 300 }),
        'utf8',
        chunkBytes,
      )
      expect({ verdict, findings }).toEqual({ verdict: 'pass', findings: [] })
      expect(summary).toContain('300 transfers from FR76…0189, 300.50 EUR')
    },
  )

  test.each([
    [
      'an ampersand in CDATA',
      paymentFile({ transactions: 2, name: '<![CDATA[Dupont & Fils et Compagnie]]>' }),
    ],
    [
      'an ampersand in a comment',
      paymentFile({ transactions: 2, name: '<!-- R & D of the writer -->ACME' }),
    ],
    [
      'a DOCTYPE that a comment tells of',
      paymentFile({ transactions: 2 }).replace('<Document', '<!-- <!DOCTYPE a> --><Document'),
    ],
    [
      'a long comment before the root',
      paymentFile({ transactions: 2 }).replace(
        '<Document',
        `<!--${'x'.repeat(500_000)}--><Document`,
      ),
    ],
    [
      'a long value that nobody compares',
      paymentFile({ transactions: 2, name: 'A'.repeat(100_000) }),
    ],
    ['line ends of two characters', paymentFile({ transactions: 2 }).replaceAll('\n', '\r\n')],
    [
      'a namespace on each transaction',
      paymentFile({ transactions: 200 }).replaceAll(
        '<CdtTrfTxInf>',
        '<CdtTrfTxInf xmlns:x="urn:x">',
      ),
    ],
  ])('%s is in order', (_, content) => {
    expect(check(content)).toMatchObject({ verdict: 'pass', findings: [] })
  })

  test('two bytes a character are in order', () => {
    const content = paymentFile({ transactions: 300 }).replace('UTF-8', 'UTF-16')
    expect(check(`\ufeff${content}`, 'utf16le').verdict).toBe('pass')
  })
})

describe('a bare ampersand', () => {
  test.each([
    ['in a text', 'Dupont & Fils et Compagnie'],
    ['in a text with a semicolon far behind', 'Dupont & Fils et Compagnie; Paris'],
    ['in a text that begins like a comment', '!-- Dupont & Fils et Compagnie'],
  ])('%s is told as what it is', (_, name) => {
    const content = Buffer.from(paymentFile({ transactions: 2, name }))
    expect(measured(inChunks(content)).result.findings[0]?.code).toBe('BARE-AMPERSAND')
    expect(measured(inChunks(content, 1)).result.findings[0]?.code).toBe('BARE-AMPERSAND')
  })
})

test('a flood of warnings does not hide a wrong total', () => {
  const content = paymentFile({ transactions: 150, iban: 'FR00', controlSum: '1.00' })
  const { result } = measured(inChunks(Buffer.from(content)))
  expect(result.verdict).toBe('block')
  expect(result.findings[0]?.code).toBe('CONTROL-SUM')
})

test('a message id that is too long to compare is blocked, not cut', () => {
  const content = paymentFile({ transactions: 1, messageId: 'M'.repeat(2_000) })
  const { result } = measured(inChunks(Buffer.from(content)))
  expect(result.findings[0]).toMatchObject({ level: 'block', code: 'TOO-LONG', where: 'MsgId' })
})
