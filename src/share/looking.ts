// The request and the answer of a scan of a folder, and why a file could not be read or claimed. Plain JSON,
// like everything that passes between a share and its user (share.ts).

import type { ShareFault } from './fault.ts'

/** Identifies the real folder: another device or inode under the same path is another folder. */
export interface FolderIdentity {
  readonly device: string
  readonly inode: string
}

/** One regular file as one scan saw it. Nanoseconds and inodes are decimal strings. */
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
  /** The maximum number of files to return: the first ones in order of (modification time, name). */
  readonly limit: number
  readonly take: readonly string[] // globs
  readonly leave: readonly string[] // globs
  /** Names that are already waiting and are not to be returned; the caller limits their number. */
  readonly passOver: readonly string[]
  /** Fail when the folder is no longer this one. */
  readonly expected: FolderIdentity | null
  /** Also return the present state of these names, wherever they are in the order. */
  readonly about: readonly string[]
  /** Also return the files of the kind `x.xml.cancel`. */
  readonly cancels?: boolean
  /** Upper and lower case are the same in `take`, `leave` and markers. */
  readonly ignoreCase?: boolean
  /**
   * Names for which the scan only reports whether there is a plain file, in this case or, with `ignoreCase`,
   * in another.
   */
  readonly beside?: readonly string[]
  /** The template of markers; markers are not files to send. */
  readonly marker?: string | null
  /** Names that were reported as not sent before: they are the first ones in `left`. */
  readonly known?: readonly string[]
  /** Files whose marker is missing: the scan reports names that may have been meant as the marker. */
  readonly meant?: readonly string[]
}

/** Why an entry of the folder is not among the files of a scan. */
export const leftKinds = [
  'not-utf8', // its name is not UTF-8
  'link',
  'folder',
  'special', // a pipe, a socket, a device
  'hard-links', // a file with more than one name
  'damaged', // the disk cannot read what it is
  'empty', // a file without content: it can never be ready, so it needs no place among the kept
  'temporary', // its name is that of a file being written
  'earlier', // its name is that of an earlier version or a copy
  'other-case', // `take` fits it in another case
  'no-pattern', // no pattern of `take` fits
  'order', // x.xml.cancel that is not a plain file, or is misspelled
  'marker', // a marker, whether its file exists or not
] as const
export type LeftKind = (typeof leftKinds)[number]

/** The entries that were not sent for one reason: how many, and a bounded number of names. */
export interface Left {
  readonly kind: LeftKind
  readonly count: number
  /** `detail`: more about the entry, such as the pattern that it nearly fits. */
  readonly first: readonly { readonly name: string; readonly detail: string }[]
}

export type LookOutcome =
  | {
      readonly kind: 'looked'
      readonly identity: FolderIdentity
      /** In order of (modification time, name). */
      readonly files: readonly SeenFile[]
      readonly about: readonly SeenFile[]
      /** The number of files in the folder that may be sent, whether returned in `files` or not. */
      readonly total: number
      /** The first 100 files that order to cancel another file. */
      readonly cancels: readonly SeenFile[]
      /**
       * Other entries that somebody may expect to be sent. Names under `leave`, hidden names and our own are
       * not among them.
       */
      readonly left: readonly Left[]
      /** The names of `beside` that exist, as they are spelled in the folder. */
      readonly beside: readonly string[]
      /** For each name of `meant`, a few names that may have been meant as its marker. */
      readonly meant: readonly { readonly name: string; readonly found: readonly string[] }[]
      /**
       * The permissions of the folder: when they change, a file that could not be claimed may be tried again.
       */
      readonly rights: string
      /** The share's own clock at this scan, in nanoseconds since 1970, when it is known. */
      readonly shareNowNs: string | null
    }
  | ShareFault

/** The error of the file system when a file was read or claimed, and the permissions that it reports. */
export interface FileHindrance {
  readonly step: 'read' | 'take'
  /** `EACCES`, … */
  readonly errno: string
  /** null: the permissions are not known. */
  readonly file: Rights | null
  readonly folder: Rights | null
}
export interface Rights {
  readonly uid: number
  readonly gid: number
  /** The lower twelve bits. */
  readonly mode: number
}
