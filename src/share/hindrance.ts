// Why one file could not be read or claimed: the error of the file system, and the permissions of the file
// and of its folder, so that the operator who reads it can correct them.

import { lstat } from 'node:fs/promises'
import { systemErrorCode } from '../lib/files/files.ts'
import { entryPath, rightsOf, type FolderStep } from './folder-handle.ts'
import type { FileHindrance, Rights } from './looking.ts'

export async function hindranceAt(
  { top, rights }: Pick<FolderStep, 'top' | 'rights'>,
  name: string,
  { step, error }: { readonly step: FileHindrance['step']; readonly error: unknown },
): Promise<FileHindrance> {
  return {
    step,
    errno: systemErrorCode(error),
    file: await rightsAt(entryPath(top, name)),
    folder: rights,
  }
}

/** null: the file system does not report them, or the file is gone. */
async function rightsAt(path: string): Promise<Rights | null> {
  try {
    return rightsOf(await lstat(path, { bigint: true }))
  } catch {
    return null
  }
}
