// Subjects of conditions: what a condition is about, as one string `kind:rest`. The strings are stored in the
// ledger, and programs see them and sort by them, so they never change. This file alone builds and parses
// them. Pure.

/** The kinds whose subject is one name: a folder, a bank, an id. */
export type SimpleKind =
  | 'archive' // the id of a transfer that cannot be archived
  | 'bank' // its name
  | 'bank-gone'
  | 'beside' // the outbox whose status files cannot be written
  | 'cancel' // the outbox with a cancel file that cannot be followed
  | 'disk' // a folder on a full disk
  | 'inbox-folder'
  | 'inbox-gone'
  | 'outbox'
  | 'outbox-clock'
  | 'outbox-gone'
  | 'outbox-unwritten' // the outbox whose claimed files have no rows yet
  | 'received' // the id of a received file whose bytes are damaged
  | 'spool' // the name of a file in the spool that belongs to no transfer
  | 'webhook'
  | 'webhook-dead'
  | 'webhook-gone'

export function conditionSubject(kind: SimpleKind, about: string): string {
  return `${kind}:${about}`
}

/** A virtual file of an inbox: polls fail, files wait for the next hour, or the bank repeats itself. */
export function inboxSubject(
  kind: 'inbox' | 'inbox-limit' | 'repeats',
  { folder, virtualFile }: { readonly folder: string; readonly virtualFile: string },
): string {
  return `${kind}:${folder}:${virtualFile}`
}

/** Files in an outbox that are not claimed, for one reason. */
export function lyingSubject(folder: string, code: string): string {
  return `lying:${folder}:${code}`
}

/** Returns null for a subject of another kind. A folder may contain colons, a code does not. */
export function lyingIn(
  subject: string,
): { readonly folder: string; readonly code: string } | null {
  const rest = aboutOf('lying', subject)
  if (rest === null) return null
  const end = rest.lastIndexOf(':')
  return { folder: rest.slice(0, Math.max(0, end)), code: rest.slice(end + 1) }
}

/** Returns what is before the first colon. */
export function kindOf(subject: string): string {
  return subject.split(':', 1)[0] ?? ''
}

/** Returns what a subject of this kind is about; null for a subject of another kind. */
export function aboutOf(kind: SimpleKind | 'lying' | 'calls', subject: string): string | null {
  return subject.startsWith(`${kind}:`) ? subject.slice(kind.length + 1) : null
}
