// What a conversation is told as: one entry a control FPDU, one for a whole stretch of data, and remarks.

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
  /** What is wrong with it: something missing, a bad checksum. */
  readonly faults: readonly string[]
  /** What is unusual and can be lived with. */
  readonly oddities: readonly string[]
  /** An answer: how long after its question. */
  readonly answeredAfterMs: number | null
  /** No answer: how long nobody had said anything. */
  readonly silenceMs: number
}

export interface PreConnectionEntry {
  readonly kind: 'pre-connection'
  readonly from: Side
  readonly atMs: number
  /** Null: it is the reply. */
  readonly identifier: string | null
  readonly reply: 'acknowledged' | 'refused' | null
  readonly answeredAfterMs: number | null
}

/** From the first data FPDU to what ends them. */
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
  /** Not in the capture, or passed over because nothing told what they are: the counts are too low. */
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

export type Entry = FpduEntry | PreConnectionEntry | DataEntry | NoteEntry
