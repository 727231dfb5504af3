// Pours a file record by record: where its lines travel, where records are compressed, share a DTF, carry a
// checksum or may not share an entity. Each record is copied once; the plain case without copying is in
// send-file.ts.

import type { Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { Compressor } from '../pesit/data/compression.ts'
import { Packer, type Packing } from '../pesit/data/packer.ts'
import { RecordCutter } from '../pesit/data/records.ts'
import { setSyncPoint } from './send-points.ts'
import type { Pouring, PourOutcome } from './send-file.ts'

const chunkBytes = 256 * 1024
const blockBytes = 256 * 1024

export async function pourRecords(
  pouring: Pouring,
  file: FileHandle,
  { hash, signal }: { readonly hash: Hash; readonly signal: AbortSignal },
): Promise<PourOutcome | null> {
  const run = new RecordPour(pouring, signal)
  // Records are views into the chunk before, until the next is fed: two buffers take turns.
  const chunks = [Buffer.allocUnsafe(chunkBytes), Buffer.allocUnsafe(chunkBytes)] as const
  let position = pouring.from.offsetBytes
  for (let turn = 0; position < pouring.sizeBytes; turn += 1) {
    const chunk = chunks[turn % 2 === 0 ? 0 : 1]
    const wanted = Math.min(chunk.length, pouring.sizeBytes - position)
    const { bytesRead } = await file.read(chunk, 0, wanted, position)
    if (bytesRead === 0) return { kind: 'short', atBytes: position }
    const read = chunk.subarray(0, bytesRead)
    hash.update(read)
    position += bytesRead
    const ended = await run.take(read, position === pouring.sizeBytes)
    if (ended !== null) return ended
    pouring.progress(position)
  }
  return run.flush()
}

class RecordPour {
  private readonly pouring: Pouring
  private readonly signal: AbortSignal
  private readonly cutter: RecordCutter
  private readonly compressor: Compressor | null
  /** While one is being written, the other is filled. */
  private readonly packers: readonly [Packer, Packer]
  private turn = 0
  private writing: Promise<void> = Promise.resolve()
  private sinceSync = 0
  /** Of the file: behind the last record that was packed. */
  private packedTo: number

  constructor(pouring: Pouring, signal: AbortSignal) {
    this.pouring = pouring
    this.signal = signal
    this.cutter = new RecordCutter(formOf(pouring), pouring.from.offsetBytes)
    const { compression } = pouring.line.session
    this.compressor = compression === null ? null : new Compressor(compression)
    const packing = packingOf(pouring)
    this.packers = [new Packer(packing), new Packer(packing)]
    this.packedTo = pouring.from.offsetBytes
  }

  /** null: all of it is on its way. */
  async take(chunk: Uint8Array, isLast: boolean): Promise<PourOutcome | null> {
    this.cutter.feed(chunk)
    if (isLast) this.cutter.end()
    for (let record = this.cutter.next(); record !== null; record = this.cutter.next()) {
      const held = await this.add(record)
      if (held !== null) return held
    }
    return null
  }

  async flush(): Promise<PourOutcome | null> {
    const held = await this.handOut()
    if (held !== null) return held
    await this.writing
    return this.pouring.ears.heard === undefined
      ? null
      : { kind: 'heard', event: this.pouring.ears.heard }
  }

  /** No promise is made for each record: only a full block or a sync point has to wait. */
  private add(record: Uint8Array): Promise<PourOutcome | null> | null {
    const { intervalBytes } = this.pouring
    const wire = this.wireOf(record)
    const passes = intervalBytes > 0 && this.sinceSync + wire.length > intervalBytes
    if (passes && this.sinceSync > 0) return this.addBehindSync(record)
    return this.pack(wire)
  }

  private wireOf(record: Uint8Array): Uint8Array {
    return this.compressor === null ? record : this.compressor.compress(record)
  }

  private pack(wire: Uint8Array): Promise<PourOutcome | null> | null {
    const packer = this.packer
    packer.add(wire)
    this.sinceSync += wire.length
    this.packedTo = this.cutter.offset
    return packer.waitingBytes >= blockBytes ? this.handOut() : null
  }

  /** A record that would pass the interval stands behind a sync point, and repeats nothing of the one before. */
  private async addBehindSync(record: Uint8Array): Promise<PourOutcome | null> {
    const held = (await this.flush()) ?? (await setSyncPoint(this.pouring, this.packedTo))
    if (held !== null) return held
    this.sinceSync = 0
    this.compressor?.restart()
    return this.pack(this.wireOf(record))
  }

  private async handOut(): Promise<PourOutcome | null> {
    const { line, ears } = this.pouring
    await this.writing
    if (ears.heard !== undefined) return { kind: 'heard', event: ears.heard }
    if (this.signal.aborted) return { kind: 'stopped', reason: this.signal.reason as unknown }
    const block = this.packer.take()
    this.turn += 1
    if (block.articles > 0) this.writing = line.command({ type: 'data', ...block })
    return null
  }

  private get packer(): Packer {
    return this.packers[this.turn % 2 === 0 ? 0 : 1]
  }
}

/** Records of bytes that may not be cut are made as small as the entity wants them. */
function formOf({ form, packing, entityBytes, line }: Pouring) {
  const headers = 6 + (line.session.crc ? 2 : 0)
  const fits = form.kind === 'lines' || form.format === 'fixed' || packing.segmentation
  return fits ? form : { ...form, articleBytes: Math.min(form.articleBytes, entityBytes - headers) }
}

function packingOf({ packing, entityBytes, framing, dst, line }: Pouring): Packing {
  return { ...packing, entityBytes, framing, dst, crc: line.session.crc }
}
