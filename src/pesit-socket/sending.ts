// What it takes to send the data of one file on a line, and how that can end. The plain case is in
// send-file.ts, records one by one are in send-records.ts, sync points in send-points.ts.

import type { RecordForm } from '../pesit/data/records.ts'
import type { Line, LineEvent } from './line.ts'
import type { PeerWatch } from './watch-peer.ts'

/** A sync point and its place in the file. Number 0 is the start of the file. */
export interface FileSyncPoint {
  readonly number: number
  /** In the file. */
  readonly offsetBytes: number
  /** As counted on the line; differs from the offset where lines or compressed records are sent. */
  readonly wireBytes: number
  readonly articles: number
}

export interface FileSending {
  readonly line: Line
  readonly watch: PeerWatch
  readonly path: string
  readonly sizeBytes: number
  /** Where to begin. */
  readonly from: FileSyncPoint
  readonly form: RecordForm
  /** What the receiver accepts, by bilateral agreement: PeSIT does not negotiate it (PeSIT E §4.5). */
  readonly packing: {
    readonly multiArticle: boolean
    readonly segmentation: boolean
    readonly concatenation: boolean
  }
  readonly entityBytes: number // PI 25 as agreed
  readonly framing: 'prefixed' | 'raw'
  readonly dst: number
  /** 0: no sync points. */
  readonly intervalBytes: number
  /**
   * Called before a SYN is sent: resolves when the point is durable. With `false` the SYN must not be sent.
   */
  readonly beforeSyncPoint: (point: FileSyncPoint) => Promise<boolean>
  readonly progress: (sentBytes: number) => void
}

/** Why a sync point was not set, or not acknowledged. */
export type SyncPointBlocked =
  /** The peer sent something that ends the sending. */
  | { readonly kind: 'peer-event'; readonly event: LineEvent }
  /** `beforeSyncPoint` resolved with false. */
  | { readonly kind: 'withheld' }

export type SendFileOutcome =
  /** `sha256` is the hash of the whole file, skipped bytes included. */
  | { readonly kind: 'sent'; readonly sentBytes: number; readonly sha256: string }
  | SyncPointBlocked
  /** The signal was aborted. */
  | { readonly kind: 'stopped'; readonly reason: unknown }
  /** The file ended before its size. */
  | { readonly kind: 'short'; readonly atBytes: number }
