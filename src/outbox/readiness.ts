// Is a file complete? Pure: from what the looks at it saw, by our own monotonic clock, and the outbox's
// rule. The strongest proof that the writer can give comes first: a marker file, or a rename into the
// folder; else that nothing changed over so many looks and so long a time; and, where its content tells,
// that its last bytes are there. Modification times are never compared with our clock: they come from
// another machine.

import type { SeenFile } from '../share/share.ts'

export type ReadyRule =
  | { readonly by: 'quiet'; readonly quietMs: number; readonly looks: number }
  /** A second file says that the first is complete; `{name}` stands for the first one's name. */
  | { readonly by: 'marker'; readonly marker: string }
  /** Writers rename complete files in: whatever has a name that may be taken is complete. */
  | { readonly by: 'rename' }

/** What we know of one file from the looks so far. */
export interface Watched {
  readonly file: SeenFile
  /** Looks in a row that saw it just like this. */
  readonly looks: number
  /** When it was first seen like this, monotonic. */
  readonly unchangedSinceMs: number
  /** When it was first seen at all, monotonic. */
  readonly firstSeenMs: number
}

export type Readiness =
  | { readonly kind: 'ready' }
  /** `againMs`: when a look could find it ready, on the monotonic clock; null when only a change can. */
  | { readonly kind: 'waiting'; readonly why: string; readonly againMs: number | null }

export function watchAgain(before: Watched | undefined, file: SeenFile, nowMs: number): Watched {
  if (before === undefined) return { file, looks: 1, unchangedSinceMs: nowMs, firstSeenMs: nowMs }
  const same =
    before.file.inode === file.inode &&
    before.file.sizeBytes === file.sizeBytes &&
    before.file.modifiedNs === file.modifiedNs &&
    before.file.changedNs === file.changedNs
  if (same) return { ...before, looks: before.looks + 1 }
  return { file, looks: 1, unchangedSinceMs: nowMs, firstSeenMs: before.firstSeenMs }
}

/** `markers`: names in the folder that are markers of some file. Content is judged elsewhere. */
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
      if (at.markers.has(marker)) return { kind: 'ready' }
      return { kind: 'waiting', why: `its marker ${marker} is not there yet`, againMs: null }
    }
    case 'quiet': {
      const quietAtMs = watched.unchangedSinceMs + rule.quietMs
      if (watched.looks >= rule.looks && at.nowMs >= quietAtMs) return { kind: 'ready' }
      const seconds = Math.ceil(rule.quietMs / 1000)
      return {
        kind: 'waiting',
        why: `it must stay unchanged for ${seconds} s`,
        againMs: Math.max(quietAtMs, at.nowMs + 1),
      }
    }
  }
}

export function markerName(template: string, name: string): string {
  return template.replaceAll('{name}', name)
}

/** Whether a name is a marker by the template; markers are never sent. */
export function isMarker(template: string, name: string): boolean {
  const [before = '', after = ''] = template.split('{name}')
  return (
    name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after)
  )
}
