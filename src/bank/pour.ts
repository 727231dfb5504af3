// Pours a file onto the line: reads it straight into entities that are laid out already, hashes what it
// reads, sets sync points where the interval asks for them, and never runs ahead of the bank's window.
//
// Two blocks take turns: while one is being written to the line, the next is read and hashed.

import { createHash, type Hash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { KnownError } from '../lib/known-error.ts'
import type { SyncPoint } from '../journey/transfer.ts'
import { DataBlock } from '../pesit/data/block.ts'
import type { LineEvent } from '../pesit-socket/line.ts'
import type { SendJob } from './bank.ts'
import type { Ears } from './ears.ts'
import type { OpenLine } from './lines.ts'
import type { BankOptions } from './options.ts'

export type PourOutcome =
  | { readonly kind: 'poured'; readonly sentBytes: number }
  /** The bank said something that ends the sending. */
  | { readonly kind: 'heard'; readonly event: LineEvent }
  | { readonly kind: 'stopped'; readonly reason: unknown }
  /** The sealed bytes are not what they were. */
  | { readonly kind: 'damaged'; readonly error: KnownError }

export interface Pouring {
  readonly options: BankOptions
  readonly open: OpenLine
  readonly job: SendJob
  readonly from: SyncPoint
  readonly ears: Ears
  /** PI 25 as agreed for this file. */
  readonly entityBytes: number
}

const blockBytes = 1024 * 1024

export async function pourFile(pouring: Pouring, signal: AbortSignal): Promise<PourOutcome> {
  const file = await open(pouring.job.path, 'r')
  try {
    const hash = createHash('sha256')
    await hashUpTo(file, hash, pouring.from.offsetBytes)
    const ended = await pourBytes(pouring, file, { hash, signal })
    if (ended !== null) return ended
    if (hash.digest('hex') !== pouring.job.sha256)
      return { kind: 'damaged', error: damaged(pouring.job) }
    const sentBytes = pouring.job.sizeBytes - pouring.from.offsetBytes
    return (await barrier(pouring)) ?? { kind: 'poured', sentBytes }
  } finally {
    await file.close()
  }
}

/** A restarted sending hashes the whole file all the same: what was sent before must be what is there now. */
async function hashUpTo(file: FileHandle, hash: Hash, untilBytes: number): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(blockBytes, untilBytes))
  for (let position = 0; position < untilBytes; ) {
    const { bytesRead } = await file.read(
      buffer,
      0,
      Math.min(buffer.length, untilBytes - position),
      position,
    )
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
  const {
    job,
    ears,
    open: { line, negotiated },
  } = pouring
  const blocks = [newBlock(pouring), newBlock(pouring)] as const
  const stretch = stretchBytes(pouring)
  let position = pouring.from.offsetBytes
  let sinceSync = 0
  let writing: Promise<void> = Promise.resolve()

  for (let turn = 0; position < job.sizeBytes; turn += 1) {
    if (sinceSync >= stretch) {
      await writing
      const held = await setSyncPoint(pouring)
      if (held !== null) return held
      sinceSync = 0
    }
    if (ears.heard !== undefined) return { kind: 'heard', event: ears.heard }
    if (signal.aborted) {
      await writing
      return { kind: 'stopped', reason: signal.reason }
    }
    const block = blocks[turn % 2 === 0 ? 0 : 1]
    const wanted = Math.min(block.capacityBytes, stretch - sinceSync, job.sizeBytes - position)
    const filled = await fill(file, block, { position, wanted })
    if (filled < wanted) return { kind: 'damaged', error: damaged(job) }
    hashViews(hash, block.views, filled)
    await writing
    writing = line.command({ type: 'data', ...block.finish(filled) })
    position += filled
    sinceSync += filled
    job.journal.progress(position)
  }
  await writing
  void negotiated
  return ears.heard === undefined ? null : { kind: 'heard', event: ears.heard }
}

function newBlock({ options, open: { negotiated }, entityBytes, job }: Pouring): DataBlock {
  return new DataBlock({
    entityBytes: Math.min(entityBytes, options.entityBytes),
    articleBytes: job.identity.articleBytes,
    framing: options.framing,
    dst: negotiated.peerConnectionId,
    blockBytes,
  })
}

/** How many bytes may go between two sync points: whole articles only (PeSIT E §3.7). */
function stretchBytes({ open: { negotiated }, job }: Pouring): number {
  if (negotiated.intervalBytes === 0) return Number.POSITIVE_INFINITY
  const { articleBytes } = job.identity
  return Math.max(1, Math.floor(negotiated.intervalBytes / articleBytes)) * articleBytes
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

function hashViews(hash: Hash, views: readonly Uint8Array[], filled: number): void {
  for (const view of gaps(views, 0, filled)) hash.update(view)
}

/** SYN n: its place is durable first, and it waits for the window (PeSIT E §3.7 f). */
async function setSyncPoint(pouring: Pouring): Promise<PourOutcome | null> {
  const {
    job,
    ears,
    open: { line },
  } = pouring
  while (line.session.windowLeft <= 0) {
    if (ears.heard !== undefined) return { kind: 'heard', event: ears.heard }
    await ears.change()
  }
  const { dataBytes, articles, lastSync } = line.session.counts
  await job.journal.emitting({
    number: lastSync + 1,
    offsetBytes: dataBytes,
    articles,
    confirmed: false,
    carry: '',
  })
  await line.command({ type: 'sync' })
  return null
}

/** The final sync point, where the bank takes it: everything is durable there before the doubt can begin. */
async function barrier(pouring: Pouring): Promise<PourOutcome | null> {
  const {
    options,
    ears,
    job,
    open: { line, negotiated },
  } = pouring
  const possible = options.finalBarrier && negotiated.intervalBytes > 0 && negotiated.window > 0
  const needed = line.session.counts.dataBytes > lastPointBytes(job, pouring.from)
  if (!possible || !needed) return null
  const held = await setSyncPoint(pouring)
  if (held !== null) return held
  while (ears.lastAcknowledged < line.session.counts.lastSync) {
    if (ears.heard !== undefined) return { kind: 'heard', event: ears.heard }
    await ears.change()
  }
  return null
}

/** A transfer that goes on from its very end needs no further point. */
function lastPointBytes(job: SendJob, from: SyncPoint): number {
  return from.number > 0 && from.offsetBytes === job.sizeBytes ? from.offsetBytes : 0
}

function damaged(job: SendJob): KnownError {
  return new KnownError(
    'FILE-DAMAGED',
    `Our copy ${job.path} is not the file that was sealed (SHA-256 ${job.sha256.slice(0, 12)}…, ${job.sizeBytes} bytes): nothing of it was finished at the bank.`,
  )
}
