// Is a file complete? Pure: from what the looks at it saw, by our own monotonic clock, and the outbox's
// rule. The strongest proof that the writer can give comes first: a marker file, or a rename into the
// folder; else that nothing changed over a number of looks and a time; and, where its content tells,
// that its last bytes are there. Modification times are never compared with our clock: they come from
// another machine.

import { folded, markerName } from '../share/markers.ts'
import type { SeenFile } from '../share/looking.ts'

export type ReadyRule =
  | { readonly by: 'quiet'; readonly quietMs: number; readonly looks: number }
  /** A second file says that the first is complete; `{name}` stands for the first one's name. */
  | { readonly by: 'marker'; readonly marker: string; readonly ignoreCase?: boolean }
  /** Writers rename complete files in: every file with a name that may be taken is complete. */
  | { readonly by: 'rename' }

/** What a look found different: only the first of these that differs is told. */
export type Difference = 'size' | 'content' | 'touched' | 'inode'

/** What we know of one file from the looks so far. */
export interface Watched {
  readonly file: SeenFile
  /** Looks in a row that saw it just like this. */
  readonly looks: number
  /** When it was first seen like this, monotonic. */
  readonly unchangedSinceMs: number
  /** When it was first seen at all, monotonic. */
  readonly firstSeenMs: number
  /** What was different when it changed last; null: it has not changed yet. */
  readonly changed: Difference | null
  /** Looks that found nothing different but the inode, since anything else was. */
  readonly inodeOnly: number
}

export interface WatchRules {
  /**
   * On a network: a server may make up another inode at each look. The first look that finds nothing
   * different but the inode begins the quiet time anew, for another file may have come; when a later look
   * finds the same again, the inode says nothing, and the quiet time goes on.
   */
  readonly network?: boolean
}

export type Readiness =
  | { readonly kind: 'ready' }
  /** `againMs`: when a look could find it ready, on the monotonic clock; null when only a change can. */
  | { readonly kind: 'waiting'; readonly why: string; readonly againMs: number | null }

export function watchAgain(
  before: Watched | undefined,
  file: SeenFile,
  nowMs: number,
  { network = false }: WatchRules = {},
): Watched {
  const anew = { file, looks: 1, unchangedSinceMs: nowMs, inodeOnly: 0 }
  if (before === undefined) return { ...anew, firstSeenMs: nowMs, changed: null }
  const { firstSeenMs } = before
  const changed = differenceOf(before.file, file)
  if (changed === null) return { ...before, looks: before.looks + 1 }
  if (changed !== 'inode') return { ...anew, firstSeenMs, changed }
  const inodeOnly = before.inodeOnly + 1
  if (network && inodeOnly > 1) return { ...before, file, looks: before.looks + 1, inodeOnly }
  return { ...anew, firstSeenMs, changed, inodeOnly }
}

/** null: it is as it was. */
function differenceOf(before: SeenFile, now: SeenFile): Difference | null {
  if (before.sizeBytes !== now.sizeBytes) return 'size'
  if (before.modifiedNs !== now.modifiedNs) return 'content'
  if (before.changedNs !== now.changedNs) return 'touched'
  return before.inode === now.inode ? null : 'inode'
}

/** The file system gives this file another inode again and again: it proves nothing. */
export function inodeVaries({ inodeOnly }: Watched): boolean {
  return inodeOnly > 1
}

/** Whether it has not changed for long enough, regardless of its content. */
export function isQuiet(watched: Watched, rule: ReadyRule, nowMs: number): boolean {
  if (rule.by !== 'quiet') return true
  return watched.looks >= rule.looks && nowMs >= watched.unchangedSinceMs + rule.quietMs
}

/**
 * `markers`: names in the folder that are markers of some file, folded where case does not count. Content is
 * judged elsewhere.
 */
export function readinessOf(
  watched: Watched,
  rule: ReadyRule,
  at: { readonly nowMs: number; readonly markers: ReadonlySet<string> },
): Readiness {
  if (watched.file.sizeBytes === 0) return { kind: 'waiting', why: 'it is empty', againMs: null }
  switch (rule.by) {
    case 'rename':
      return { kind: 'ready' }
    case 'marker': {
      const marker = markerName(rule.marker, watched.file.name)
      if (at.markers.has(rule.ignoreCase === true ? folded(marker) : marker))
        return { kind: 'ready' }
      return { kind: 'waiting', why: `its marker ${marker} is not there yet`, againMs: null }
    }
    case 'quiet': {
      const quietAtMs = watched.unchangedSinceMs + rule.quietMs
      if (isQuiet(watched, rule, at.nowMs)) return { kind: 'ready' }
      const seconds = Math.ceil(rule.quietMs / 1000)
      return {
        kind: 'waiting',
        why: `it must stay unchanged for ${seconds} s`,
        againMs: Math.max(quietAtMs, at.nowMs + 1),
      }
    }
  }
}
