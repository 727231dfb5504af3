// Head and tail of a file, without taking it: is it complete?

import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '../lib/files.ts'
import { faultOf } from './fault.ts'
import type { PeekOutcome, PeekRequest } from './share.ts'

export async function peek({
  folder,
  name,
  headBytes,
  tailBytes,
}: PeekRequest): Promise<PeekOutcome> {
  try {
    const handle = await open(
      join(folder, name),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    )
    try {
      const found = await handle.stat()
      if (!found.isFile()) return { kind: 'gone' }
      const { size } = found
      const piece = async (from: number, length: number) => {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from)
        return buffer.subarray(0, bytesRead).toString('base64')
      }
      const head = await piece(0, Math.min(size, headBytes))
      const tailLength = Math.min(size, tailBytes)
      return {
        kind: 'peeked',
        head,
        tail: await piece(size - tailLength, tailLength),
        sizeBytes: size,
      }
    } finally {
      await handle.close()
    }
  } catch (error) {
    // No file of that name any more: nothing, a link or a socket.
    const gone = ['ENOENT', 'ELOOP', 'ENXIO'].includes(codeOf(error))
    return gone ? { kind: 'gone' } : faultOf(folder, error)
  }
}
