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
  forget(name: string): void
  /** Files that have been waiting for at least so long, with why. */
  waitingLong(sinceMs: number): readonly { readonly name: string; readonly why: string }[]
  /** Names to pass over when the next files are kept, and to be told about all the same. */
  passOver(): readonly string[]
  readonly waiting: number
}

/** Names that are waited for apart from the next ones in order. */
const mostPassedOver = 10_000

export function createTracker(options: {
  readonly rule: ReadyRule
  readonly nowMs: () => number
  readonly slowAfterMs: number
}): Tracker {
  const watched = new Map<string, Watched>()
  const incomplete = new Map<string, { readonly why: string; readonly file: SeenFile }>()
  const slow = new Set<string>()

  const judge = (one: Watched, markers: ReadonlySet<string>): Readiness => {
    const known = incomplete.get(one.file.name)
    const unchanged =
      known !== undefined &&
      known.file.modifiedNs === one.file.modifiedNs &&
      known.file.sizeBytes === one.file.sizeBytes
    if (unchanged) return { kind: 'waiting', why: known.why, againMs: null }
    incomplete.delete(one.file.name)
    return readinessOf(one, options.rule, { nowMs: options.nowMs(), markers })
  }
  const dropWhatIsGone = (present: ReadonlySet<string>) => {
    for (const name of watched.keys()) {
      if (present.has(name)) continue
      watched.delete(name)
      incomplete.delete(name)
      slow.delete(name)
    }
  }
  return {
    take({ files, about, markers }) {
      const nowMs = options.nowMs()
      const all = [...files, ...about]
      dropWhatIsGone(new Set(all.map(({ name }) => name)))
      const ready: SeenFile[] = []
      let againMs: number | null = null
      for (const file of all) {
        const one = watchAgain(watched.get(file.name), file, nowMs)
        watched.set(file.name, one)
        const readiness = judge(one, markers)
        if (readiness.kind === 'ready') ready.push(file)
        else if (readiness.againMs !== null)
          againMs = Math.min(againMs ?? Number.POSITIVE_INFINITY, readiness.againMs)
        const isSlow =
          readiness.kind === 'waiting' && nowMs - one.firstSeenMs >= options.slowAfterMs
        if (isSlow && slow.size < mostPassedOver) slow.add(file.name)
      }
      return { ready, againMs }
    },
    incomplete(name, why) {
      const one = watched.get(name)
      if (one !== undefined) incomplete.set(name, { why, file: one.file })
    },
    forget(name) {
      watched.delete(name)
      incomplete.delete(name)
      slow.delete(name)
    },
    waitingLong(sinceMs) {
      const nowMs = options.nowMs()
      return [...watched.values()]
        .filter(
          (one) => nowMs - one.firstSeenMs >= sinceMs && nowMs - one.unchangedSinceMs >= sinceMs,
        )
        .map(({ file }) => ({
          name: file.name,
          why:
            file.sizeBytes === 0
              ? 'it is empty'
              : (incomplete.get(file.name)?.why ?? 'it is not complete'),
        }))
    },
    passOver: () => [...slow],
    get waiting() {
      return watched.size
    },
  }
}
