// What old programs write and lenient banks take: a file that is disturbed like that orders the same
// payments.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inProcessChecker } from '../../src/admission/checker.ts'
import { createPaymentsReader, type PaymentsRead } from '../../src/preflight/payments-reader.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { pain, paymentsOf, read, twoBatches } from './files-of-orders.ts'

function tolerantly(file: string | Uint8Array, chunkBytes = 97): PaymentsRead {
  const bytes = Buffer.from(file)
  const reader = createPaymentsReader({ tolerant: true })
  for (let at = 0; at < bytes.length; at += chunkBytes)
    reader.push(bytes.subarray(at, at + chunkBytes))
  return reader.finish()
}

/** As a daemon reads a file of an outbox that checks nothing. */
async function asSent(bytes: Uint8Array): Promise<PaymentsRead> {
  const path = join(tempFolder(), 'file')
  writeFileSync(path, bytes)
  const outcome = await inProcessChecker().readPayments({ path }, new AbortController().signal)
  if (outcome.kind !== 'done') throw new Error(outcome.kind)
  return outcome.result
}

const named = (name: string) => (file: string) => file.replaceAll('SOCIETE', name)
const behind = (end: string) => (file: string) => file + end
const before = (begin: string) => (file: string) => begin + file
const declared = (label: string) => (file: string) => file.replace('UTF-8', label)
const wide = (end: readonly number[]) => (file: string) =>
  Buffer.concat([Buffer.from(`\ufeff${declared('UTF-16')(file)}`, 'utf16le'), Buffer.from(end)])

const disturbances: readonly (readonly [string, (file: string) => string | Buffer])[] = [
  ['nothing', (file) => file],
  ['Ctrl-Z behind the root', behind('\u001a')],
  ['a line end and Ctrl-Z behind the root', behind('\r\n\u001a\u001a\r\n')],
  ['NULs behind the root', behind('\0'.repeat(5000))],
  ['a block of blanks behind the root', behind(' '.repeat(40_000))],
  ['NULs, blanks and Ctrl-Z behind the root', behind('\r\n\0\0 \u001a\0\n')],
  ['two megabytes of NULs behind the root', behind('\0'.repeat(2_000_000))],
  ['two megabytes of blanks behind the root', behind(' '.repeat(2_000_000))],
  ['a comment and Ctrl-Z behind the root', behind('<!-- the end & more -->\u001a')],
  ['a line end before the declaration', before('\r\n')],
  ['blanks before the declaration', before('  \t\n')],
  ['more blanks than any head before the declaration', before('\n '.repeat(2000))],
  ['a byte order mark', before('\ufeff')],
  ['two byte order marks and a line end', before('\ufeff\n\ufeff')],
  ['a bare ampersand', named('DUPONT & FILS')],
  ['a bare ampersand before a name', named('R&D')],
  ['ampersands in a row', named('&&&amp;&')],
  ['an ampersand that has a semicolon far behind', named('DUPONT & FILS; PARIS')],
  ['an entity that nobody declares', named('SOCI&eacute;T&Eacute;')],
  ['a reference to nothing', named('A&#0;B&#x1F;C&#xD800;&#x110000;&#;')],
  ['a bare ampersand in an attribute', (file) => file.replace('<GrpHdr', '<GrpHdr a="b & c"')],
  ['control characters in a name', named('SOC\u0001IE\u001fTE\u007f')],
  ['Ctrl-Z between elements', (file) => file.replace('<PmtInf>', '\u001a<PmtInf>')],
  ['Latin-1 under UTF-8', (file) => Buffer.from(named('SOCIÉTÉ ÉTÉ')(file), 'latin1')],
  ['UTF-8 cut within a letter', (file) => Buffer.from(named('SOCIÃ')(file), 'latin1')],
  ['an encoding that nobody knows', declared('ANSI')],
  ['UTF-8 under UTF-16', declared('utf-16')],
  ['two bytes a character and Ctrl-Z of one byte', wide([0x1a])],
  ['two bytes a character and Ctrl-Z of two', wide([0x1a, 0])],
  ['two bytes a character and NULs', wide([0, 0, 0, 0, 0])],
  [
    'all at once',
    (file) => Buffer.from(`\n\n${named('É & É')(file)}<!-- & -->\r\n\u001a\0\0`, 'latin1'),
  ],
]

