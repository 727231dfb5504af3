// Both ends of the data phase, and what they keep over a break: a sender the places of its sync points, a
// receiver what was durable at the last one. Everything behind that is lost, as at a power cut.

import { Compressor } from '../../../../src/pesit/data/compression.ts'
import { Packer, type Packing } from '../../../../src/pesit/data/packer.ts'
import {
  fileBytesOfAll,
  RecordCutter,
  type RecordForm,
} from '../../../../src/pesit/data/records.ts'
import type { SessionEvent } from '../../../../src/pesit/session/events.ts'
import type { SyncPoint } from '../../../../src/journey/transfer.ts'
import { sessionPoint, recorded } from '../../../../src/bank/native/sync-points.ts'
import { joined } from '../../../helpers/hex.ts'
import type { End } from './wire.ts'

export interface Variant {
  readonly form: RecordForm
  readonly packing: Omit<Packing, 'dst' | 'framing' | 'crc'>
  readonly crc: boolean
  readonly compression: 1 | 2 | 3 | null
  readonly framing: 'prefixed' | 'raw'
}

export interface SenderDisk {
  points: SyncPoint[]
}

/** Sends from a point on; goes on as the window opens; at the end one sync point more, acknowledged. */
export class Pour {
  done = false
  private readonly cutter: RecordCutter
  private readonly packer: Packer
  private readonly compressor: Compressor | null
  private readonly end: End
  private readonly disk: SenderDisk
  private waiting: Uint8Array | null = null
  private sinceSync = 0
  private packedTo: number
  private barrier = false

  constructor(
    end: End,
    variant: Variant,
    at: { readonly file: Uint8Array; readonly from: SyncPoint; readonly disk: SenderDisk },
  ) {
    const { session } = end
    const { compression, crc, framing, peerId } = session
    this.end = end
    this.disk = at.disk
    this.cutter = new RecordCutter(variant.form, at.from.offsetBytes)
    this.cutter.feed(at.file.subarray(at.from.offsetBytes))
    this.cutter.end()
    this.packer = new Packer({ ...variant.packing, crc, framing, dst: peerId })
    this.compressor = compression === null ? null : new Compressor(compression)
    this.packedTo = at.from.offsetBytes
    const { number, wireBytes, articles } = sessionPoint(at.from)
    session.resumeAt(number, wireBytes, articles)
  }

  /** As far as the window allows. */
  go(): void {
    for (;;) {
      this.waiting ??= this.cutter.next()?.slice() ?? null
      if (this.waiting === null) break
      const wire = this.compressor?.compress(this.waiting) ?? this.waiting
      if (this.sinceSync > 0 && this.sinceSync + wire.length > intervalBytes) {
        if (!this.sync()) return
        continue
      }
      this.packer.add(wire)
      this.sinceSync += wire.length
      this.packedTo = this.cutter.offset
      this.waiting = null
    }
    if (!this.barrier) this.barrier = this.sync()
    const { lastSync, lastAcknowledged } = this.end.session.counts
    this.done = this.barrier && lastSync === lastAcknowledged
  }

  private sync(): boolean {
    const block = this.packer.take()
    if (block.articles > 0)
      this.end.command({ type: 'data', ...block, entities: block.entities.slice() })
    if (this.end.session.windowLeft <= 0) return false
    const { dataBytes, articles, lastSync } = this.end.session.counts
    const place = {
      number: lastSync + 1,
      offsetBytes: this.packedTo,
      wireBytes: dataBytes,
      articles,
    }
    this.disk.points = [
      ...this.disk.points.filter(({ number }) => number < place.number),
      recorded(place, false),
    ]
    this.end.command({ type: 'sync' })
    this.compressor?.restart()
    this.sinceSync = 0
    return true
  }
}

const intervalBytes = 1024

export interface ReceiverDisk {
  /** Durable, and the points in it. */
  part: Uint8Array
  points: SyncPoint[]
  /** Files that were published, once each. */
  readonly published: Uint8Array[]
}

/** Takes data in; a sync point makes it durable before it is acknowledged. */
export class Take {
  private readonly form: RecordForm
  private pieces: Uint8Array[]
  private wireBytes: number
  private articles: number

  constructor(form: RecordForm, disk: ReceiverDisk, from: SyncPoint) {
    this.form = form
    this.pieces = [disk.part.subarray(0, from.offsetBytes)]
    const place = sessionPoint(from)
    this.wireBytes = place.wireBytes
    this.articles = place.articles
  }

  get file(): Uint8Array {
    return joined(this.pieces)
  }

  data(event: Extract<SessionEvent, { type: 'data' }>): void {
    const pieces = fileBytesOfAll(event.pieces, this.form).map((piece) => piece.slice())
    this.pieces.push(...pieces)
    this.wireBytes += event.dataBytes
    this.articles += event.articles
  }

  sync(end: End, disk: ReceiverDisk, number: number): void {
    const { wireBytes, articles, file } = this
    disk.part = file
    const place = { number, offsetBytes: file.length, wireBytes, articles }
    disk.points = [...disk.points.filter((point) => point.number < number), recorded(place, true)]
    end.command({ type: 'acknowledge-sync', number })
  }
}

export const start: SyncPoint = {
  number: 0,
  offsetBytes: 0,
  articles: 0,
  confirmed: true,
  carry: '',
}
