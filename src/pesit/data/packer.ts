// Packs records into entities (PeSIT E §4.3, §4.5): one record in a DTF, or several behind lengths of two
// bytes; a record that is larger than an entity in segments; several FPDUs in one entity, or each in its own.
// PeSIT does not negotiate these choices, and every receiver must accept all of them; what to send is
// configured for each bank.
//
// block.ts does the plain case without copying; this file copies each record once.

import { ProtocolError } from '../protocol-error.ts'
import { checksumBytes, checksumOf } from '../wire/checksum.ts'
import type { FinishedBlock } from './block.ts'

export interface Packing {
  /** PI 25: the maximum size of an entity, its prefix not counted, a checksum counted. */
  readonly entityBytes: number
  readonly framing: 'prefixed' | 'raw'
  /** Octet 5: the receiver's connection identifier. */
  readonly dst: number
  /** Several records in a DTF. */
  readonly multiArticle: boolean
  /** A record that is larger than an entity is sent in segments. */
  readonly segmentation: boolean
  /** Several data FPDUs in an entity. */
  readonly concatenation: boolean
  /** PI 1: two bytes behind each FPDU, and then no concatenation (PeSIT E §4.3.2.3). */
  readonly crc: boolean
}

const headerBytes = 6
const lengthBytes = 2
const maximumArticles = 255
const types = { whole: 0x00, first: 0x41, middle: 0x40, last: 0x42 } as const
const initialBytes = 64 * 1024

export class Packer {
  private readonly packing: Packing
  private readonly prefixBytes: number
  private readonly trailerBytes: number
  private bytes = new Uint8Array(initialBytes)
  private at = 0
  /** Where the entity that is being filled begins (its prefix); -1: there is none. */
  private entityAt = -1
  /** Where the DTF of several records that is being filled begins; -1: there is none. */
  private dtfAt = -1
  private inDtf = 0
  private dataBytes = 0
  private articles = 0

  constructor(packing: Packing) {
    this.packing = packing
    this.prefixBytes = packing.framing === 'prefixed' ? 2 : 0
    this.trailerBytes = packing.crc ? checksumBytes : 0
    if (packing.entityBytes <= headerBytes + lengthBytes + this.trailerBytes)
      throw new RangeError('an entity must hold more than its headers')
  }

  /** Bytes that wait to be taken. */
  get waitingBytes(): number {
    return this.at
  }

  /** @throws ProtocolError (local) for a record that needs segments where they are not allowed. */
  add(record: Uint8Array): void {
    const { entityBytes, multiArticle } = this.packing
    const room = entityBytes - headerBytes - this.trailerBytes
    if (record.length > room) this.addSegments(record, room)
    else if (record.length === 0 || (multiArticle && record.length + lengthBytes <= room))
      this.addToMany(record)
    else this.addWhole(record)
    this.dataBytes += record.length
    this.articles += 1
  }

  /** Everything so far, framed; a view, valid until the next `add`. */
  take(): FinishedBlock {
    this.closeEntity()
    const block = {
      entities: this.bytes.subarray(0, this.at),
      dataBytes: this.dataBytes,
      articles: this.articles,
    }
    this.at = 0
    this.dataBytes = 0
    this.articles = 0
    return block
  }

  private addWhole(record: Uint8Array): void {
    this.closeDtf()
    this.fpdu(types.whole, record)
  }

  private addSegments(record: Uint8Array, room: number): void {
    if (!this.packing.segmentation) {
      throw new ProtocolError(
        `a record of ${record.length} bytes fits no entity of ${this.packing.entityBytes}, and segments are not agreed`,
        { fault: 'local', diagnostic: { type: 2, reason: 220 } },
      )
    }
    this.closeDtf()
    for (let start = 0; start < record.length; start += room) {
      const end = Math.min(start + room, record.length)
      const type = start === 0 ? types.first : end === record.length ? types.last : types.middle
      this.fpdu(type, record.subarray(start, end))
    }
  }

  private addToMany(record: Uint8Array): void {
    const needed = lengthBytes + record.length
    const fits =
      this.dtfAt >= 0 && this.inDtf < maximumArticles && this.entityUsed() + needed <= this.limit()
    if (!fits) {
      this.closeDtf()
      this.openEntity(headerBytes + needed)
      this.dtfAt = this.at
      this.inDtf = 0
      this.at += headerBytes
    }
    this.reserve(needed)
    this.number(this.at, record.length)
    this.bytes.set(record, this.at + lengthBytes)
    this.at += needed
    this.inDtf += 1
    if (!this.packing.multiArticle) this.closeDtf()
  }

  private fpdu(type: number, body: Uint8Array): void {
    this.openEntity(headerBytes + body.length)
    this.header(this.at, { length: headerBytes + body.length, type, src: 0 })
    this.bytes.set(body, this.at + headerBytes)
    this.at += headerBytes + body.length
    this.endFpdu(this.at - headerBytes - body.length)
  }

  /** Makes space for an FPDU of that size: in the current entity, or in a new one. */
  private openEntity(fpduBytes: number): void {
    if (this.entityAt >= 0 && this.entityUsed() + fpduBytes > this.limit()) this.closeEntity()
    this.reserve(this.prefixBytes + fpduBytes + this.trailerBytes)
    if (this.entityAt >= 0) return
    this.entityAt = this.at
    this.at += this.prefixBytes
  }

  private closeDtf(): void {
    if (this.dtfAt < 0) return
    const start = this.dtfAt
    this.dtfAt = -1
    // A single record is sent bare: products disagree about a count of one.
    const alone = this.inDtf === 1 && this.at > start + headerBytes + lengthBytes
    if (alone) {
      this.bytes.copyWithin(start + headerBytes, start + headerBytes + lengthBytes, this.at)
      this.at -= lengthBytes
    }
    const src = alone ? 0 : this.inDtf
    this.header(start, { length: this.at - start, type: types.whole, src })
    this.endFpdu(start)
  }

  private endFpdu(start: number): void {
    const { crc, concatenation } = this.packing
    if (crc) {
      this.reserve(checksumBytes)
      this.bytes.set(checksumOf(this.bytes.subarray(start, this.at)), this.at)
      this.at += checksumBytes
    }
    if (crc || !concatenation) this.closeEntity()
  }

  private closeEntity(): void {
    this.closeDtf()
    if (this.entityAt < 0) return
    if (this.prefixBytes > 0) this.number(this.entityAt, this.at - this.entityAt - this.prefixBytes)
    this.entityAt = -1
  }

  private entityUsed(): number {
    return this.at - this.entityAt - this.prefixBytes
  }

  private limit(): number {
    return this.packing.entityBytes - this.trailerBytes
  }

  private header(
    at: number,
    { length, type, src }: { readonly length: number; readonly type: number; readonly src: number },
  ): void {
    this.number(at, length)
    this.bytes[at + 2] = 0x00
    this.bytes[at + 3] = type
    this.bytes[at + 4] = this.packing.dst
    this.bytes[at + 5] = src
  }

  private number(at: number, value: number): void {
    this.bytes[at] = value >> 8
    this.bytes[at + 1] = value & 0xff
  }

  private reserve(moreBytes: number): void {
    if (this.at + moreBytes <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(2 * this.bytes.length, this.at + moreBytes))
    grown.set(this.bytes.subarray(0, this.at))
    this.bytes = grown
  }
}
