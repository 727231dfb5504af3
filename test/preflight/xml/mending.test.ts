import fc from 'fast-check'
import { expect, test } from 'vitest'
import { XmlMending } from '../../../src/preflight/xml/mending.ts'

function mend(text: string, pieceLength = text.length || 1): string {
  const mending = new XmlMending()
  let mended = ''
  for (let at = 0; at < text.length; at += pieceLength)
    mended += mending.mend(text.slice(at, at + pieceLength), false)
  return mended + mending.mend('', true)
}

test.each([
  ['what is in order', '<a b="c">d</a>', '<a b="c">d</a>'],
  ['blanks before the declaration', ' \n<?xml?><a> </a>', '<?xml?><a> </a>'],
  ['blanks behind the beginning', '<a>\n</a>\n', '<a>\n</a>\n'],
  ['control characters', '\u0000<a>\u0001x\u000b\u000c\u001f\ufffe\uffff</a>', '<a>x</a>'],
  ['tabs and line ends', '<a>\t\r\n</a>', '<a>\t\r\n</a>'],
  ['an ampersand', '<a>R & D</a>', '<a>R &amp; D</a>'],
  ['an ampersand at the end', '<a>R &', '<a>R &amp;'],
  ['ampersands in a row', '&&&amp;', '&amp;&amp;&amp;'],
  ['the references of XML', '&amp;&lt;&gt;&quot;&apos;', '&amp;&lt;&gt;&quot;&apos;'],
  ['an entity of HTML', '&eacute;', '&amp;eacute;'],
  ['a reference without a semicolon', '&amp &lt', '&amp;amp &amp;lt'],
  ['references to characters', '&#233;&#xE9;&#x20ac;', '&#233;&#xE9;&#x20ac;'],
  ['references to control characters', '&#0;&#x1F;', '&amp;#0;&amp;#x1F;'],
  ['a reference to a tab', '&#9;', '&#9;'],
  [
    'references to surrogates',
    '&#xD7FF;&#xD800;&#xDFFF;&#xE000;',
    '&#xD7FF;&amp;#xD800;&amp;#xDFFF;&#xE000;',
  ],
  ['references beyond Unicode', '&#1114111;&#1114112;', '&#1114111;&amp;#1114112;'],
  ['a reference of eleven digits', '&#00000000233;', '&amp;#00000000233;'],
  ['a comment', '<!-- R & D --><a>&</a>', '<!-- R & D --><a>&amp;</a>'],
  ['CDATA', '<![CDATA[R & D]]>&', '<![CDATA[R & D]]>&amp;'],
  ['an instruction', '<?x a & b?>&', '<?x a & b?>&amp;'],
  ['a comment that does not end', '<!-- R & D', '<!-- R & D'],
  ['the end of a comment within CDATA', '<![CDATA[-->&]]>', '<![CDATA[-->&]]>'],
  ['a less-than sign', '<a>1 < 2 &</a>', '<a>1 < 2 &amp;</a>'],
  ['the beginning of a comment at the end', '<a/><!-', '<a/><!-'],
  ['an exclamation mark that opens nothing', '<!x &', '<!x &amp;'],
])('%s', (_, text, expected) => {
  for (const pieceLength of [1, 2, 3, 5, 100]) expect(mend(text, pieceLength)).toBe(expected)
})

test('the pieces of any text make no difference', () => {
  const part = fc.constantFrom(
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '&',
    '#',
    'x',
    '1',
    ';',
  )
  const more = fc.constantFrom('amp;', 'lt', ' ', 'a', '<', '-', ']', '\u0000')
  fc.assert(
    fc.property(
      fc.array(fc.oneof(part, more), { maxLength: 20 }),
      fc.integer({ min: 1, max: 7 }),
      (parts, pieceLength) => {
        const text = parts.join('')
        expect(mend(text, pieceLength)).toBe(mend(text))
      },
    ),
  )
})

test('no more is held back than what a reference or an opening may have', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('<!--', '-', '&', '#1', '<', 'a'), { maxLength: 30 }),
      (parts) => {
        const text = parts.join('').replace(/^\s+/, '')
        const mending = new XmlMending()
        const taken = mending.mend(text, false).replaceAll('&amp;', '&')
        expect(text.length - taken.length).toBeLessThanOrEqual(14)
      },
    ),
  )
})
