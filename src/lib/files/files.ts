// Reading and removing files, and the error codes of the file system. Writing files that must survive a power
// cut is in disk/durable.ts.

import { access, readFile, statfs, unlink } from 'node:fs/promises'

/** Removes a file. True: it existed. */
export async function forget(path: string): Promise<boolean> {
  try {
    await unlink(path)
    return true
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false
    throw error
  }
}

/** The JSON in a file; null when it does not exist. @throws when it is not JSON. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null
    throw error
  }
}

export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** The file system's code of an error; '' when it has none. */
export function systemErrorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The number of EDQUOT (quota exceeded) on Linux; Node has no name for it. */
const quotaUsedUp = -122

export function isFull(error: unknown): boolean {
  return systemErrorCode(error) === 'ENOSPC' || numberOf(error) === quotaUsedUp
}

/** The system's number of an error. */
export function numberOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'errno' in error ? error.errno : undefined
}

/**
 * False only when the path does not exist. Any other error is thrown: taken for "does not exist", it would
 * have a new ledger created over the old one.
 */
export async function pathExists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error))) return false
    throw error
  }
}
