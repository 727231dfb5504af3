// Sends a file record by record: where its lines are sent as records, where records are compressed, share a
// DTF, carry a checksum, or may not share an entity. Each record is copied once; the plain case without
// copying is in send-file.ts.

import type { Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { Compressor } from '../pesit/data/compression.ts'
import { Packer, type Packing } from '../pesit/data/packer.ts'
import { RecordCutter } from '../pesit/data/records.ts'
import { setSyncPoint } from './send-points.ts'
import type { FileSending, SendFileOutcome } from './sending.ts'

const chunkBytes = 256 * 1024
const blockBytes = 256 * 1024

export async function sendRecords(
  sending: FileSending,
  file: FileHandle,
  { hash, signal }: { readonly hash: Hash; readonly signal: AbortSignal },
): Promise<SendFileOutcome | null> {
  const sender = new RecordSender(sending, signal)
  // A record may be a view into the previous chunk until the next one is fed: two buffers alternate.
  const chunks = [Buffer.allocUnsafe(chunkBytes), Buffer.allocUnsafe(chunkBytes)] as const
  let position = sending.from.offsetBytes
  for (let turn = 0; position < sending.sizeBytes; turn += 1) {
    const chunk = chunks[turn % 2 === 0 ? 0 : 1]
    const wanted = Math.min(chunk.length, sending.sizeBytes - position)
    const { bytesRead } = await file.read(chunk, 0, wanted, position)
    if (bytesRead === 0) return { kind: 'short', atBytes: position }
    const read = chunk.subarray(0, bytesRead)
    hash.update(read)
    position += bytesRead
    const ended = await sender.take(read, position === sending.sizeBytes)
    if (ended !== null) return ended
    sending.progress(position)
  }
  return sender.flush()
}

class RecordSender {
  private readonly sending: FileSending
  private readonly signal: AbortSignal
  private readonly cutter: RecordCutter
  private readonly compressor: Compressor | null
  /** While one is being written, the other is filled. */
  private readonly packers: readonly [Packer, Packer]
  private turn = 0
  private writing: Promise<void> = Promise.resolve()
  private sinceSync = 0
  /** Offset in the file behind the last record that was packed. */
  private packedTo: number

  constructor(sending: FileSending, signal: AbortSignal) {
    this.sending = sending
    this.signal = signal
    this.cutter = new RecordCutter(formOf(sending), sending.from.offsetBytes)
    const { compression } = sending.line.session
    this.compressor = compression === null ? null : new Compressor(compression)
    const packing = packingOf(sending)
    this.packers = [new Packer(packing), new Packer(packing)]
    this.packedTo = sending.from.offsetBytes
  }

  /** null: the chunk is packed or sent. */
  async take(chunk: Uint8Array, isLast: boolean): Promise<SendFileOutcome | null> {
    this.cutter.feed(chunk)
    if (isLast) this.cutter.end()
    for (let record = this.cutter.next(); record !== null; record = this.cutter.next()) {
      const blocked = await this.add(record)
      if (blocked !== null) return blocked
    }
    return null
  }

  async flush(): Promise<SendFileOutcome | null> {
    const blocked = await this.handOut()
    if (blocked !== null) return blocked
    await this.writing
    return this.sending.watch.event === undefined
      ? null
      : { kind: 'peer-event', event: this.sending.watch.event }
  }

  /** Creates no promise for each record: only a full block or a sync point has to wait. */
  private add(record: Uint8Array): Promise<SendFileOutcome | null> | null {
    const { intervalBytes } = this.sending
    const wire = this.wireOf(record)
    const passes = intervalBytes > 0 && this.sinceSync + wire.length > intervalBytes
    if (passes && this.sinceSync > 0) return this.addBehindSync(record)
    return this.pack(wire)
  }

  private wireOf(record: Uint8Array): Uint8Array {
    return this.compressor === null ? record : this.compressor.compress(record)
  }

  private pack(wire: Uint8Array): Promise<SendFileOutcome | null> | null {
    const packer = this.packer
    packer.add(wire)
    this.sinceSync += wire.length
    this.packedTo = this.cutter.offset
    return packer.waitingBytes >= blockBytes ? this.handOut() : null
  }

  /**
   * A record that would exceed the interval follows a sync point; its compression does not refer to the
   * record before.
   */
  private async addBehindSync(record: Uint8Array): Promise<SendFileOutcome | null> {
    const blocked = (await this.flush()) ?? (await setSyncPoint(this.sending, this.packedTo))
    if (blocked !== null) return blocked
    this.sinceSync = 0
    this.compressor?.restart()
    return this.pack(this.wireOf(record))
  }

  private async handOut(): Promise<SendFileOutcome | null> {
    const { line, watch } = this.sending
    await this.writing
    if (watch.event !== undefined) return { kind: 'peer-event', event: watch.event }
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

/** Records of bytes that may not be segmented are made small enough for an entity. */
function formOf({ form, packing, entityBytes, line }: FileSending) {
  const headers = 6 + (line.session.crc ? 2 : 0)
  const fits = form.kind === 'lines' || form.format === 'fixed' || packing.segmentation
  return fits ? form : { ...form, articleBytes: Math.min(form.articleBytes, entityBytes - headers) }
}

function packingOf({ packing, entityBytes, framing, dst, line }: FileSending): Packing {
  return { ...packing, entityBytes, framing, dst, crc: line.session.crc }
}
