// Files of the user who types a command: the one to send, and the place for one to receive. Both are checked
// before the daemon is called.

import { constants, type Stats } from 'node:fs'
import { access, type FileHandle, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemErrorCode } from '../lib/files/files.ts'
import { KnownError } from '../wording/known-error.ts'
import { message } from '../wording/catalogue.ts'
import { usageError } from './usage-error.ts'

export interface FileToSend {
  readonly handle: FileHandle
  readonly sizeBytes: number
}

/**
 * Opens the file without waiting and checks what was opened: a pipe without a writer delays nobody.
 * @throws KnownError
 */
export async function openToSend(path: string): Promise<FileToSend> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(
    (cause: unknown) => {
      throw systemErrorCode(cause) === 'ENXIO' ? noFile(path, 'other') : unreadablePath(path, cause)
    },
  )
  const state = await handle.stat()
  if (state.isFile()) return { handle, sizeBytes: state.size }
  await handle.close()
  throw noFile(path, kindOf(state))
}

export function unreadablePath(path: string, cause: unknown): KnownError {
  return new KnownError(message('FILE-GONE', { path, error: systemErrorCode(cause) }), { cause })
}

/** Checks that a file could be created there. @throws KnownError */
export async function requireWritable(path: string): Promise<void> {
  const folder = dirname(path)
  try {
    const isFolder = (await stat(folder)).isDirectory()
    if (!isFolder) throw Object.assign(new Error(folder), { code: 'ENOTDIR' })
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw usageError(message('TARGET-NOT-WRITABLE', { path, cause: systemErrorCode(error) }))
  }
}

function kindOf(state: Stats): 'folder' | 'pipe' | 'other' {
  if (state.isDirectory()) return 'folder'
  return state.isFIFO() ? 'pipe' : 'other'
}

const noFile = (path: string, kind: 'folder' | 'pipe' | 'other') =>
  usageError(message('PATH-NO-FILE', { path, kind }))
