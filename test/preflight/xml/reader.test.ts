import { describe, expect, test } from 'vitest'
import type { XmlOptions } from '../../../src/preflight/xml/events.ts'
import { readXml } from '../../../src/preflight/xml/reader.ts'

function read(file: string | Uint8Array, options: XmlOptions = {}, chunkBytes = 7) {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file
  const events: string[] = []
  const attributesOf = (all: Readonly<Record<string, string>>) =>
    Object.entries(all)
      .map(([name, value]) => ` ${name}=${value}`)
      .join('')
  const reader = readXml(
    {
      open: (path, attributes) => events.push(`<${path.join('/')}${attributesOf(attributes)}>`),
      leaf: (path, text, attributes) =>
        events.push(`${path.at(-1) ?? ''}${attributesOf(attributes)}: ${text}`),
      close: (path) => events.push(`</${path.at(-1) ?? ''}>`),
    },
    options,
  )
  for (let at = 0; at < bytes.length; at += chunkBytes)
    reader.push(bytes.subarray(at, at + chunkBytes))
  const finding = reader.finish()
  const { namespace, root, child, elements, cut } = reader
  return { events, finding, namespace, root, child, elements, cut }
}

describe('what it reports', () => {
  test('elements by their path, texts without the blanks around them, attributes by their names', () => {
    const { events, finding } = read('<a>\n <b c="1" d="x"> t\u00e9xt </b><e/>\n</a>')
    expect(finding).toBeNull()
    expect(events).toEqual([
      '<a>',
      '<a/b c=1 d=x>',
      'b c=1 d=x: téxt',
      '</b>',
      '<a/e>',
      '</e>',
      '</a>',
    ])
  })

  test('the text before an element inside of it is not the text of the element', () => {
    expect(read('<a>before<b/>behind</a>').events).toEqual([
      '<a>',
      '<a/b>',
      '</b>',
      'a: behind',
      '</a>',
    ])
  })

  test('names without their prefix, the namespace of the Document, its child and the number of elements', () => {
    const file = '<p:Document xmlns:p="urn:x"><p:Child><p:Other/></p:Child><p:Second/></p:Document>'
    expect(read(file)).toMatchObject({
      namespace: 'urn:x',
      root: 'Document',
      child: 'Child',
      elements: 4,
      finding: null,
    })
  })

  test('a root that is no Document has no namespace and no child', () => {
    expect(read('<root xmlns="urn:x"><child/></root>')).toMatchObject({
      namespace: '',
      root: 'root',
      child: '',
    })
  })

  test('CDATA and references as text, comments and instructions not at all', () => {
    expect(read('<a><?x y?>1<!-- 2 --><![CDATA[&]]>&lt;</a>').events[1]).toBe('a: 1&<')
  })

  test('the same in UTF-16', () => {
    expect(read(Buffer.from('\ufeff<a>é</a>', 'utf16le')).events).toEqual(['<a>', 'a: é', '</a>'])
  })
})

const namespaces = (count: number) =>
  Array.from({ length: count }, (_, index) => ` xmlns:n${index}="u"`).join('')
const attributes = (count: number) =>
  Array.from({ length: count }, (_, index) => ` b${index}="u"`).join('')
const nested = (count: number) => '<a>'.repeat(count) + '</a>'.repeat(count)
const twice = (inner: string) => `<a${namespaces(32)}><b${namespaces(32)}>${inner}</b></a>`

describe('its bounds', () => {
  test.each([
    ['32 elements in each other', nested(32)],
    ['32 attributes', `<a${attributes(32)}/>`],
    ['64 namespaces', twice('')],
    [
      '64 namespaces, those of elements that were closed left out',
      twice('')
        .repeat(1)
        .replace('</a>', `<c${namespaces(32)}/></a>`),
    ],
    ['a name of 256 characters', `<${'a'.repeat(256)}/>`],
    ['an attribute of 16 KiB', `<a b="${'x'.repeat(16 * 1024)}"/>`],
    ['a text of 1 MiB', `<a>${'x'.repeat(1024 * 1024)}</a>`],
  ])('takes %s', (_, file) => {
    expect(read(file, {}, 65_536).finding).toBeNull()
  })

  test.each([
    ['33 elements in each other', nested(33), 'TOO-DEEP'],
    ['33 attributes', `<a${attributes(33)}/>`, 'TOO-MANY-ATTRIBUTES'],
    ['65 namespaces', twice('<c xmlns="u"/>'), 'TOO-MANY-NAMESPACES'],
    ['a name of 257 characters', `<${'a'.repeat(257)}/>`, 'TOO-LONG'],
    ['the name of an attribute of 257 characters', `<a ${'b'.repeat(257)}=""/>`, 'TOO-LONG'],
    ['an attribute above 16 KiB', `<a b="${'x'.repeat(16 * 1024 + 1)}"/>`, 'TOO-LONG'],
    ['a text above 1 MiB', `<a>${'x'.repeat(1024 * 1024 + 1)}</a>`, 'TOO-LONG'],
    ['a comment above 1 MiB', `<a><!--${'x'.repeat(1024 * 1024 + 65_536)}--></a>`, 'TOO-LONG'],
    ['a DOCTYPE', '<!DOCTYPE a><a/>', 'DOCTYPE'],
    ['a DOCTYPE that does not end', '<!DOCTYPE a [', 'DOCTYPE'],
    ['a bare ampersand', '<a>R & D</a>', 'BARE-AMPERSAND'],
    ['two byte order marks', '\ufeff\ufeff<a/>', 'NOT-WELL-FORMED'],
    ['a wrong end tag', '<a></b>', 'NOT-WELL-FORMED'],
    ['a NUL within', '<a>\u0000</a>', 'NUL'],
    ['a NUL behind the end', '<a/>\u0000', 'NUL'],
    ['a byte that is no UTF-8', Buffer.from('<a>é</a>', 'latin1'), 'ENCODING'],
  ])('stops at %s', (_, file, code) => {
    const { finding, cut } = read(file, {}, 65_536)
    expect(finding?.code).toBe(code)
    expect(cut).toBeNull()
  })

  test('the first fault counts, and nothing is reported after it', () => {
    const { events, finding } = read('<a>R & D<b></c></a>')
    expect(finding?.code).toBe('BARE-AMPERSAND')
    expect(events).toEqual(['<a>'])
  })
})

