// Sends the data of a file on a line: reads it straight into entities whose headers are in place already,
// hashes what it reads, sets sync points as the interval demands, and never runs ahead of the peer's window.
//
// Two blocks alternate: while one is being written to the line, the next is read and hashed. What is not sent
// as plain bytes in plain records goes through send-records.ts.

import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { DataBlock } from '../pesit/data/block.ts'
import { setSyncPoint } from './send-points.ts'
import { sendRecords } from './send-records.ts'
import type { FileSending, SendFileOutcome } from './sending.ts'

const blockBytes = 1024 * 1024
/**
 * Each piece takes a few hundred bytes of memory, and a peer may ask for entities that hold hardly any data.
 */
const maximumPieces = 8192

export async function sendFile(
  sending: FileSending,
  signal: AbortSignal,
): Promise<SendFileOutcome> {
  const file = await open(sending.path, 'r')
  try {
    const hash = createHash('sha256')
    await hashUpTo(file, hash, sending.from.offsetBytes)
    const send = isPlain(sending) ? sendBytes : sendRecords
    const ended = await send(sending, file, { hash, signal })
    if (ended !== null) return ended
    return {
      kind: 'sent',
      sentBytes: sending.sizeBytes - sending.from.offsetBytes,
      sha256: hash.digest('hex'),
    }
  } finally {
    await file.close()
  }
}

/** Whether the bytes of the file can be sent from where they were read to. */
function isPlain({ line, form, packing, entityBytes }: FileSending): boolean {
  const { crc, compression } = line.session
  const fits = packing.segmentation || form.articleBytes <= entityBytes - 6
  const bytes = form.kind === 'bytes' && form.codePage === null
  const bare = bytes && !packing.multiArticle && packing.concatenation
  return bare && fits && !crc && compression === null
}

/** A restart hashes the whole file too: what was sent before must be what the file holds now. */
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

async function sendBytes(
  sending: FileSending,
  file: FileHandle,
  { hash, signal }: { hash: Hash; signal: AbortSignal },
): Promise<SendFileOutcome | null> {
  const { line, watch, sizeBytes } = sending
  const blocks = [newBlock(sending), newBlock(sending)] as const
  const betweenPoints = bytesBetweenPoints(sending)
  let position = sending.from.offsetBytes
  let sinceSync = 0
  let writing: Promise<void> = Promise.resolve()

  for (let turn = 0; position < sizeBytes; turn += 1) {
    if (sinceSync >= betweenPoints) {
      await writing
      const blocked = await setSyncPoint(sending, position)
      if (blocked !== null) return blocked
      sinceSync = 0
    }
    if (watch.event !== undefined || signal.aborted) break
    const block = blocks[turn % 2 === 0 ? 0 : 1]
    const wanted = Math.min(block.capacityBytes, betweenPoints - sinceSync, sizeBytes - position)
    const filled = await fill(file, block, { position, wanted })
    if (filled < wanted) return { kind: 'short', atBytes: position + filled }
    for (const view of gaps(block.views, 0, filled)) hash.update(view)
    await writing
    // What the peer sent meanwhile may have taken the session out of the data phase.
    if (watch.event !== undefined) break
    writing = line.command({ type: 'data', ...block.finish(filled) })
    position += filled
    sinceSync += filled
    sending.progress(position)
  }
  await writing
  if (watch.event !== undefined) return { kind: 'peer-event', event: watch.event }
  return position < sizeBytes ? { kind: 'stopped', reason: signal.reason } : null
}

function newBlock({
  entityBytes,
  form: { articleBytes },
  framing,
  dst,
  sizeBytes,
  from,
}: FileSending): DataBlock {
  const leftBytes = Math.max(1, sizeBytes - from.offsetBytes)
  const pieceBytes = Math.max(1, Math.min(articleBytes, entityBytes - 6))
  return new DataBlock({
    entityBytes,
    articleBytes,
    framing,
    dst,
    blockBytes: Math.min(blockBytes, leftBytes, maximumPieces * pieceBytes),
  })
}

/** How many bytes may go between two sync points: whole articles only (PeSIT E §3.7). */
function bytesBetweenPoints({ intervalBytes, form: { articleBytes } }: FileSending): number {
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
