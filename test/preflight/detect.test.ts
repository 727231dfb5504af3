import { describe, expect, test } from 'vitest'
import { sniff } from '../../src/preflight/detect.ts'
import { abroad, layouts, pain, record, transfers } from './files-of-orders.ts'

const see = (bytes: Uint8Array) => sniff(bytes.subarray(0, 512), bytes.length)

describe('by its first bytes', () => {
  test.each(Object.entries(layouts))('CFONB 160 and 320 are known in %s', (name, { write }) => {
    const expected = {
      kind: 'cfonb',
      charset: name.startsWith('EBCDIC') ? 'ebcdic' : 'latin1',
      startsWithBom: name === 'a byte order mark',
    }
    expect(see(write(transfers()))).toMatchObject({ ...expected, recordBytes: 160 })
    expect(see(write(abroad()))).toMatchObject({ ...expected, recordBytes: 320 })
  })

  test.each<readonly [string, string, object]>([
    ['a statement', record(120, [[1, '01']]), { kind: 'cfonb', recordBytes: 120 }],
    ['restituted operations', record(240, [[1, '31']]), { kind: 'cfonb', recordBytes: 240 }],
    ['a bon à payer', `${record(240, [[1, '0300000162']])}\n`, { kind: 'cfonb', recordBytes: 240 }],
    ['XML', pain(), { kind: 'xml' }],
    ['XML behind blanks', `\n ${pain({ declaration: '' })}`, { kind: 'xml' }],
    [
      'XML behind a byte order mark',
      Buffer.from(`\ufeff${pain()}`).toString('latin1'),
      { kind: 'xml' },
    ],
    ['nothing', '', { kind: 'empty' }],
    ['blanks', ' \r\n\u001a', { kind: 'empty' }],
    ['blanks alone', '   ', { kind: 'empty' }],
    ['tabs alone', '\t\t', { kind: 'empty' }],
    ['LF alone', '\n', { kind: 'empty' }],
    ['CR alone', '\r', { kind: 'empty' }],
    ['Ctrl-Z alone', '\u001a', { kind: 'empty' }],
    ['blanks before a letter', '   a', { kind: 'unknown', looksLike: 'text' }],
    ['a PDF', '%PDF-', { kind: 'unknown', looksLike: 'pdf' }],
    ['a gzip archive', '\u001f\u008b', { kind: 'unknown' }],
    ['an indented record', ` ${record(160, [[1, '0302']])}`, { kind: 'unknown' }],
    ['a record that is too short', '0302', { kind: 'unknown' }],
  ])('%s is known', (_, text, expected) => {
    expect(see(Buffer.from(text, 'latin1'))).toMatchObject(expected)
  })

  test('one line end after all records is not a line end between them', () => {
    expect(see(Buffer.from(`${transfers().slice(0, 3).join('')}\n`))).toMatchObject({
      lineEnds: false,
    })
    expect(see(Buffer.from(transfers().join('\n')))).toMatchObject({ lineEnds: true })
  })

  test('letters that Windows has where hosts have line ends are letters', () => {
    const [first = ''] = transfers()
    const odd = Buffer.from(first, 'latin1')
    odd[40] = 0x85
    expect(see(odd)).toMatchObject({ kind: 'cfonb', recordBytes: 160, lineEnds: false })
  })
})