describe('a missing end', () => {
  test.each([
    ['within an element', '<a>\n<b>text', { line: 2, column: 8, open: 'b' }],
    ['within a tag', '<a><b', { line: 1, column: 6, open: 'a' }],
    ['behind the declaration', '<?xml version="1.0"?>', { line: 1, column: 22, open: '' }],
    [
      'within a letter of two bytes',
      Buffer.from('<a>é').subarray(0, 4),
      { line: 1, column: 4, open: 'a' },
    ],
  ])('%s is told by its place and the open element', (_, file, cut) => {
    expect(read(file)).toMatchObject({
      cut,
      finding: { code: 'NOT-WELL-FORMED', where: `line ${cut.line}, column ${cut.column}` },
    })
  })

  test('NULs from there to the end of the file are reported as NULs', () => {
    const { finding, cut } = read(`<a><b>${'\u0000'.repeat(20)}`)
    expect(finding).toMatchObject({
      code: 'NUL',
      message: { arguments: { fromByte: 7, where: 'where its end should be' } },
    })
    expect(cut).toBeNull()
  })

  test('NULs that are followed by something are a fault within the file', () => {
    const { finding } = read(`<a>${'\u0000'.repeat(20)}</a>`)
    expect(finding?.message?.arguments).toMatchObject({ fromByte: 4, where: 'within' })
  })

  test('NULs with something between them are a fault within the file, however it is cut', () => {
    const file = `<a>${' '.repeat(300)}${'\u0000'.repeat(300)}</a>${'\u0000'.repeat(300)}`
    for (const chunkBytes of [300, 303, 600])
      expect(read(file, {}, chunkBytes).finding?.message?.arguments).toMatchObject({
        where: 'within',
      })
  })

  test('NULs after the root are reported as after its end', () => {
    const { finding } = read(`<a/>${'\u0000'.repeat(20)}`)
    expect(finding?.message?.arguments).toMatchObject({ fromByte: 5, where: 'behind its end' })
  })
})

describe('a tolerant reading', () => {
  test.each([
    ['blanks before the declaration', ' \n<?xml version="1.0"?><a>x</a>'],
    ['control characters', '<a>\u0001x</a>'],
    ['NULs behind the root', `<a>x</a>${'\u0000'.repeat(9)}`],
  ])('gets through %s', (_, file) => {
    expect(read(file, { tolerant: true })).toMatchObject({
      events: ['<a>', 'a: x', '</a>'],
      finding: null,
    })
  })

  test.each([
    ['a bare ampersand', '<a>R & D</a>', 'a: R & D'],
    ['bytes of another encoding', Buffer.from('<a>é</a>', 'latin1'), 'a: �'],
  ])('reads %s', (_, file, leaf) => {
    expect(read(file, { tolerant: true })).toMatchObject({
      finding: null,
      events: ['<a>', leaf, '</a>'],
    })
  })

  test.each([
    ['a missing end', '<a><b>', 'NOT-WELL-FORMED'],
    ['NULs where the end should be', `<a>${'\u0000'.repeat(9)}`, 'NUL'],
    ['a NUL within', '<a>\u0000</a>', 'NUL'],
    ['a DOCTYPE', '<!DOCTYPE a><a/>', 'DOCTYPE'],
    ['33 elements in each other', nested(33), 'TOO-DEEP'],
    ['something behind the root', '<a/>x', 'NOT-WELL-FORMED'],
  ])('stops at %s as a strict one does', (_, file, code) => {
    expect(read(file, { tolerant: true }).finding?.code).toBe(code)
  })

  test('content after the root is a fault in a later piece too; blanks and NULs are not', () => {
    const file = `<a>${' '.repeat(300)}</a>`
    const behind = (text: string) => read(file + text, { tolerant: true }, file.length).finding
    expect(behind('x')?.code).toBe('NOT-WELL-FORMED')
    expect(behind('\n ')).toBeNull()
    expect(behind('\u0000\u0000')).toBeNull()
    expect(behind('\u0000x')?.code).toBe('NOT-WELL-FORMED')
  })

  test('half a character of UTF-16 after the root is not a fault', () => {
    const file = Buffer.concat([Buffer.from('\ufeff<a/>', 'utf16le'), Buffer.from([0x0a])])
    expect(read(file, { tolerant: true }).finding).toBeNull()
  })
})
