// What is remembered of an outbox between two looks: a bounded number of files on their way to being
// ready, and a bounded number of names that have kept us waiting for long. The latter are passed over by
// the next looks, so that a thousand files that never become complete do not hold up the next one.
//
// A file that could not be read or taken is tried again after a while, and at once when something about it or
// about the rights of its folder is different: never at each look, for each try costs calls and an fsync.

import type { FileHindrance } from '../share/looking.ts'
import type { SeenFile } from '../share/looking.ts'
import {
  inodeVaries,
  type Readiness,
  type ReadyRule,
  readinessOf,
  type Watched,
  watchAgain,
} from './readiness.ts'
import { type WhyLying, whyLying } from './untaken/why.ts'

export interface Tracker {
  /** Takes in a look; returns the files that are ready, in order, and when to look again at the latest. */
  update(scan: {
    readonly files: readonly SeenFile[]
    readonly about: readonly SeenFile[]
    readonly markers: ReadonlySet<string>
    readonly network?: boolean
    /** Who may do what in the folder. */
    readonly rights?: string
  }): {
    readonly ready: readonly (SeenFile & { readonly inodeVaries?: true })[]
    readonly againMs: number | null
  }
  /** The content of a file is known to be incomplete although it is quiet. */
  incomplete(name: string, why: string): void
  /** It has been quiet for so long that nobody is expected to write its end any more. */
  hasWaitedLong(name: string): boolean
  /** A file could not be read or taken; true: that was not known. */
  hindered(name: string, hindrance: FileHindrance): boolean
  /** It was not what the look saw when it was to be taken: its quiet time begins anew. */
  changedSince(name: string): void
  forget(name: string): void
  /** Every file that is watched and was not taken; `why` is null for one that is on its way. */
  lying(): readonly { readonly name: string; readonly why: WhyLying | null }[]
  /** Names to pass over when the next files are kept, and to be told about all the same. */
  passOver(): readonly string[]
  readonly waiting: number
}

/** Names that are waited for apart from the next ones in order. */
const maximumPassedOver = 10_000
/** When files that could not be read or taken are tried again, and how many of them at a time. */
export const againAfterMs = 5_000
const triedAtOnce = 100

export interface TrackerOptions {
  readonly rule: ReadyRule
  readonly nowMs: () => number
  readonly slowAfterMs: number
}

export function createTracker(options: TrackerOptions): Tracker {
  return new BoundedTracker(options)
}

interface Hindered {
  readonly hindrance: FileHindrance
  readonly file: SeenFile
  readonly rights: string
  readonly againMs: number
}

class BoundedTracker implements Tracker {
  private readonly options: TrackerOptions
  private readonly watched = new Map<string, Watched>()
  private readonly unfinished = new Map<string, { readonly why: string; readonly file: SeenFile }>()
  private readonly hindrances = new Map<string, Hindered>()
  /** Since when it has been changing without a pause, where that is not from the first look on. */
  private readonly restlessSince = new Map<string, number>()
  private readonly slow = new Set<string>()
  /** What waits only for its turn to be taken. */
  private readonly ready = new Set<string>()
  private rights = ''
  /** When the first look was. */
  private begunMs: number | null = null

  constructor(options: TrackerOptions) {
    this.options = options
  }

  get waiting(): number {
    return this.watched.size
  }

  update(scan: Parameters<Tracker['update']>[0]): ReturnType<Tracker['update']> {
    const { files, about, markers, network = false, rights = '' } = scan
    const nowMs = this.options.nowMs()
    this.rights = rights
    this.begunMs ??= nowMs
    const all = [...files, ...about]
    this.dropWhatIsGone(new Set(all.map(({ name }) => name)))
    const ready: (SeenFile & { readonly inodeVaries?: true })[] = []
    let againMs: number | null = null
    for (const file of all) {
      const before = this.watched.get(file.name)
      const one = watchAgain(before, file, nowMs, { network })
      this.watched.set(file.name, one)
      this.noteRestless(before, one, nowMs)
      const readiness = this.judge(one, markers)
      if (readiness.kind === 'ready') {
        ready.push(inodeVaries(one) ? { ...file, inodeVaries: true } : file)
        this.ready.add(file.name)
      } else {
        this.ready.delete(file.name)
        if (readiness.againMs !== null)
          againMs = Math.min(againMs ?? readiness.againMs, readiness.againMs)
        this.noteSlow(one, nowMs)
      }
    }
    return { ready, againMs }
  }

  incomplete(name: string, why: string): void {
    const one = this.watched.get(name)
    if (one === undefined) return
    this.unfinished.set(name, { why, file: one.file })
    this.hindrances.delete(name)
    this.ready.delete(name)
  }

