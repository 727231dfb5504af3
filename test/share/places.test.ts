import { expect, test } from 'vitest'
import { isPlainName } from '../../src/share/places.ts'

test.each([
  ['nothing', ''],
  ['the folder itself', '.'],
  ['the folder above', '..'],
  ['a path', '../a'],
  ['an absolute path', '/etc/passwd'],
  ['a name with NUL', 'a\0b'],
  ['256 bytes', 'a'.repeat(256)],
  ['256 bytes in 128 letters', 'é'.repeat(128)],
])('%s is no plain name', (_, name) => {
  expect(isPlainName(name)).toBe(false)
})

test.each(['a', '...', '..a', 'a b', "l'été «1».xml", '*', '-rf', 'a\nb', 'a'.repeat(255)])(
  '%j is a plain name',
  (name) => {
    expect(isPlainName(name)).toBe(true)
  },
)
