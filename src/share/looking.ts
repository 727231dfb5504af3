// The request and the answer of a look at a folder, and why a file could not be read or taken. Plain JSON,
// like everything that passes between a share and its user (share.ts).

import type { ShareFault } from './fault.ts'

/** Which folder this really is: another device or inode under the same path is another folder. */
export interface FolderIdentity {
  readonly device: string
  readonly inode: string
}

/** One regular file as one look saw it. Nanoseconds and inodes are decimal strings. */
export interface SeenFile {
  readonly name: string
  readonly sizeBytes: number
  readonly modifiedNs: string
  readonly changedNs: string
  readonly inode: string
  readonly links: number
}

export interface LookRequest {
  readonly folder: string
  /** Keep this many, the first in order of (modification time, name). */
  readonly limit: number
  readonly take: readonly string[] // globs
  readonly leave: readonly string[] // globs
  /** Names that are being waited for already and need no place among the kept: bounded by the caller. */
  readonly passOver: readonly string[]
  /** Refuse when the folder is not this one any more. */
  readonly expected: FolderIdentity | null
  /** Also say of these names how they stand now, wherever they are in the order. */
  readonly about: readonly string[]
  /** Also say which files of the kind `x.xml.cancel` are there. */
  readonly cancels?: boolean
  /** Upper and lower case are the same in `take`, `leave` and markers. */
  readonly ignoreCase?: boolean
  /**
   * Names of which it is only told whether a plain file has them, in this case or, with `ignoreCase`,
   * another.
   */
  readonly beside?: readonly string[]
  /** The template of markers; they are no files to send. */
  readonly marker?: string | null
  /** Names that were told as lying before: of what is left they are told first. */
  readonly known?: readonly string[]
  /** Files whose markers are missing: what may have been meant as one is told. */
  readonly meant?: readonly string[]
}

/** Why an entry of the folder is not among the files of a look. */
export const leftKinds = [
  'not-utf8', // its name is not UTF-8
  'link',
  'folder',
  'special', // a pipe, a socket, a device
  'hard-links', // a file with more than one name
  'damaged', // the disk does not say what it is
  'empty', // a file without content: it can never be ready, so it needs no place among the kept
  'temporary', // named as a file that is being written
  'earlier', // named as an earlier version or a copy
  'other-case', // `take` would want it in other letters
  'no-pattern', // not wanted by `take`
  'order', // x.xml.cancel, and no plain file
  'marker', // a marker: of a file that is there or not
] as const
export type LeftKind = (typeof leftKinds)[number]

/** What one reason leaves in the folder: how many, and a bounded number of names. */
export interface Left {
  readonly kind: LeftKind
  readonly count: number
  /** `detail`: what is to be known of one, such as the pattern that it nearly fits. */
  readonly first: readonly { readonly name: string; readonly detail: string }[]
}

export type LookOutcome =
  | {
      readonly kind: 'looked'
      readonly identity: FolderIdentity
      /** In order of (modification time, name). */
      readonly files: readonly SeenFile[]
      readonly about: readonly SeenFile[]
      /** Takeable files in the folder, kept or not. */
      readonly total: number
      /** The first 100 files that order to cancel another. */
      readonly cancels: readonly SeenFile[]
      /**
       * What is there besides, and somebody may wait for. Names under `leave`, hidden ones and our own are
       * not.
       */
      readonly left: readonly Left[]
      /** Those of `beside` that are there, as they are spelled there. */
      readonly beside: readonly string[]
      /** For each of `meant`, a few names that may have been meant as its marker. */
      readonly meant: readonly { readonly name: string; readonly found: readonly string[] }[]
      /** Who may do what in the folder: when this differs, what could not be taken may be tried again. */
      readonly rights: string
      /** The share's own clock at this look, nanoseconds since 1970, when it is known. */
      readonly shareNowNs: string | null
    }
  | ShareFault

/** What the file system said when a file was to be read or taken, and what it shows of it. */
export interface Hindrance {
  readonly step: 'read' | 'take'
  /** `EACCES`, … */
  readonly errno: string
  /** null: it cannot be said. */
  readonly file: Rights | null
  readonly folder: Rights | null
}
export interface Rights {
  readonly uid: number
  readonly gid: number
  /** The lower twelve bits. */
  readonly mode: number
}