  hasWaitedLong(name: string): boolean {
    const one = this.watched.get(name)
    return one !== undefined && this.options.nowMs() >= this.longAtMs(one)
  }

  private longAtMs({ unchangedSinceMs }: Watched): number {
    return unchangedSinceMs + this.options.slowAfterMs
  }

  hindered(name: string, hindrance: FileHindrance): boolean {
    const one = this.watched.get(name)
    if (one === undefined) return false
    const before = this.hindrances.get(name)
    const rounds = 1 + Math.floor(this.hindrances.size / triedAtOnce)
    this.hindrances.set(name, {
      hindrance,
      file: one.file,
      rights: this.rights,
      againMs: this.options.nowMs() + againAfterMs * rounds,
    })
    this.ready.delete(name)
    // It must not hold up those that come after it while it is hindered.
    if (this.slow.size < maximumPassedOver) this.slow.add(name)
    return before?.hindrance.errno !== hindrance.errno || before.hindrance.step !== hindrance.step
  }

  changedSince(name: string): void {
    const one = this.watched.get(name)
    this.ready.delete(name)
    if (one === undefined) return
    const changed = one.changed ?? 'content'
    const unchangedSinceMs = this.options.nowMs()
    this.watched.set(name, { ...one, looks: 0, unchangedSinceMs, changed })
  }

  forget(name: string): void {
    this.watched.delete(name)
    this.unfinished.delete(name)
    this.hindrances.delete(name)
    this.restlessSince.delete(name)
    this.slow.delete(name)
    this.ready.delete(name)
  }

  lying(): ReturnType<Tracker['lying']> {
    const { rule, slowAfterMs } = this.options
    const nowMs = this.options.nowMs()
    return [...this.watched.values()].map((one) => {
      const { name } = one.file
      const known = {
        isReady: this.ready.has(name),
        incomplete: this.unfinished.get(name)?.why ?? null,
        hindrance: this.hindrances.get(name)?.hindrance ?? null,
        restlessMs: nowMs - (this.restlessSince.get(name) ?? this.restlessAtFirst(one)),
      }
      return { name, why: whyLying(one, known, { rule, nowMs, stuckAfterMs: slowAfterMs }) }
    })
  }

  passOver(): readonly string[] {
    return [...this.slow]
  }

  /** What was there when this life began may have been changing long before. */
  private restlessAtFirst({ firstSeenMs }: Watched): number {
    return firstSeenMs === this.begunMs ? Number.NEGATIVE_INFINITY : firstSeenMs
  }

  private judge(one: Watched, markers: ReadonlySet<string>): Readiness {
    const { name, modifiedNs, sizeBytes } = one.file
    const hindered = this.hindrances.get(name)
    if (hindered !== undefined && !this.mayBeTriedAgain(hindered, one.file))
      return { kind: 'waiting', why: hindered.hindrance.errno, againMs: hindered.againMs }
    const known = this.unfinished.get(name)
    const isSame = known?.file.modifiedNs === modifiedNs && known.file.sizeBytes === sizeBytes
    if (isSame && !this.hasWaitedLong(name))
      return { kind: 'waiting', why: known.why, againMs: this.longAtMs(one) }
    this.unfinished.delete(name)
    return readinessOf(one, this.options.rule, { nowMs: this.options.nowMs(), markers })
  }

  /** One that changed begins anew. */
  private mayBeTriedAgain({ file, rights, againMs }: Hindered, now: SeenFile): boolean {
    if (file.changedNs !== now.changedNs) this.hindrances.delete(now.name)
    return (
      !this.hindrances.has(now.name) || rights !== this.rights || this.options.nowMs() >= againMs
    )
  }

  /** One that stood still, and changes now, was not restless before. */
  private noteRestless(before: Watched | undefined, now: Watched, nowMs: number): void {
    if (before === undefined || now.unchangedSinceMs === before.unchangedSinceMs) return
    const { name } = before.file
    const stood = [this.unfinished, this.hindrances, this.ready].some((some) => some.has(name))
    if (stood) this.restlessSince.set(name, nowMs)
  }

  private noteSlow(one: Watched, nowMs: number): void {
    const isSlow = nowMs - one.firstSeenMs >= this.options.slowAfterMs
    if (isSlow && this.slow.size < maximumPassedOver) this.slow.add(one.file.name)
  }

  private dropWhatIsGone(present: ReadonlySet<string>): void {
    for (const name of [...this.watched.keys()]) if (!present.has(name)) this.forget(name)
  }
}
