// The operations ("verbs") on a folder that we share with others. Every argument and every answer is plain
// JSON, so that a verb can run in this process (a local folder) or in a child process with a deadline (a
// network folder: a share that hangs would block every other file call of a Node process). A verb never
// throws because of the state of a folder or a file: it returns an answer with `kind: 'fault'`.

import type { CodedMessage } from '../wording/catalogue.ts'
import type { notCancelled, StatusEnding } from './status-endings.ts'
import type {
  Hold,
  HoldOutcome,
  OwnerOutcome,
  OwnerRecord,
  OwnOutcome,
  Sign,
} from './owner/hold.ts'
import type { ShareFault } from './fault.ts'
import type {
  FolderIdentity,
  FileHindrance,
  LookOutcome,
  LookRequest,
  SeenFile,
} from './looking.ts'
import type { Mount } from './mount/mounts.ts'

/** Reads the head and the tail of a file for the completeness check; both are returned as base64. */
export interface PeekRequest {
  readonly folder: string
  readonly name: string
  readonly headBytes: number
  readonly tailBytes: number
}
export type PeekOutcome =
  | {
      readonly kind: 'peeked'
      readonly head: string
      readonly tail: string
      readonly sizeBytes: number
    }
  | { readonly kind: 'gone' }
  /** Only this file cannot be read; the folder can be used. */
  | { readonly kind: 'hindered'; readonly hindrance: FileHindrance }
  | ShareFault

export interface ClaimRequest {
  readonly folder: string
  /** Names the folder of this scan: `.pesit-drop/claimed/<look>/`. */
  readonly look: string
  readonly files: readonly FileToClaim[]
  /** Fail when the folder is not the one that was scanned. */
  readonly expected?: FolderIdentity | null
  /** Also report for which of the files there is an order to cancel it (`x.xml.cancel` beside `x.xml`). */
  readonly cancels?: boolean
  /** Claim nothing unless this proves that we own the folder. */
  readonly hold?: Hold
}
/**
 * `marker`: the name of a file that must still exist. `inodeVaries`: the file system reports another inode
 * for the same file each time, so the inode proves nothing.
 */
export type FileToClaim = SeenFile & { readonly marker?: string; readonly inodeVaries?: true }
export type ClaimedOriginal =
  | {
      readonly name: string
      readonly kind: 'claimed'
      readonly sizeBytes: number
      /** An order to cancel the file was beside it when it was claimed. */
      readonly stopped?: true
    }
  | { readonly name: string; readonly kind: 'gone' } // somebody else took it away
  | { readonly name: string; readonly kind: 'changed' } // not the file that was scanned: scan again
  /**
   * No permission, or busy: try later. `hindrance` is about this file; absent where the batch ended before
   * it.
   */
  | {
      readonly name: string
      readonly kind: 'refused'
      readonly sentence: string
      readonly hindrance?: FileHindrance
    }
export type ClaimOutcome =
  | { readonly kind: 'claimed'; readonly files: readonly ClaimedOriginal[] }
  /** Somebody else owns the folder now: no file was claimed, or the claimed files were given back. */
  | { readonly kind: 'not-ours' }
  | ShareFault

/** Copies a claimed file to the local spool while hashing it, and checks that it did not change meanwhile. */
export interface SealRequest {
  readonly folder: string
  readonly look: string
  readonly name: string
  /**
   * The copy is written as `<target>.tmp`, fsynced and renamed to `<target>`. The caller fsyncs the spool
   * folder, once for many files.
   */
  readonly target: string
}
export type SealOutcome =
  | {
      readonly kind: 'sealed'
      readonly sizeBytes: number
      readonly sha256: string
      /** Of the original: a different time later shows that the file was changed after the seal. */
      readonly modifiedNs: string
      /** Of the original: shows that it is the file that was claimed. */
      readonly inode: string
    }
  | { readonly kind: 'changed' } // a writer still had it open: try again, then put it on hold
  | { readonly kind: 'gone' }
  | ShareFault

/**
 * Delivers a local file to an inbox. `stage` copies it to `.pesit-drop/incoming/<id>` and sets group and
 * mode; `link` gives it its name in the inbox.
 */
export interface StageRequest {
  readonly folder: string
  readonly id: string
  readonly source: string
  readonly sha256: string
  /** Fail when the folder is no longer this one. */
  readonly expected?: FolderIdentity
  readonly group: string | null // name or number
  readonly mode: string | null // octal, "0640"
}
export type StageOutcome = { readonly kind: 'staged' } | ShareFault

export interface LinkRequest {
  readonly folder: string
  readonly expected?: FolderIdentity
  readonly id: string
  readonly name: string
}
export type LinkOutcome =
  | { readonly kind: 'linked' } // now or by an earlier attempt: same inode
  | { readonly kind: 'taken-away' } // it was linked before and moved away since, as the link count shows
  | { readonly kind: 'exists' } // another file has that name: it is never replaced
  | ShareFault

