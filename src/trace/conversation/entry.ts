// The entries of a conversation: one for each control FPDU, one for a whole run of data, and remarks.

import type { FpduName } from '../../pesit/fpdu/fpdu.ts'
import type { Side } from '../tcp/connection.ts'
import type { ShownUnit } from './words.ts'

export interface FpduEntry {
  readonly kind: 'fpdu'
  readonly from: Side
  readonly atMs: number
  readonly name: FpduName
  readonly dst: number
  readonly src: number
  readonly units: readonly ShownUnit[]
  /** It refuses, interrupts or aborts. */
  readonly isTrouble: boolean
  /** Errors: a missing parameter, a wrong checksum. */
  readonly faults: readonly string[]
  /** Deviations that do no harm. */
  readonly oddities: readonly string[]
  /** For an answer: the time since its request. */
  readonly answeredAfterMs: number | null
  /** For anything else: the silence before it. */
  readonly silenceMs: number
}

export interface PreConnectionEntry {
  readonly kind: 'pre-connection'
  readonly from: Side
  readonly atMs: number
  /** null: it is the reply. */
  readonly identifier: string | null
  readonly reply: 'acknowledged' | 'refused' | null
  readonly answeredAfterMs: number | null
}

/** From the first data FPDU to the last. */
export interface DataEntry {
  readonly kind: 'data'
  readonly from: Side
  readonly atMs: number
  readonly endedAtMs: number
  readonly fpdus: number
  /** As PI 27 counts: without headers and without the lengths before articles. */
  readonly dataBytes: number
  readonly articles: number
  readonly isCompressed: boolean
  readonly firstPoint: number | null
  readonly lastPoint: number | null
  readonly points: number
  readonly acknowledgedPoint: number | null
  readonly longestPause: { readonly ms: number; readonly atMs: number }
  readonly slowestAcknowledgement: { readonly ms: number; readonly point: number }
  /** Bytes that are not in the capture or were not recognised: the counts are too low by them. */
  readonly missingBytes: number
  readonly faults: readonly string[]
}

export interface NoteEntry {
  readonly kind: 'note'
  readonly from: Side | null
  readonly atMs: number
  readonly text: string
  readonly isTrouble: boolean
}

export type TraceEntry = FpduEntry | PreConnectionEntry | DataEntry | NoteEntry