const files = (['pain.001', 'pain.008'] as const).flatMap((family) =>
  ['MSG-0001', ''].map((messageId) => [family, messageId] as const),
)

describe.each(files)('a %s with the message id "%s"', (family, messageId) => {
  const file = pain({ family, messageId, between: '\n' })

  test.each(disturbances)('orders the same payments with %s', async (_, disturb) => {
    const bytes = Buffer.from(disturb(file))
    const wanted = paymentsOf(file)
    expect((await asSent(bytes)).payments).toEqual(wanted)
    for (const chunkBytes of bytes.length > 100_000 ? [4096] : [1, 7, 97, 4096])
      expect(tolerantly(bytes, chunkBytes).payments).toEqual(wanted)
  })

  test('gives nothing or the whole when it is cut, however it is disturbed', () => {
    const wanted = paymentsOf(file)
    const bytes = Buffer.from(`\n${named('É & <![CDATA[&]]> É')(file)}\n\u001a\0\0`, 'latin1')
    const whole = bytes.lastIndexOf('>') + 1
    for (let end = 0; end <= bytes.length; end += 1) {
      const { payments } = tolerantly(bytes.subarray(0, end), 4096)
      expect(payments).toEqual(end < whole ? null : wanted)
    }
  })

  test('returns nothing when there are NULs in place of the end', () => {
    const bytes = Buffer.from(file)
    for (let end = 1; end < bytes.length; end += 7) {
      const damaged = Buffer.concat([bytes.subarray(0, end), Buffer.alloc(bytes.length - end)])
      expect(tolerantly(damaged, 4096).payments).toBeNull()
    }
  })
})

describe('a tolerant reading', () => {
  test.each<readonly [string, string, RegExp]>([
    ['a DOCTYPE', pain({ declaration: '<!DOCTYPE a []>' }), /DOCTYPE/],
    ['a DOCTYPE behind blanks', pain({ declaration: '\n <!DOCTYPE a []>' }), /DOCTYPE/],
    ['NULs within', pain().replace('SOCIETE', 'SOC\0IETE'), /NUL/],
    ['a tag that is not closed', pain().replace('</PmtId>', ''), /well-formed/],
    ['a bare less-than sign', named('A < B')(pain()), /well-formed/],
    ['two files behind each other', `${pain()}${pain()}`, /well-formed/],
    ['text behind the root', `${pain()}x`, /well-formed/],
    ['text behind NULs', `${pain()}\0x`, /well-formed/],
  ])('does not get through %s', async (_, file, why) => {
    const got = await asSent(Buffer.from(file))
    expect(got).toMatchObject({ kind: 'unreadable', payments: null })
    expect(got.why).toMatch(why)
  })

  test('leaves an ampersand in CDATA, a comment and an instruction as it is', () => {
    // Without an account the name tells whom a payment is for, and is in the key.
    const to = (name: string) =>
      pain({ messageId: '', batches: [{ orders: [{}] }] }).replaceAll(
        '<Nm>NAME</Nm>',
        `<Nm>${name}</Nm>`,
      )
    const wanted = paymentsOf(to('A &amp; B &lt;'))
    for (const name of [
      'A & B &lt;',
      '<![CDATA[A & B]]> &lt;',
      '<!-- & ]]&gt; -->A <?x & ?>&#38; B &#x3C;',
    ])
      for (const chunkBytes of [1, 2, 3, 5, 4096])
        expect(tolerantly(to(name), chunkBytes).payments).toEqual(wanted)
  })

  test('of what can be read strictly gives the same', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.integer({ min: 1, max: 300 }),
        (name, chunkBytes) => {
          const file = pain({ messageId: '', batches: [...twoBatches, {}] }).replaceAll(
            'NAME',
            name,
          )
          const strict = read(file, chunkBytes)
          if (strict.payments !== null) expect(tolerantly(file, chunkBytes)).toEqual(strict)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('gets through any bytes, also within a payment file', () => {
    const valid = Buffer.from(pain())
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 600 }),
        fc.nat(valid.length),
        fc.integer({ min: 1, max: 300 }),
        (bytes, at, chunkBytes) => {
          const within = Buffer.concat([valid.subarray(0, at), bytes, valid.subarray(at)])
          for (const file of [bytes, within]) {
            const got = tolerantly(file, chunkBytes)
            expect(got.why).not.toMatch(/reader failed/)
            expect(got.payments === null).toBe(got.kind !== 'payments')
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})
