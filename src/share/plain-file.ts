// Opens files that somebody else may have put there, or replaced since the scan. It follows no link, does not
// wait for a pipe, and checks the file by its open descriptor. Only plain files are read.

import { type BigIntStats, constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { systemErrorCode } from '../lib/files/files.ts'

export interface PlainFile {
  readonly handle: FileHandle
  /** The state of the file when it was opened. */
  readonly state: BigIntStats
}

/** The errors of opening a link, a socket, a folder or a device. */
const noFile = ['ELOOP', 'ENXIO', 'EISDIR', 'ENODEV']

/** null: there is no such file; 'unfit': it is not a plain file. */
export async function openPlain(
  path: string,
  flags: number = constants.O_RDONLY,
): Promise<PlainFile | 'unfit' | null> {
  let handle: FileHandle
  try {
    handle = await open(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT') return null
    if (noFile.includes(code)) return 'unfit'
    throw error
  }
  try {
    const state = await handle.stat({ bigint: true })
    if (state.isFile()) return { handle, state }
  } catch (error) {
    await handle.close().catch(() => undefined)
    throw error
  }
  await handle.close()
  return 'unfit'
}

/** Returns the text of a small plain file; 'unfit' also when the file is larger than the maximum. */
export async function readPlain(
  path: string,
  maximumBytes: number,
): Promise<{ readonly text: string } | 'unfit' | null> {
  const opened = await openPlain(path)
  if (opened === null || opened === 'unfit') return opened
  const { handle } = opened
  try {
    const room = Buffer.alloc(maximumBytes + 1)
    let length = 0
    for (;;) {
      const { bytesRead } = await handle.read(room, length, room.length - length, length)
      length += bytesRead
      if (length > maximumBytes) return 'unfit'
      if (bytesRead === 0) return { text: room.toString('utf8', 0, length) }
    }
  } finally {
    await handle.close()
  }
}
