// Our own places inside a shared folder. Pure.

/** Owned by the daemon; nothing in it is ever looked at as a file to send. */
export const ownFolder = '.pesit-drop'

/** Below our own folder; in it a folder for each look. */
export const claimedFolder = 'claimed'
export const incomingFolder = 'incoming'
/** Who owns the folder (share/owner/owner.ts). */
export const ownerFolder = 'owner'
/** Which names are being given, where a file system has no hard links. */
export const namesFolder = 'names'

/**
 * The folder of a look says which ledger claimed: its own id, then the ledger's. Ids of looks sort by time,
 * with what follows them as without.
 */
export const lookOf = (id: string, ledger: string) => `${id}.${ledger}`
/** The ledger that claimed; null: an earlier version, which did not say it. */
export function ledgerOfLook(look: string): string | null {
  const at = look.indexOf('.')
  return at < 0 ? null : look.slice(at + 1)
}

/** A file with this ending is an order about the file whose name stands before it. */
export const cancelEnding = '.cancel'
export const cancelName = (name: string) => `${name}${cancelEnding}`

/**
 * Whether a text can be the name of a file in a folder: no path, nothing hidden inside, at most 255 bytes.
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
