import { expect, test } from 'vitest'
import { sha256Of } from '../../../src/lib/files/sha256.ts'

test('the hash of a text is that of its bytes in UTF-8, as published examples have it', () => {
  expect(sha256Of('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(sha256Of('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(sha256Of('é')).not.toBe(sha256Of('e'))
})
