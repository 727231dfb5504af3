// The names of our own folders inside a shared folder. Pure.

/** It belongs to the daemon; a scan never treats anything in it as a file to send. */
export const ownFolder = '.pesit-drop'

/** Below our own folder; it contains one folder for each scan. */
export const claimedFolder = 'claimed'
export const incomingFolder = 'incoming'
/** Who owns the folder (share/owner/owner.ts). */
export const ownerFolder = 'owner'
/** Notes of the names that are being given, where a file system has no hard links. */
export const namesFolder = 'names'

/**
 * The name of a scan's folder tells which ledger claimed: the id of the scan, then the id of the ledger. Ids
 * of scans sort by time, with or without the part that follows.
 */
export const lookOf = (id: string, ledger: string) => `${id}.${ledger}`
/** Returns the ledger that claimed; null: an earlier version claimed, which did not record it. */
export function ledgerOfLook(look: string): string | null {
  const at = look.indexOf('.')
  return at < 0 ? null : look.slice(at + 1)
}

/** A file with this ending is an order to cancel the file whose name precedes the ending. */
export const cancelEnding = '.cancel'
export const cancelName = (name: string) => `${name}${cancelEnding}`

/**
 * Whether a text can be the name of a file in a folder: it is not a path, has no NUL, and at most 255 bytes.
 */
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
