import { describe, expect, test } from 'vitest'
import { looksComplete } from '../../src/preflight/complete.ts'
import { abroad, layouts, transfers } from './files-of-orders.ts'

const headBytes = 64 * 1024
const tailBytes = 4 * 1024

const looked = (content: string, encoding: BufferEncoding = 'utf8') => {
  const bytes = Buffer.from(content, encoding)
  return looksComplete({
    head: bytes.subarray(0, headBytes),
    tail: bytes.subarray(-tailBytes),
    sizeBytes: bytes.length,
  })
}

describe('XML', () => {
  test.each([
    ['plain', '<?xml version="1.0"?><a><b/></a>'],
    ['blanks behind', '<a></a>\n \r\n\u001a'],
    ['a blank in the end tag', '<a></a >'],
    ['a comment behind', '<a></a><!-- </b> -->\n'],
    ['comments and instructions behind', '<a></a>\n<!-- x --><?y z?> <!-- -->'],
    ['a root that a comment hides', '<!-- <b> --><a></a>'],
    ['a root that an instruction hides', '<?x <b> ?><a></a>'],
    ['a prefix', '<p:a xmlns:p="u"></p:a>'],
    ['a prolog longer than what is looked at', `<!--${'x'.repeat(headBytes)}--><a></a>`],
  ])('%s: complete', (_, content) => {
    expect(looked(content)).toEqual({ kind: 'complete' })
    expect(looked(`\ufeff${content}`, 'utf16le')).toEqual({ kind: 'complete' })
  })

  test.each([
    ['cut in the middle', '<a><b></b>'],
    ['cut in the end tag', '<a></a'],
    ['an end tag of another', '<a></ba>'],
    ['the end tag in a comment', '<a><!-- </a> -->'],
    ['no root yet', '<?xml version="1.0"?>'],
    ['a comment that has not ended', '<!-- <a></a>'],
    ['a root of its own only', '<a/>'],
    ['a prolog longer than what is looked at, cut', `<!--${'x'.repeat(headBytes)}--><a>b`],
  ])('%s: incomplete', (_, content) => {
    expect(looked(content).kind).toBe('incomplete')
  })
})

test.each([
  '<?',
  '<!--',
  '<!---->',
  '<',
  '</',
  '-->',
  '<!-- -->',
  '?>',
  '<?x?>',
  '<a',
  '<!',
  '-',
  ' ',
  '\u001a',
  '--> ',
  '<!-- --> ',
])('the whole head full of %j is looked at in a moment', (part) => {
  const full = (begin: string) => begin + part.repeat(Math.ceil(headBytes / part.length))
  const before = process.cpuUsage()
  for (const begin of ['', '<a>', '<?xml version="1.0"?>', '<!--', '<?']) looked(full(begin))
  const spentMs = process.cpuUsage(before).user / 1000
  // Some milliseconds; a search that begins anew at each place takes seconds.
  expect(spentMs).toBeLessThan(500)
})

const look = (bytes: Uint8Array) =>
  looksComplete({
    head: bytes.subarray(0, 65_536),
    tail: bytes.subarray(-4096),
    sizeBytes: bytes.length,
  }).kind

const plain = [
  'lines that end by CRLF',
  'lines that end by LF',
  'lines that end by CR',
  'no line ends',
  'no line ends, then one',
  'no line ends, then Ctrl-Z',
  'a final Ctrl-Z',
]

describe('the last bytes of CFONB', () => {
  test.each(plain)('are there in %s, and missing when the last record is shorter', (name) => {
    for (const records of [transfers(), abroad()]) {
      const bytes = layouts[name]?.write(records) ?? Buffer.alloc(0)
      expect(look(bytes)).toBe('complete')
      const whole = Buffer.from(bytes.toString('latin1').replace(/[\r\n\u001a]+$/, ''), 'latin1')
      for (const missing of [1, 10, 100])
        expect(look(whole.subarray(0, -missing))).toBe('incomplete')
    }
  })

  test.each(['EBCDIC', 'EBCDIC with lines', 'a byte order mark'])(
    'are not judged in %s',
    (name) => {
      expect(look(layouts[name]?.write(transfers()) ?? Buffer.alloc(0))).toBe('unknown')
    },
  )

  test('are missing where the last record is no total', () => {
    expect(look(Buffer.from(transfers().slice(0, -1).join('')))).toBe('incomplete')
  })
})
