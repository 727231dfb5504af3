import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatSize, parseSize } from '../../src/lib/size.ts'

describe('parseSize', () => {
  test.each([
    ['506', 506],
    ['0', 0],
    ['506 B', 506],
    ['64 KB', 65_536],
    ['64kb', 65_536],
    ['4 MB', 4 * 1024 ** 2],
    ['0.5 MB', 512 * 1024],
    ['1 GB', 1024 ** 3],
    ['2 TB', 2 * 1024 ** 4],
    [' 1 KB ', 1024],
  ])('reads %s, a KB being 1024 bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes)
  })

  test.each(['', 'KB', '-1', '1 KiB', '1 k', '1e3', '0x10', '1,5 MB', '1 MB 2', '1.5', '1.5 B'])(
    'refuses “%s”',
    (text) => {
      expect(parseSize(text)).toBeNull()
    },
  )
})

describe('formatSize', () => {
  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1023 bytes'],
    [1024, '1 KB'],
    [1536, '1.5 KB'],
    [48_212, '47 KB'],
    [1024 ** 2 - 513, '1023 KB'],
    [1024 ** 2 - 1, '1 MB'],
    [4 * 1024 ** 2, '4 MB'],
    [1024 ** 3, '1 GB'],
    [3 * 1024 ** 4, '3 TB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text)
  })

  test('its result is read back to within its rounding', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1024 ** 5 }), (bytes) => {
        const back = parseSize(formatSize(bytes).replace(/ bytes?$/, '')) ?? Number.NaN
        expect(Math.abs(back - bytes)).toBeLessThanOrEqual(bytes * 0.051)
      }),
    )
  })
})
