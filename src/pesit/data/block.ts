// A block of data, laid out before its bytes are known: entities with their headers, and gaps for the bytes
// of the file. A sender reads straight into the gaps and writes the whole block with one call; no byte of the
// file is copied (PeSIT E §4.5).
//
// Each DTF carries one bare article; as many DTF as fit share an entity; an article that is larger than an
// entity is sent in segments (DTFDA, DTFMA, DTFFA).

const headerBytes = 6
const prefixBytes = 2

export interface BlockLayout {
  /** PI 25: the maximum size of an entity, its prefix not counted. */
  readonly entityBytes: number
  /** PI 32. */
  readonly articleBytes: number
  readonly framing: 'prefixed' | 'raw'
  /** Octet 5: the receiver's connection identifier. */
  readonly dst: number
  /** The approximate number of bytes of the file in a block: complete articles, at least one. */
  readonly blockBytes: number
}

export interface FinishedBlock {
  readonly entities: Uint8Array
  readonly dataBytes: number
  readonly articles: number
}

interface Gap {
  readonly headerAt: number
  readonly dataAt: number
  readonly sizeBytes: number
  readonly entity: number
  /** Its place in its article: the only piece, or first, middle, last segment. */
  readonly type: number
}

const types = { whole: 0x00, first: 0x41, middle: 0x40, last: 0x42 } as const

export class DataBlock {
  /** The gaps, in order of the file's bytes. */
  readonly views: readonly Uint8Array[]
  readonly capacityBytes: number
  private readonly layout: BlockLayout
  private readonly bytes: Uint8Array
  private readonly gaps: readonly Gap[]
  private readonly entityStarts: readonly number[]

  constructor(layout: BlockLayout) {
    if (layout.entityBytes <= headerBytes)
      throw new RangeError('an entity must hold more than a header')
    this.layout = layout
    const plan = planGaps(layout, Math.max(1, Math.ceil(layout.blockBytes / layout.articleBytes)))
    this.gaps = plan.gaps
    this.entityStarts = plan.entityStarts
    this.bytes = new Uint8Array(plan.totalBytes)
    this.views = this.gaps.map(({ dataAt, sizeBytes }) =>
      this.bytes.subarray(dataAt, dataAt + sizeBytes),
    )
    this.capacityBytes = this.gaps.reduce((sum, gap) => sum + gap.sizeBytes, 0)
  }

  /**
   * The entities that carry the first `filledBytes` of the gaps: a view, valid until the gaps are filled
   * anew.
   */
  finish(filledBytes: number): FinishedBlock {
    let left = filledBytes
    let end = 0
    let articles = 0
    let entity = -1
    for (let index = 0; left > 0; index += 1) {
      const gap = this.gaps[index]
      if (gap === undefined)
        throw new RangeError(`a block of ${this.capacityBytes} bytes cannot hold ${filledBytes}`)
      if (gap.entity !== entity) {
        this.closeEntity(entity, end)
        entity = gap.entity
      }
      const size = Math.min(left, gap.sizeBytes)
      left -= size
      this.writeHeader(gap, size, this.typeOf(gap, left === 0))
      end = gap.dataAt + size
      if (gap.type === types.whole || gap.type === types.first) articles += 1
    }
    this.closeEntity(entity, end)
    return { entities: this.bytes.subarray(0, end), dataBytes: filledBytes, articles }
  }

  /** The last piece of a block ends its article, even if the layout planned more of it. */
  private typeOf(gap: Gap, isLastPiece: boolean): number {
    if (!isLastPiece || gap.type === types.whole || gap.type === types.last) return gap.type
    return gap.type === types.first ? types.whole : types.last
  }

  private writeHeader(gap: Gap, size: number, type: number): void {
    const length = headerBytes + size
    const at = gap.headerAt
    this.bytes[at] = length >> 8
    this.bytes[at + 1] = length & 0xff
    this.bytes[at + 2] = 0x00
    this.bytes[at + 3] = type
    this.bytes[at + 4] = this.layout.dst
    this.bytes[at + 5] = 0
  }

  private closeEntity(entity: number, end: number): void {
    const start = this.entityStarts[entity]
    if (start === undefined || this.layout.framing === 'raw') return
    const length = end - start - prefixBytes
    this.bytes[start] = length >> 8
    this.bytes[start + 1] = length & 0xff
  }
}

function planGaps(layout: BlockLayout, articles: number) {
  const prefix = layout.framing === 'prefixed' ? prefixBytes : 0
  const longestPiece = layout.entityBytes - headerBytes
  const gaps: Gap[] = []
  const entityStarts: number[] = []
  let at = 0
  let room = 0

  for (let article = 0; article < articles; article += 1) {
    for (let left = layout.articleBytes; left > 0; ) {
      const sizeBytes = Math.min(left, longestPiece)
      if (room < headerBytes + sizeBytes) {
        entityStarts.push(at)
        at += prefix
        room = layout.entityBytes
      }
      const isFirst = left === layout.articleBytes
      left -= sizeBytes
      const type = isFirst
        ? left === 0
          ? types.whole
          : types.first
        : left === 0
          ? types.last
          : types.middle
      gaps.push({
        headerAt: at,
        dataAt: at + headerBytes,
        sizeBytes,
        entity: entityStarts.length - 1,
        type,
      })
      at += headerBytes + sizeBytes
      room -= headerBytes + sizeBytes
    }
  }
  return { gaps, entityStarts, totalBytes: at }
}
