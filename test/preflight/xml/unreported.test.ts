import { describe, expect, test } from 'vitest'
import { Unreported } from '../../../src/preflight/xml/unreported.ts'

/** A parser that took these pieces and reported nothing since `reportedAt`. */
function given(pieces: readonly string[], reportedAt = 0) {
  const parser = { position: 0 }
  const since = new Unreported(parser)
  if (reportedAt > 0) {
    parser.position = reportedAt
    since.reported()
  }
  for (const piece of pieces) {
    parser.position += piece.length
    since.wrote(piece)
  }
  return since
}

describe('a bare ampersand', () => {
  test.each([
    ['a blank behind it', ['<a>R & D'], true],
    ['in the next piece', ['<a>R &', ' D'], true],
    ['behind another one', ['&x&y;'], true],
    ['letters, then a blank', ['&amp D;'], true],
    ['a reference', ['&amp; &#233; &#xE9;'], false],
    ['a reference that is cut', ['&am', 'p;'], false],
    ['zeros in a number', [`&#${'0'.repeat(290)}38;`], false],
    ['nothing that ends it for 300 characters', [`&${'a'.repeat(300)}`], true],
    ['nothing that ends it for 299 characters', [`&${'a'.repeat(299)}`], false],
    [
      'the same over pieces of 10 characters',
      Array.from({ length: 40 }, () => 'a'.repeat(10)).with(0, '&aaaaaaaaa'),
      true,
    ],
    ['in a comment', ['<!-- R & D'], false],
    ['in an instruction', ['<?x R & D'], false],
    ['in CDATA', ['<![CDATA[ R & D'], false],
  ] as [string, string[], boolean][])('%s', (_, pieces, expected) => {
    expect(given(pieces).hasBareAmpersand).toBe(expected)
  })

  test('characters before the reported place do not count', () => {
    const parser = { position: 0 }
    const since = new Unreported(parser)
    parser.position = 8
    since.reported()
    since.wrote('<!--R & D--')
    parser.position = 11
    expect(since.hasBareAmpersand).toBe(false)
    expect(since.length).toBe(3)
  })

  test('in the rest of a piece counts, as far as it was not reported', () => {
    const parser = { position: 0 }
    const since = new Unreported(parser)
    parser.position = 4
    since.wrote('abcd')
    parser.position = 9
    since.reported()
    parser.position = 14
    since.wrote('R & D<b> &')
    expect(since.hasBareAmpersand).toBe(false)
    expect(since.length).toBe(5)
    parser.position = 15
    since.wrote(' ')
    expect(since.hasBareAmpersand).toBe(true)
  })

  test('a text is reported when its end was read: the characters ahead are not over', () => {
    const parser = { position: 5 }
    const since = new Unreported(parser)
    since.reported(1)
    expect(since.reportedAt).toBe(4)
    since.wrote('abcd<')
    expect(since.length).toBe(1)
  })
})

describe('a DOCTYPE', () => {
  test.each([
    ['at once', ['<!DOCTYPE'], true],
    ['in pieces, behind a line end', ['\n', '<!DOC', 'TYPE a'], true],
    ['in small letters, which is none', ['<!doctype'], false],
    ['within a text', ['a <!DOCTYPE'], false],
    ['not yet whole', ['<!DOCTYP'], false],
  ])('%s', (_, pieces, expected) => {
    expect(given(pieces).isDoctype).toBe(expected)
  })

  test('is forgotten when something else was reported after it', () => {
    const parser = { position: 0 }
    const since = new Unreported(parser)
    since.wrote('<!DOCTYPE')
    parser.position = 9
    since.reported()
    since.wrote('<a>')
    expect(since.isDoctype).toBe(false)
  })
})

test('the length is what was given since the last report', () => {
  expect(given(['abc', 'de']).length).toBe(5)
})
