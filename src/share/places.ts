// Our own places inside a shared folder. Pure.

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
