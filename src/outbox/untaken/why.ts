// Why a file that may be taken still lies in its outbox, as the looks and the tries to take it saw it. Pure.
// What can never be taken, the look itself says (share/verbs/look.ts).

import type { FileHindrance } from '../../share/looking.ts'
import { type Difference, isQuiet, type ReadyRule, type Watched } from '../readiness.ts'

export type WhyLying =
  /** Its content ends too early. */
  | { readonly kind: 'incomplete'; readonly why: string }
  | { readonly kind: 'changing'; readonly what: Difference }
  | { readonly kind: 'no-marker' }
  | { readonly kind: 'hindered'; readonly hindrance: FileHindrance }
  /** It is ready, and others are before it. */
  | { readonly kind: 'turn' }

/** What is known of a file besides what the looks saw. */
export interface Known {
  readonly isReady: boolean
  readonly incomplete: string | null
  readonly hindrance: FileHindrance | null
  /** For so long it has been changing without a pause that would have made it ready. */
  readonly restlessMs: number
}

/**
 * null: it is on its way. One that changes is only said to go on changing when it did so for `stuckAfterMs`:
 * a file that was stuck and is mended now needs its quiet time first.
 */
export function whyLying(
  watched: Watched,
  known: Known,
  at: { readonly rule: ReadyRule; readonly nowMs: number; readonly stuckAfterMs: number },
): WhyLying | null {
  // The look says it of empty files.
  if (watched.file.sizeBytes === 0) return null
  if (known.hindrance !== null) return { kind: 'hindered', hindrance: known.hindrance }
  if (known.incomplete !== null) return { kind: 'incomplete', why: known.incomplete }
  if (known.isReady) return { kind: 'turn' }
  // No look has seen it since it was another one at the moment of the claim.
  const isUnseen = watched.looks === 0
  if (at.rule.by === 'marker' && !isUnseen) return { kind: 'no-marker' }
  const isChanging = watched.changed !== null && known.restlessMs >= at.stuckAfterMs
  if (isChanging && (isUnseen || !isQuiet(watched, at.rule, at.nowMs)))
    return { kind: 'changing', what: watched.changed }
  return null
}
