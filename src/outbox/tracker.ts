// What is remembered of an outbox between two looks: a bounded number of files on their way to being
// ready, and a bounded number of names that have kept us waiting for long. The latter are passed over by
// the next looks, so that a thousand files that never become complete do not hold up the next one.

import type { SeenFile } from '../share/share.ts'
import {
  type Readiness,
  type ReadyRule,
  readinessOf,
  type Watched,
  watchAgain,
} from './readiness.ts'

export interface Tracker {
  /** Takes in a look; gives the files that are ready, in order, and when to look again at the latest. */
  take(look: {
    readonly files: readonly SeenFile[]
    readonly about: readonly SeenFile[]
    readonly markers: ReadonlySet<string>
  }): {
    readonly ready: readonly SeenFile[]
    readonly againMs: number | null
  }
  /** The content of a file is known to be incomplete although it is quiet. */
  incomplete(name: string, why: string): void
  /** It has been quiet for so long that nobody is expected to write its end any more. */
  hasWaitedLong(name: string): boolean
  forget(name: string): void
  /** Files that have not become ready for at least so long, with why. */
  waitingLong(sinceMs: number): readonly { readonly name: string; readonly why: string }[]
  /** Names to pass over when the next files are kept, and to be told about all the same. */
  passOver(): readonly string[]
  readonly waiting: number
}

/** Names that are waited for apart from the next ones in order. */
const mostPassedOver = 10_000

export interface TrackerOptions {
  readonly rule: ReadyRule
  readonly nowMs: () => number
  readonly slowAfterMs: number
}

export function createTracker(options: TrackerOptions): Tracker {
  return new BoundedTracker(options)
}

class BoundedTracker implements Tracker {
  private readonly options: TrackerOptions
  private readonly watched = new Map<string, Watched>()
  private readonly unfinished = new Map<string, { readonly why: string; readonly file: SeenFile }>()
  private readonly slow = new Set<string>()
  /** What waits only for its turn to be taken. */
  private readonly ready = new Set<string>()

  constructor(options: TrackerOptions) {
    this.options = options
  }

  get waiting(): number {
    return this.watched.size
  }

  take({ files, about, markers }: Parameters<Tracker['take']>[0]): ReturnType<Tracker['take']> {
    const nowMs = this.options.nowMs()
    const all = [...files, ...about]
    this.dropWhatIsGone(new Set(all.map(({ name }) => name)))
    const ready: SeenFile[] = []
    let againMs: number | null = null
    for (const file of all) {
      const one = watchAgain(this.watched.get(file.name), file, nowMs)
      this.watched.set(file.name, one)
      const readiness = this.judge(one, markers)
      if (readiness.kind === 'ready') {
        ready.push(file)
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
    this.ready.delete(name)
  }

  hasWaitedLong(name: string): boolean {
    const one = this.watched.get(name)
    return one !== undefined && this.options.nowMs() >= this.longAtMs(one)
  }

  private longAtMs({ unchangedSinceMs }: Watched): number {
    return unchangedSinceMs + this.options.slowAfterMs
  }

  forget(name: string): void {
    this.watched.delete(name)
    this.unfinished.delete(name)
    this.slow.delete(name)
    this.ready.delete(name)
  }

  waitingLong(sinceMs: number): readonly { readonly name: string; readonly why: string }[] {
    const nowMs = this.options.nowMs()
    return [...this.watched.values()]
      .filter(
        (one) =>
          !this.ready.has(one.file.name) &&
          nowMs - one.firstSeenMs >= sinceMs &&
          nowMs - one.unchangedSinceMs >= sinceMs,
      )
      .map(({ file }) => ({ name: file.name, why: this.whyWaiting(file) }))
  }

  passOver(): readonly string[] {
    return [...this.slow]
  }

  private whyWaiting({ name, sizeBytes }: SeenFile): string {
    if (sizeBytes === 0) return 'it is empty'
    return this.unfinished.get(name)?.why ?? 'it is not complete'
  }

  private judge(one: Watched, markers: ReadonlySet<string>): Readiness {
    const { name, modifiedNs, sizeBytes } = one.file
    const known = this.unfinished.get(name)
    const isSame = known?.file.modifiedNs === modifiedNs && known.file.sizeBytes === sizeBytes
    if (isSame && !this.hasWaitedLong(name))
      return { kind: 'waiting', why: known.why, againMs: this.longAtMs(one) }
    this.unfinished.delete(name)
    return readinessOf(one, this.options.rule, { nowMs: this.options.nowMs(), markers })
  }

  private noteSlow(one: Watched, nowMs: number): void {
    const isSlow = nowMs - one.firstSeenMs >= this.options.slowAfterMs
    if (isSlow && this.slow.size < mostPassedOver) this.slow.add(one.file.name)
  }

  private dropWhatIsGone(present: ReadonlySet<string>): void {
    for (const name of [...this.watched.keys()]) if (!present.has(name)) this.forget(name)
  }
}
