// Reads the head and the tail of a file without claiming it, to check whether it is complete. A file that
// cannot be read does not stop the others.

import { answering } from '../fault.ts'
import { entryPath, inFolder, type FolderStep } from '../folder-handle.ts'
import { hindranceAt } from '../hindrance.ts'
import { openPlain, type PlainFile } from '../plain-file.ts'
import type { PeekOutcome, PeekRequest } from '../share.ts'

export function peek(request: PeekRequest): Promise<PeekOutcome> {
  return answering<PeekOutcome>(request.folder, () =>
    inFolder(request.folder, null, async (step) => {
      try {
        return await peekAt(step, request)
      } catch (error) {
        const hindrance = await hindranceAt(step, request.name, { step: 'read', error })
        return { kind: 'hindered', hindrance }
      }
    }),
  )
}

async function peekAt({ top }: FolderStep, request: PeekRequest): Promise<PeekOutcome> {
  const opened = await openPlain(entryPath(top, request.name))
  // There is no file of that name any more: nothing, a link or a socket.
  if (opened === null || opened === 'unfit') return { kind: 'gone' }
  try {
    return await peekInto(opened, request)
  } finally {
    await opened.handle.close()
  }
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
