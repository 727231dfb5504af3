// Why one file could not be read or claimed: the error of the file system, and the permissions of the file
// and of its folder, so that the operator who reads it can correct them.

import { lstat } from 'node:fs/promises'
import { systemErrorCode } from '../lib/files/files.ts'
import { entry, rightsOf, type Step } from './folder-handle.ts'
import type { Hindrance, Rights } from './looking.ts'

export async function hindranceAt(
  { top, rights }: Pick<Step, 'top' | 'rights'>,
  name: string,
  { step, error }: { readonly step: Hindrance['step']; readonly error: unknown },
): Promise<Hindrance> {
  return {
    step,
    errno: systemErrorCode(error),
    file: await rightsAt(entry(top, name)),
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
