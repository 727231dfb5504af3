import { describe, expect, test } from 'vitest'
import { createFileReader } from '../../src/preflight/file-reader.ts'
import { abroad, pain, transfers } from './files-of-orders.ts'

const readIn = (text: string, chunkBytes: number) => {
  const bytes = Buffer.from(text, 'latin1')
  const reader = createFileReader()
  for (let at = 0; at < bytes.length; at += chunkBytes)
    reader.push(bytes.subarray(at, at + chunkBytes))
  return reader.finish()
}

describe('a file is read', () => {
  test.each([
    ['a pain.001', pain()],
    ['a pain.008', pain({ family: 'pain.008' })],
    ['a CFONB 160', transfers().join('\r\n')],
    ['a CFONB 320', abroad().join('')],
    ['something short', 'x'],
    ['something long', 'x'.repeat(2000)],
  ])('with the same result in any chunks: %s', (_, text) => {
    const whole = readIn(text, text.length)
    for (const chunkBytes of [1, 7, 511, 512, 513, 700])
      expect(readIn(text, chunkBytes)).toEqual(whole)
  })

  test.each([
    ['a wrong end tag', '<Document><a></b>', null],
    ['a missing end', '<Document><a>', 'XML'],
    ['a whole file', pain(), null],
    ['a CFONB without its total', transfers().slice(0, 2).join(''), 'CFONB'],
    ['a whole CFONB', transfers().join(''), null],
  ])('and says whether its end is missing: %s', (_, text, format) => {
    expect(readIn(text, 100).cut?.format ?? null).toBe(format)
  })

  test.each([
    ['a wrong end tag in a Document', '<Document><a></b>', false],
    ['a wrong end tag in another root', '<orders><a></b>', true],
    ['no markup of XML', '<1>', true],
    ['a declaration alone, which is cut', '<?xml version="1.0"?>', false],
    ['a pain.001 with a wrong end tag', pain().replace('</GrpHdr>', '</PmtInf>'), false],
  ])('and says whether broken XML seems to be something else: %s', (_, text, seemsOther) => {
    expect(readIn(text, 100)).toMatchObject({ seemsOther, isXml: true, wasRead: true })
  })

  test.each([
    ['it began as orders and is cut off', transfers().slice(0, 2).join(''), true],
    ['it is broken XML', '<Document>', true],
    ['it is XML of something else', '<a/>', false],
    ['it is another CFONB', '01'.padEnd(120), false],
    ['it is nothing known', 'hello', false],
  ])('and says whether it was tried: %s', (_, text, wasRead) => {
    const { found, ...read } = readIn(text, 100)
    expect(read.wasRead).toBe(wasRead)
    expect(found.payments).toBeNull()
    expect(found.why).not.toBe('')
  })
})
