// Our own places inside a shared folder, and which names in it are never taken. Pure.

import { join } from 'node:path'

/** Owned by the daemon; nothing in it is ever looked at as a file to send. */
export const ownFolder = '.pesit-drop'

export const claimedRoot = (folder: string) => join(folder, ownFolder, 'claimed')
export const claimedFolder = (folder: string, look: string) => join(claimedRoot(folder), look)
export const incomingFolder = (folder: string) => join(folder, ownFolder, 'incoming')
/** Which names are being given, where a file system has no hard links. */
export const namesFolder = (folder: string) => join(folder, ownFolder, 'names')

/** A file with this ending is an order about the file whose name stands before it. */
export const cancelEnding = '.cancel'
export const cancelName = (name: string) => `${name}${cancelEnding}`

/** Why a name is never taken, or null. */
export function whyNeverTaken(name: string): string | null {
  if (name.startsWith('.')) return 'names that begin with a dot are hidden or temporary'
  if (
    /\.(tmp|temp|part|partial|filepart|crdownload|download|swp|lock)$/i.test(name) ||
    name.endsWith('~')
  ) {
    return 'names that end like this are files being written; rename it when it is complete'
  }
  if (/\.(sent|held|failed|rejected|in-doubt|cancelled|not-cancelled)$/i.test(name))
    return 'names that end like this say what became of a file'
  if (/\.cancel$/i.test(name)) return 'names that end like this order to cancel another file'
  if (name.startsWith('~$') || /^(thumbs\.db|desktop\.ini)$/i.test(name))
    return 'this is a file of the desktop, not of yours'
  return null
}

/** Whether a text can be the name of a file in a folder: no path, nothing hidden inside, at most 255 bytes. */
export function isPlainName(name: string): boolean {
  return (
    name !== '' &&
    name !== '.' &&
    name !== '..' &&
    !name.includes('/') &&
    !name.includes('\0') &&
    Buffer.byteLength(name) <= 255
  )
}
