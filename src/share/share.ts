// What may be done to a folder that others share with us, in a few verbs. Every argument and answer is
// plain JSON, so that a verb can run in this process (a local folder) or in a child with a deadline (a
// network folder: a hung share would freeze every other file call of a Node process). A verb never
// throws for what a folder or a file may be like: that is an answer with `kind: 'fault'`.

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
import type { FolderIdentity, Hindrance, LookOutcome, LookRequest, SeenFile } from './looking.ts'
import type { Mount } from './mount/mounts.ts'

/** Head and tail of a file, for the completeness check; base64. */
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
  /** This file alone cannot be read. */
  | { readonly kind: 'hindered'; readonly hindrance: Hindrance }
  | ShareFault

export interface ClaimRequest {
  readonly folder: string
  /** Names the folder of this look: `.pesit-drop/claimed/<look>/`. */
  readonly look: string
  readonly files: readonly FileToClaim[]
  /** Refuse when the folder is not the one that was looked at. */
  readonly expected?: FolderIdentity | null
  /** Also say of which of them a file `x.xml.cancel` lies beside x.xml. */
  readonly cancels?: boolean
  /** Take nothing unless the folder is ours, by this. */
  readonly hold?: Hold
}
/**
 * `marker`: the name of a file that must be there still. `inodeVaries`: the file system gives the same file
 * another inode at each look, so that it proves nothing.
 */
export type FileToClaim = SeenFile & { readonly marker?: string; readonly inodeVaries?: true }
export type ClaimedFile =
  | {
      readonly name: string
      readonly kind: 'claimed'
      readonly sizeBytes: number
      /** An order to cancel it lay beside it as it was taken. */
      readonly stopped?: true
    }
  | { readonly name: string; readonly kind: 'gone' } // somebody else took it
  | { readonly name: string; readonly kind: 'changed' } // not the file that was looked at: look again
  /** No right, busy: later. `hindrance`: of this file; absent where the batch ended before it. */
  | {
      readonly name: string
      readonly kind: 'refused'
      readonly sentence: string
      readonly hindrance?: Hindrance
    }
export type ClaimOutcome =
  | { readonly kind: 'claimed'; readonly files: readonly ClaimedFile[] }
  /** Somebody else owns the folder by now: nothing was taken, or it was given back. */
  | { readonly kind: 'not-ours' }
  | ShareFault

/** Copies a claimed file to the local spool while hashing, and proves it unchanged meanwhile. */
export interface SealRequest {
  readonly folder: string
  readonly look: string
  readonly name: string
  /**
   * Written as `<target>.tmp`, fsynced, renamed to `<target>`; the caller fsyncs the spool folder (one for
   * many).
   */
  readonly target: string
}
export type SealOutcome =
  | {
      readonly kind: 'sealed'
      readonly sizeBytes: number
      readonly sha256: string
      /** Of the original: whoever finds another one there later knows that it was changed since. */
      readonly modifiedNs: string
      /** Of the original: that it is the one that was claimed. */
      readonly inode: string
    }
  | { readonly kind: 'changed' } // a writer still had it open: try again, then hold
  | { readonly kind: 'gone' }
  | ShareFault

/**
 * Brings a local file into an inbox. `stage` copies it to `.pesit-drop/incoming/<id>` with owner and mode;
 * `link` gives it its name.
 */
export interface StageRequest {
  readonly folder: string
  readonly id: string
  readonly source: string
  readonly sha256: string
  /** Refuse when the folder is not this one any more. */
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
  | { readonly kind: 'linked' } // now, or by an earlier try: same inode
  | { readonly kind: 'taken-away' } // it was linked before, and somebody has moved it since (link count says so)
  | { readonly kind: 'exists' } // another file has that name: never replaced
  | ShareFault

export interface UnstageRequest {
  readonly folder: string
  readonly id: string
}

export interface RemoveRequest {
  readonly folder: string
  readonly look: string
  readonly name: string
  /** As it was when it was sealed: another one is left where it is. */
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
  /** `longer`: it begins with what was sealed and goes on. */
  | { readonly kind: 'changed'; readonly how: 'longer' | 'other'; readonly sizeBytes: number }

/** What lies in our own folders there: for recovery at start. */
export type OrphansOutcome =
  | {
      readonly kind: 'found'
      readonly claimed: readonly {
        readonly look: string
        readonly name: string
        readonly sizeBytes: number
      }[]
      readonly incoming: readonly string[]
      /** More than the limit: ask again after dealing with these. */
      readonly more: boolean
    }
  | ShareFault

/**
 * Tries what the folder must allow (create, link, rename, fsync, remove) with a file of our own in
 * `.pesit-drop/`.
 */
export type ProbeOutcome =
  | {
      readonly kind: 'usable'
      readonly identity: FolderIdentity
      /** null where the kernel does not tell. */
      readonly mount: Mount | null
      readonly fileSystem: string
      readonly network: boolean
      readonly hardLinks: boolean
      readonly shareNowNs: string
      /** It can be worked with, but not as safely as it should be. */
      readonly warnings: readonly CodedMessage[]
    }
  | ShareFault

/** Puts the status file of a transfer beside its data, and takes away its older ones. */
export interface ShowRequest {
  readonly folder: string
  readonly id: string
  /** Of the file that it is about. */
  readonly name: string
  /** null: nothing to say any more; older ones go. */
  readonly ending: StatusEnding | typeof notCancelled | null
  readonly content: string
  /**
   * No younger transfer has the name of the file: then what other transfers say under the plain names makes
   * room.
   */
  readonly isNewest: boolean
}
export type ShowOutcome =
  /** null: nothing, or files that are not ours have its names. */
  { readonly kind: 'shown'; readonly as: string | null } | ShareFault

/** Takes away what earlier transfers say under the plain names of these files. */
export interface ClearRequest {
  readonly folder: string
  readonly names: readonly string[]
  /** Touch nothing unless the folder is ours, by this. */
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
     * What it lay on when it was last used: when that is gone from above it, nothing is done in the folder
     * below.
     */
    readonly before?: Mount | null
  }): Promise<ProbeOutcome>
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
    /** Refuse when the folder is not this one any more. */
    readonly expected?: FolderIdentity | null
  }): Promise<OrphansOutcome>
  /** Who owns the folder. */
  owner(request: { readonly folder: string }): Promise<OwnerOutcome>
  /** Follows the owner of a term. */
  own(request: {
    readonly folder: string
    readonly after: number
    readonly record: OwnerRecord
    readonly sign: Sign
    readonly expected: FolderIdentity | null
  }): Promise<OwnOutcome>
  /** A sign of life, if it is still ours. */
  renew(request: {
    readonly folder: string
    readonly hold: Hold
    readonly sign: Sign
  }): Promise<HoldOutcome>
  /** Whether it is still ours: read there, now. */
  held(request: { readonly folder: string; readonly hold: Hold }): Promise<HoldOutcome>
  /** Stops the child, if there is one; a hung one is abandoned. */
  close(): Promise<void>
}
