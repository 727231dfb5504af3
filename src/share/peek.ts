// Head and tail of a file, without taking it: is it complete?

import { answering } from './fault.ts'
import { entry, inFolder } from './folder-handle.ts'
import { openPlain, type PlainFile } from './plain-file.ts'
import type { PeekOutcome, PeekRequest } from './share.ts'

export function peek(request: PeekRequest): Promise<PeekOutcome> {
  const { folder, name } = request
  return answering<PeekOutcome>(folder, async () => {
    const opened = await inFolder(folder, null, ({ top }) => openPlain(entry(top, name)))
    // No file of that name any more: nothing, a link or a socket.
    if (opened === null || opened === 'unfit') return { kind: 'gone' }
    try {
      return await peekInto(opened, request)
    } finally {
      await opened.handle.close()
    }
  })
}

async function peekInto(
  { handle, state }: PlainFile,
  { headBytes, tailBytes }: PeekRequest,
): Promise<PeekOutcome> {
  const size = Number(state.size)
  const piece = async (from: number, length: number) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from)
    return buffer.subarray(0, bytesRead).toString('base64')
  }
  const head = await piece(0, Math.min(size, headBytes))
  const tailLength = Math.min(size, tailBytes)
  const tail = await piece(size - tailLength, tailLength)
  return { kind: 'peeked', head, tail, sizeBytes: size }
}
