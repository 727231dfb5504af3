// What the steps of an outbox's loop share: its doors to the world, its rules, and where it stands.

import type { Clock } from '../lib/time/clock.ts'
import type { Log } from '../lib/log.ts'
import type { WhoIsWho } from '../lib/machine/system-users.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Ledger, NotedCondition } from '../ledger/ledger.ts'
import type { Mount } from '../share/mount/mounts.ts'
import type { CodedMessage } from '../wording/catalogue.ts'
import type { LyingCode } from '../wording/catalogue/folder/lying.ts'
import { sentenceOf, whatOf } from '../wording/sentence.ts'
import type { FileToClaim, Share } from '../share/share.ts'
import type { FolderIdentity } from '../share/looking.ts'
import type { ShareFault } from '../share/fault.ts'
import type { Hold } from '../share/owner/hold.ts'
import type { FirstStart } from './owner/first-start.ts'
import type { OutboxOptions } from './options.ts'
import type { Ownership } from './owner/ownership.ts'
import type { Sights } from './untaken/first-sights.ts'
import type { Tracker } from './tracker.ts'
import type { Hint } from './watch.ts'

export interface OutboxDeps {
  readonly ledger: Ledger
  readonly share: Share
  readonly clock: Clock
  readonly log: Log
  /** Whether the folder is ours. */
  readonly ownership: Ownership
  /** This ledger's own id: the folders of what we claim carry it. */
  readonly ledgerId: string
  /** The operator's, for sentences. */
  readonly zone: string
  /** Who is who on this machine, for what is told of files of others. */
  readonly who: WhoIsWho
  /** Takes what was claimed; must not reject. */
  readonly admit: (transfer: Transfer) => Promise<void>
  /** Does the work when this outbox's turn has come among all that look and claim. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
  /**
   * Takes away what status files say of earlier files of these names. What it gives is called when the files
   * are on record, or were not taken. null: there are none in this outbox.
   */
  readonly clearStatus: ((names: readonly string[], hold: Hold) => Promise<() => void>) | null
  /**
   * Cancels what was taken under this name last, or tells beside the data why not; `later`: neither is done
   * yet.
   */
  readonly cancel: (name: string) => Promise<'answered' | 'later'>
}

/** Where a loop stands; one object, because the folder may come and go. */
export interface State {
  identity: FolderIdentity | null
  /** What the folder lay on when it was last well. */
  mount: Mount | null
  network: boolean
  first: FirstStart | null
  hints: Hint | null
  /** Something happened in the folder since the last look. */
  hinted: boolean
  /** When to look at the latest, monotonic. */
  lookDueMs: number
  /** Until when what the last look found is worked off first. */
  workOffMs: number
  /** What the last look found ready, in order, and was not taken yet. */
  ready: readonly FileToClaim[]
  /** There are more in the folder than the last look could keep. */
  more: boolean
  lookedMs: number | null
  inFolder: number
  trouble: string
  troubles: number
  unadmitted: number
  /** Files in the folder that are not even watched, as there are too many. */
  beyond: number
  /** Since when what is not taken lies there; null: not read yet in this life. */
  sights: Sights | null
  /** What is told now of what lies there, by reason. */
  readonly lyingTold: Map<LyingCode, LyingTold>
  /** What an earlier life told, and this one has not judged yet. */
  lyingInherited: ReadonlySet<LyingCode>
  /** Names of what is left, as the last look told them. */
  leftKnown: ReadonlySet<string>
  /** When files that could not be taken were last logged, monotonic. */
  hindrancesLogged: readonly number[]
  /** The oldest files that wait for a marker. */
  markersMissing: readonly string[]
  /** Cancel files that are being answered, by name. */
  readonly answering: Map<string, Promise<void>>
}

export interface LyingTold {
  readonly message: CodedMessage
  readonly notedMs: number
}

export function stateAtFirst(): State {
  return {
    identity: null,
    mount: null,
    network: false,
    first: null,
    hints: null,
    hinted: true,
    lookDueMs: 0,
    workOffMs: 0,
    ready: [],
    more: false,
    lookedMs: null,
    inFolder: 0,
    trouble: '',
    troubles: 0,
    unadmitted: 0,
    beyond: 0,
    sights: null,
    lyingTold: new Map(),
    lyingInherited: new Set(),
    leftKnown: new Set(),
    hindrancesLogged: [],
    markersMissing: [],
    answering: new Map(),
  }
}

export interface Parts {
  readonly deps: OutboxDeps
  readonly options: OutboxOptions
  readonly state: State
  readonly tracker: Tracker
  readonly stopping: AbortSignal
  readonly hint: () => void
  readonly handOver: (transfers: readonly Transfer[]) => void
}

export const quietAfterTroubleMs = 1_000

/** The folder cannot be worked with: said where people look; gives how long to wait before the next look. */
export async function troubled(parts: Parts, fault: ShareFault): Promise<number> {
  const { state } = parts
  state.identity =
    fault.code === 'FOLDER-MOVED' || fault.code === 'FOLDER-MISSING' ? null : state.identity
  return inTrouble(parts, fault, { code: fault.code, sentence: whatOf(fault, parts.deps) })
}

/** The folder is another's, or may be. */
export function notOurs(parts: Parts, why: CodedMessage): Promise<number> {
  const { code } = why
  return inTrouble(parts, why, { code, sentence: sentenceOf(why, parts.deps) })
}

async function inTrouble(
  { deps, options, state }: Parts,
  condition: NotedCondition,
  { code, sentence }: { readonly code: string; readonly sentence: string },
): Promise<number> {
  const { folder } = options
  const isNew = state.trouble !== sentence
  state.trouble = sentence
  state.troubles += 1
  await deps.ledger.note(`outbox:${folder}`, condition)
  // It is tried again and again: the condition says that it lasts, the log that it began.
  if (isNew) deps.log.warn({ folder, code, sentence }, 'An outbox cannot be looked at')
  return Math.min(options.everyMs, quietAfterTroubleMs * 2 ** Math.min(state.troubles - 1, 6))
}
