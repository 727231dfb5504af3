// Pours a file onto a line: reads it straight into entities that are laid out already, hashes what it
// reads, sets sync points where the interval asks for them, and never runs ahead of the peer's window.
//
// Two blocks take turns: while one is being written to the line, the next is read and hashed. What does not
// travel as plain bytes in plain records goes the way of send-records.ts.

import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { DataBlock } from '../pesit/data/block.ts'
import type { RecordForm } from '../pesit/data/records.ts'
import type { Ears } from './listen-while-sending.ts'
import type { Line } from './line.ts'
import { type PointHeld, setSyncPoint } from './send-points.ts'
import { pourRecords } from './send-records.ts'

/** A sync point and its place in the file. */
export interface PourPoint {
  readonly number: number
  /** In the file. */
  readonly offsetBytes: number
  /** As counted on the line: other than the offset where lines travel, or compressed records. */
  readonly wireBytes: number
  readonly articles: number
}

export interface Pouring {
  readonly line: Line
  readonly ears: Ears
  readonly path: string
  readonly sizeBytes: number
  /** Where to begin: point 0 is the start of the file. */
  readonly from: PourPoint
  readonly form: RecordForm
  /** What a sender may do, as agreed; nothing of it is negotiated (PeSIT E §4.5). */
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
  /** Resolves when the point is durable, before its SYN leaves; with `false`, it must not leave. */
  readonly emitting: (point: PourPoint) => Promise<boolean>
  readonly progress: (sentBytes: number) => void
}

export type PourOutcome =
  /** `sha256` is of the whole file, what was skipped included. */
  | { readonly kind: 'poured'; readonly sentBytes: number; readonly sha256: string }
  | PointHeld
  | { readonly kind: 'stopped'; readonly reason: unknown }
  /** The file ended before its size. */
  | { readonly kind: 'short'; readonly atBytes: number }

const blockBytes = 1024 * 1024
/** Each takes some hundred bytes of memory, and a peer may ask for entities that hold next to nothing. */
const mostPieces = 8192

export async function pourFile(pouring: Pouring, signal: AbortSignal): Promise<PourOutcome> {
  const file = await open(pouring.path, 'r')
  try {
    const hash = createHash('sha256')
    await hashUpTo(file, hash, pouring.from.offsetBytes)
    const pour = isPlain(pouring) ? pourBytes : pourRecords
    const ended = await pour(pouring, file, { hash, signal })
    if (ended !== null) return ended
    return {
      kind: 'poured',
      sentBytes: pouring.sizeBytes - pouring.from.offsetBytes,
      sha256: hash.digest('hex'),
    }
  } finally {
    await file.close()
  }
}

/** Bytes in records that are written where they are read to. */
function isPlain({ line, form, packing, entityBytes }: Pouring): boolean {
  const { crc, compression } = line.session
  const fits = packing.segmentation || form.articleBytes <= entityBytes - 6
  const bytes = form.kind === 'bytes' && form.codePage === null
  const bare = bytes && !packing.multiArticle && packing.concatenation
  return bare && fits && !crc && compression === null
}

/** A restarted sending hashes the whole file all the same: what was sent before must be what is there now. */
async function hashUpTo(file: FileHandle, hash: Hash, untilBytes: number): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(blockBytes, untilBytes))
  for (let position = 0; position < untilBytes; ) {
    const wanted = Math.min(buffer.length, untilBytes - position)
    const { bytesRead } = await file.read(buffer, 0, wanted, position)
    if (bytesRead === 0) return
    hash.update(buffer.subarray(0, bytesRead))
    position += bytesRead
  }
}

async function pourBytes(
  pouring: Pouring,
  file: FileHandle,
  { hash, signal }: { hash: Hash; signal: AbortSignal },
): Promise<PourOutcome | null> {
  const { line, ears, sizeBytes } = pouring
  const blocks = [newBlock(pouring), newBlock(pouring)] as const
  const stretch = stretchBytes(pouring)
  let position = pouring.from.offsetBytes
  let sinceSync = 0
  let writing: Promise<void> = Promise.resolve()

  for (let turn = 0; position < sizeBytes; turn += 1) {
    if (sinceSync >= stretch) {
      await writing
      const held = await setSyncPoint(pouring, position)
      if (held !== null) return held
      sinceSync = 0
    }
    if (ears.heard !== undefined || signal.aborted) break
    const block = blocks[turn % 2 === 0 ? 0 : 1]
    const wanted = Math.min(block.capacityBytes, stretch - sinceSync, sizeBytes - position)
    const filled = await fill(file, block, { position, wanted })
    if (filled < wanted) return { kind: 'short', atBytes: position + filled }
    for (const view of gaps(block.views, 0, filled)) hash.update(view)
    await writing
    // What was heard meanwhile may have taken the line out of the data phase.
    if (ears.heard !== undefined) break
    writing = line.command({ type: 'data', ...block.finish(filled) })
    position += filled
    sinceSync += filled
    pouring.progress(position)
  }
  await writing
  if (ears.heard !== undefined) return { kind: 'heard', event: ears.heard }
  return position < sizeBytes ? { kind: 'stopped', reason: signal.reason } : null
}

function newBlock({
  entityBytes,
  form: { articleBytes },
  framing,
  dst,
  sizeBytes,
  from,
}: Pouring): DataBlock {
  const leftBytes = Math.max(1, sizeBytes - from.offsetBytes)
  const pieceBytes = Math.max(1, Math.min(articleBytes, entityBytes - 6))
  return new DataBlock({
    entityBytes,
    articleBytes,
    framing,
    dst,
    blockBytes: Math.min(blockBytes, leftBytes, mostPieces * pieceBytes),
  })
}

/** How many bytes may go between two sync points: whole articles only (PeSIT E §3.7). */
function stretchBytes({ intervalBytes, form: { articleBytes } }: Pouring): number {
  if (intervalBytes === 0) return Number.POSITIVE_INFINITY
  return Math.max(1, Math.floor(intervalBytes / articleBytes)) * articleBytes
}

/** Reads into the gaps between the headers; less than wanted only at the end of the file. */
async function fill(
  file: FileHandle,
  block: DataBlock,
  { position, wanted }: { position: number; wanted: number },
): Promise<number> {
  let filled = 0
  while (filled < wanted) {
    const { bytesRead } = await file.readv(gaps(block.views, filled, wanted), position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled
}

/** The views from byte `from` to byte `to` of the payload. */
function gaps(views: readonly Uint8Array[], from: number, to: number): Uint8Array[] {
  const wanted: Uint8Array[] = []
  let start = 0
  for (const view of views) {
    const end = start + view.length
    if (start >= to) break
    if (end > from)
      wanted.push(view.subarray(Math.max(0, from - start), Math.min(view.length, to - start)))
    start = end
  }
  return wanted
}
