// Content of files for tests, and how it is recognised again.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

export const sha256 = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('hex')
export const sha256OfFile = (path: string): string => sha256(readFileSync(path))

/** Bytes that never repeat, the same for the same seed. */
export function bytesOf(sizeBytes: number, seed = 1): Buffer {
  const block = createHash('sha512').update(String(seed)).digest()
  const bytes = Buffer.alloc(sizeBytes)
  for (let offset = 0, counter = 0; offset < sizeBytes; offset += block.length, counter += 1) {
    block.writeUInt32BE(counter, 0)
    block.copy(bytes, offset)
  }
  return bytes
}
