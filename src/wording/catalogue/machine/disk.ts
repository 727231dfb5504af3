// Messages about files of our own on a disk: what could not be written, what is not what was written. Pure.

import { entry } from '../../entry.ts'

const machine = { severity: 'error', fault: 'machine', heals: false } as const

/** A file of ours that is not what it should be, besides the copy that is sent to a bank. */
export type DamagedFile =
  | {
      readonly path: string
      /** `not-a-file`: something else lies in its place. `other-bytes`: not those that were received. */
      readonly why: 'not-a-file' | 'other-bytes'
    }
  | { readonly path: string; readonly why: 'unreadable'; readonly error: string }
  /** Its bytes are neither in the spool, at `path`, nor in the archive. */
  | { readonly path: string; readonly why: 'nowhere'; readonly name: string }

export const disk = {
  'DISK-FULL': entry<
    /** There is no room for this file, in this folder, or for the ledger in this file. */
    | { readonly what: 'file' | 'folder' | 'ledger'; readonly path: string }
    /** The disk of the spool has no room for a file that was taken from its outbox. */
    | {
        readonly what: 'spool'
        readonly folder: string
        readonly name: string
        readonly haveBytes: number
        readonly neededBytes: number
        readonly reserveBytes: number
      }
    /** The ledger has no room for one more transfer: no upload is taken into the spool. */
    | { readonly what: 'row'; readonly folder: string }
    | {
        readonly what: 'upload'
        readonly folder: string
        readonly haveBytes: number
        readonly neededBytes: number
      }
    /** The disk of the spool has no room for what a bank would give; its reserve is left to what is sent. */
    | {
        readonly what: 'reception'
        readonly folder: string
        readonly bank: string
        readonly virtualFile: string
        readonly have: string
        readonly needed: string
        readonly reserveBytes: number
      }
  >({ ...machine, scope: 'folder' }),
  'FILE-SYNC-FAILED': entry<
    | { readonly path: string; readonly why: 'not-confirmed'; readonly error: string }
    /** What is read back is not what was `received` or `copied`. */
    | { readonly path: string; readonly why: 'other-bytes'; readonly what: 'received' | 'copied' }
  >({ ...machine, scope: 'file', heals: true }),
  'FILE-GONE': entry<
    /** A file that a command names cannot be read. */
    | { readonly path: string; readonly error: string }
    /** A claimed file was removed from the work folder of its outbox before it was read. */
    | { readonly why: 'claim-lost'; readonly name: string; readonly folder: string }
  >({
    ...machine,
    scope: 'file',
    fault: 'operator',
  }),
  'TRACE-NOT-WRITTEN': entry<{ readonly path: string; readonly error: string }>({
    ...machine,
    scope: 'file',
  }),
  'EVIDENCE-NOT-WRITTEN': entry<{ readonly path: string; readonly error: string }>({
    ...machine,
    scope: 'file',
  }),
  /** A file in the spool that no transfer knows. */
  'SPOOL-ORPHAN': entry<{
    readonly path: string
    readonly sizeBytes: number
    readonly modifiedMs: number
  }>({
    ...machine,
    scope: 'daemon',
    fault: 'operator',
  }),
} as const
