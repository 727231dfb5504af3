// What the steps of an outbox's loop share: what it works with, its options, and its state with the
// transitions that have a name.

import type { Clock } from '../lib/time/clock.ts'
import type { Log } from '../lib/log.ts'
import type { WhoIsWho } from '../lib/machine/system-users.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Conditions } from '../ledger/contract/conditions.ts'
import type { TransferMoves } from '../ledger/contract/moves.ts'
import type { FirstSights, Originals } from '../ledger/contract/outboxes.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import type { Upkeep } from '../ledger/contract/upkeep.ts'
import type { Mount } from '../share/mount/mounts.ts'
import type { CodedMessage } from '../wording/catalogue.ts'
import type { LyingCode } from '../wording/catalogue/folder/lying.ts'
import { sentenceOf, whatOf } from '../wording/sentence.ts'
import type { FileToClaim, Share } from '../share/share.ts'
import type { FolderIdentity } from '../share/looking.ts'
import type { ShareFault } from '../share/fault.ts'
import type { Hold } from '../share/owner/hold.ts'
import type { FirstStart } from './owner/first-start.ts'
import type { ReadyRule } from './readiness.ts'
import type { Ownership } from './owner/ownership.ts'
import type { Sights } from './untaken/first-sights.ts'
import type { Tracker } from './tracker.ts'
import type { Hint } from './watch.ts'

export interface OutboxDeps {
  readonly ledger: Conditions &
    FirstSights &
    Pick<Originals, 'originalsIn'> &
    Pick<TransferMoves, 'record'> &
    TransferReading &
    Pick<Upkeep, 'hasReserve'>
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
   * Takes away what status files say of earlier files of these names. What it returns is called when the
   * files are on record, or were not taken. null: there are none in this outbox.
   */
  readonly clearStatus: ((names: readonly string[], hold: Hold) => Promise<() => void>) | null
  /**
   * Cancels what was taken under this name last, or tells beside the data why not; `later`: neither is done
   * yet.
   */
  readonly cancel: (name: string) => Promise<'answered' | 'later'>
}

/** One outbox of the configuration. */
export interface OutboxOptions {
  readonly virtualFile: string
  readonly folder: string
  readonly bank: string
  readonly take: readonly string[]
  readonly leave: readonly string[]
  /** Upper and lower case are the same in names. */
  readonly ignoreCase: boolean
  readonly ready: ReadyRule
  /** Wait for the last bytes of formats that we know. */
  readonly checkComplete: boolean
  readonly firstStart: 'hold' | 'send'
  readonly priority: 0 | 1 | 2
  readonly inOrder: boolean
  readonly everyMs: number
  readonly everyOnNetworkMs: number
  /** Never rely on events. */
  readonly alwaysPoll: boolean
  /** A file that lies there this long without being claimed is reported. */
  readonly stuckAfterMs: number
  readonly maximumClaimed: number
  /** A file `x.xml.cancel` orders to cancel x.xml. */
  readonly cancelByFile: boolean
  readonly dataFolder: string
}

/**
 * What the loop of one outbox knows. The parts of `scan` and `untaken` are written by the files that they
 * name.
 */
export interface LoopState {
  /** null: the folder must be arrived at first, which adopts what was claimed there and is not on record. */
  arrived: Arrived | null
  /** What the folder lay on when it was last well. */
  mount: Mount | null
  /** The events of the folder, where they are used. */
  hints: Hint | null
  readonly scan: ScanState
  readonly status: StatusState
  readonly untaken: UntakenState
  /** How many claimed files are not admitted yet. */
  unadmitted: number
  /** Cancel files that are being answered, by name. */
  readonly answering: Map<string, Promise<void>>
}

/** The folder as it was when it was arrived at. */
export interface Arrived {
  readonly identity: FolderIdentity
  readonly network: boolean
  readonly firstStart: FirstStart
}

/** What the last scan left to do (scan.ts, claim.ts), and when the next one is due. */
export interface ScanState {
  /** Something happened in the folder since the last scan. */
  hinted: boolean
  /** When to scan at the latest, monotonic. */
  dueMs: number
  /** Until when the finds of the last scan are claimed first, monotonic. */
  workOffMs: number
  /** What the last scan found ready, in order, and is not claimed yet. */
  ready: readonly FileToClaim[]
  /** The folder has more files than the last scan could keep. */
  more: boolean
}

