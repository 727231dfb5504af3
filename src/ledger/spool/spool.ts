// The paths in the spool: sealed bytes, bytes being received, and the note of a transfer's identity. File
// names contain ids only, so that a name from outside never becomes a path. Pure.

import { join } from 'node:path'

export interface Spool {
  readonly folder: string
  /** Sealed bytes to send, or bytes received whole. */
  bytes(id: string): string
  /** Bytes being received. */
  part(id: string): string
  /** Bytes that a program uploads: still arriving, or complete and not yet in their place. */
  upload(id: string): string
  /** The identity under which the bank knows the transfer. */
  note(id: string): string
}

const uploadEnding = '.upload'

/** The id in the name of an upload; null for everything else in the spool. */
export function uploadIn(name: string): string | null {
  return name.endsWith(uploadEnding) ? name.slice(0, -uploadEnding.length) : null
}

export function spoolIn(dataFolder: string): Spool {
  const folder = join(dataFolder, 'spool')
  return {
    folder,
    bytes: (id) => join(folder, id),
    part: (id) => join(folder, `${id}.part`),
    upload: (id) => join(folder, `${id}${uploadEnding}`),
    note: (id) => join(folder, `${id}.meta`),
  }
}
