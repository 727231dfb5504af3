// CFONB without payments of ours: only whether the end is there.

import { expect, test } from 'vitest'
import { cfonbLayout } from '../../../src/preflight/cfonb/layout.ts'
import { createOtherCfonbReader } from '../../../src/preflight/cfonb/other.ts'

const line = (code: string, length: number) => code.padEnd(length, 'X')

/** What is missing of a file with records of so many characters, read in such pieces. */
function cutOf(length: 120 | 240, text: string, chunkBytes: number) {
  const bytes = Buffer.from(text, 'latin1')
  const layout = cfonbLayout(bytes, bytes.length)
  if (layout === null) throw new Error('it does not begin like CFONB')
  const reader = createOtherCfonbReader({ ...layout, recordBytes: length, lineEnds: true })
  for (let at = 0; at < bytes.length; at += chunkBytes)
    reader.push(bytes.subarray(at, at + chunkBytes))
  return reader.finish().cut
}

const statement = ['01', '04', '07'].map((code) => line(code, 120)).join('\n')
const returned = ['31', '34', '39'].map((code) => line(code, 240)).join('\n')

test.each([1, 7, 1000])('in pieces of %i bytes, whole files are whole', (chunkBytes) => {
  expect(cutOf(120, `${statement}\n`, chunkBytes)).toBeNull()
  expect(cutOf(240, `${returned}\n`, chunkBytes)).toBeNull()
})

test.each([1, 7, 1000])(
  'in pieces of %i bytes, a file without its closing record is cut',
  (size) => {
    expect(cutOf(120, statement.slice(0, 241), size)).toMatchObject({ record: 2, code: '04' })
    expect(cutOf(240, returned.slice(0, 481), size)).toMatchObject({ record: 2, code: '34' })
  },
)

test('one that ends in the middle of its closing record is cut there', () => {
  expect(cutOf(120, statement.slice(0, -30), 1000)).toMatchObject({ record: 3, length: 90 })
})