/** What people are shown of this outbox. */
export interface StatusState {
  lookedMs: number | null
  inFolder: number
  trouble: string
  /** Troubles in a row. */
  troubles: number
}

/** Files that lie in the folder and are not claimed (untaken/report.ts). */
export interface UntakenState {
  /** How many files are not even watched, because there are too many. */
  beyond: number
  /** Since when each file lies there; null: not read yet in this life. */
  sights: Sights | null
  /** What is reported now, by reason. */
  readonly reported: Map<LyingCode, ReportedCondition>
  /** What an earlier life reported, and this one has not judged yet. */
  inherited: ReadonlySet<LyingCode>
  /** Names of files that are left alone, as the last scan saw them. */
  leftKnown: ReadonlySet<string>
  /** When files that could not be claimed were last logged, monotonic. */
  hindrancesLogged: readonly number[]
  /** The oldest files that wait for a marker. */
  markersMissing: readonly string[]
}

export interface ReportedCondition {
  readonly message: CodedMessage
  readonly notedMs: number
}

export function initialState(): LoopState {
  return {
    arrived: null,
    mount: null,
    hints: null,
    scan: { hinted: true, dueMs: 0, workOffMs: 0, ready: [], more: false },
    status: { lookedMs: null, inFolder: 0, trouble: '', troubles: 0 },
    untaken: {
      beyond: 0,
      sights: null,
      reported: new Map(),
      inherited: new Set(),
      leftKnown: new Set(),
      hindrancesLogged: [],
      markersMissing: [],
    },
    unadmitted: 0,
    answering: new Map(),
  }
}

/** The folder is there, ours, and adopted. What was seen before may not be there any more. */
export function arriveAt(state: LoopState, arrived: Arrived): void {
  state.arrived = arrived
  state.scan.ready = []
  state.scan.hinted = true
}

/**
 * The folder must be arrived at anew: it may be another folder, another's, or hold claimed files that are not
 * on record.
 */
export function arriveAnew(state: LoopState): void {
  state.arrived = null
  state.scan.ready = []
}

export function isOnNetwork({ arrived }: LoopState): boolean {
  return arrived?.network ?? false
}

export interface OutboxLoop {
  readonly deps: OutboxDeps
  readonly options: OutboxOptions
  readonly state: LoopState
  readonly tracker: Tracker
  readonly stopping: AbortSignal
  readonly hint: () => void
  readonly handOver: (transfers: readonly Transfer[]) => void
}

export const quietAfterTroubleMs = 1_000

/** The folder cannot be used: reported where people look; returns how long to wait before the next look. */
export async function troubled(loop: OutboxLoop, fault: ShareFault): Promise<number> {
  if (fault.code === 'FOLDER-MOVED' || fault.code === 'FOLDER-MISSING') arriveAnew(loop.state)
  return inTrouble(loop, fault, { code: fault.code, sentence: whatOf(fault, loop.deps) })
}

/** The folder is another's, or may be. */
export function notOurs(loop: OutboxLoop, why: CodedMessage): Promise<number> {
  const { code } = why
  return inTrouble(loop, why, { code, sentence: sentenceOf(why, loop.deps) })
}

async function inTrouble(
  { deps, options, state }: OutboxLoop,
  condition: CodedMessage,
  { code, sentence }: { readonly code: string; readonly sentence: string },
): Promise<number> {
  const { folder } = options
  const isNew = state.status.trouble !== sentence
  state.status.trouble = sentence
  state.status.troubles += 1
  await deps.ledger.note(`outbox:${folder}`, condition)
  // It is tried again and again: the condition says that it lasts, the log that it began.
  if (isNew) deps.log.warn({ folder, code, sentence }, 'An outbox cannot be looked at')
  return Math.min(
    options.everyMs,
    quietAfterTroubleMs * 2 ** Math.min(state.status.troubles - 1, 6),
  )
}