export interface UnstageRequest {
  readonly folder: string
  readonly id: string
}

export interface RemoveRequest {
  readonly folder: string
  readonly look: string
  readonly name: string
  /** The file as it was when it was sealed: a file that differs is not removed. */
  readonly sealed?: SealedAs
}
export interface SealedAs {
  readonly sizeBytes: number
  readonly modifiedNs: string
  readonly sha256: string
}
export type RemoveOutcome = { readonly kind: 'removed' } | ShareFault
export type RemoveOriginalOutcome =
  | RemoveOutcome
  /** `longer`: it begins with the bytes that were sealed, and more bytes follow. */
  | { readonly kind: 'changed'; readonly how: 'longer' | 'other'; readonly sizeBytes: number }

/** The files in our own folders inside the shared folder, for recovery at start. */
export type OrphansOutcome =
  | {
      readonly kind: 'found'
      readonly claimed: readonly {
        readonly look: string
        readonly name: string
        readonly sizeBytes: number
      }[]
      readonly incoming: readonly string[]
      /** There are more files than the limit: ask again after these are dealt with. */
      readonly more: boolean
    }
  | ShareFault

/**
 * Tries all operations that the folder must allow (create, link, rename, fsync, remove) with a file of our
 * own in `.pesit-drop/`.
 */
export type FolderProbe =
  | {
      readonly kind: 'usable'
      readonly identity: FolderIdentity
      /** null when the kernel does not report it. */
      readonly mount: Mount | null
      readonly fileSystem: string
      readonly network: boolean
      readonly hardLinks: boolean
      readonly shareNowNs: string
      /** The folder can be used, but it is not as safe as it should be. */
      readonly warnings: readonly CodedMessage[]
    }
  | ShareFault

/**
 * Puts the status file of a transfer beside its data file, and removes the older status files of the
 * transfer.
 */
export interface ShowRequest {
  readonly folder: string
  readonly id: string
  /** The name of the data file. */
  readonly name: string
  /** null: there is no status to show any more; the older status files are removed. */
  readonly ending: StatusEnding | typeof notCancelled | null
  readonly content: string
  /**
   * No newer transfer has a file of this name. Then the status files of other transfers under the plain names
   * are moved aside or removed.
   */
  readonly isNewest: boolean
}
export type ShowOutcome =
  /** null: no file was put there, or files that are not ours have its names. */
  { readonly kind: 'shown'; readonly as: string | null } | ShareFault

/** Removes the status files of earlier transfers under the plain names of these files. */
export interface ClearRequest {
  readonly folder: string
  readonly names: readonly string[]
  /** Change nothing unless this proves that we own the folder. */
  readonly hold?: Hold
}
export type ClearOutcome =
  | { readonly kind: 'cleared'; readonly count: number }
  | { readonly kind: 'not-ours' }
  | ShareFault

export interface Share {
  probe(request: {
    readonly folder: string
    readonly purpose: 'outbox' | 'inbox'
    /**
     * The mount that the folder was on when it was last used. When that mount is gone, the verb does nothing
     * in the local folder beneath it.
     */
    readonly before?: Mount | null
  }): Promise<FolderProbe>
  look(request: LookRequest): Promise<LookOutcome>
  peek(request: PeekRequest): Promise<PeekOutcome>
  claim(request: ClaimRequest): Promise<ClaimOutcome>
  seal(request: SealRequest): Promise<SealOutcome>
  stage(request: StageRequest): Promise<StageOutcome>
  link(request: LinkRequest): Promise<LinkOutcome>
  unstage(request: UnstageRequest): Promise<RemoveOutcome>
  remove(request: RemoveRequest): Promise<RemoveOriginalOutcome>
  show(request: ShowRequest): Promise<ShowOutcome>
  clear(request: ClearRequest): Promise<ClearOutcome>
  orphans(request: {
    readonly folder: string
    readonly after: { look: string; name: string } | null
    readonly limit: number
    /** Fail when the folder is no longer this one. */
    readonly expected?: FolderIdentity | null
  }): Promise<OrphansOutcome>
  /** Reads who owns the folder. */
  owner(request: { readonly folder: string }): Promise<OwnerOutcome>
  /** Takes the folder over from the owner of the term `after`. */
  own(request: {
    readonly folder: string
    readonly after: number
    readonly record: OwnerRecord
    readonly sign: Sign
    readonly expected: FolderIdentity | null
  }): Promise<OwnOutcome>
  /** Writes a sign of life, if we still own the folder. */
  renew(request: {
    readonly folder: string
    readonly hold: Hold
    readonly sign: Sign
  }): Promise<HoldOutcome>
  /** Whether we still own the folder: read from the folder now. */
  held(request: { readonly folder: string; readonly hold: Hold }): Promise<HoldOutcome>
  /** Stops the child process, if there is one; a child process that hangs is abandoned. */
  close(): Promise<void>
}
