// Files that are read, removed and asked about, and what the file system says when it refuses. What writes
// files that must survive a power cut is in disk/durable.ts.

import { access, readFile, statfs, unlink } from 'node:fs/promises'

/** True when it was there. */
export async function forget(path: string): Promise<boolean> {
  try {
    await unlink(path)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** What lies there as JSON, null when there is nothing. @throws when it is there and is no JSON. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** The file system's code of an error, '' when it has none. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

export function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Linux's number of EDQUOT, a quota that is used up; Node has no name for it. */
const quotaUsedUp = -122

export function isFull(error: unknown): boolean {
  return codeOf(error) === 'ENOSPC' || numberOf(error) === quotaUsedUp
}

/** The system's number of an error. */
export function numberOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'errno' in error ? error.errno : undefined
}

/**
 * False only when nothing is there. A disk that cannot say is a failure: whoever took that for a no would make a new
 * ledger over the old one.
 */
export async function pathExists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return false
    throw error
  }
}
