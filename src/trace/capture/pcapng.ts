// The newer capture file (Wireshark, dumpcap): blocks, each with its length before and behind it. A file may
// have several sections with byte orders of their own, and several interfaces with link types and clocks
// of their own. Blocks without packets (names, comments, TLS keys) are skipped.

import { ByteQueue } from './byte-queue.ts'
import { type CaptureFault, cutOff, damaged } from './fault.ts'
import { maximumPacketBytes, type Packet, type PacketReader } from './packet.ts'
import { dataView } from './pcap.ts'

const section = 0x0a0d0d0a
const interfaceBlock = 1
const oldPacket = 2
const simplePacket = 3
const statistics = 5
const packetBlock = 6

const readTypes = new Set([
  section,
  interfaceBlock,
  oldPacket,
  simplePacket,
  statistics,
  packetBlock,
])

const frameBytes = 12
/** A packet with what its block says about it. */
const maximumBlockBytes = maximumPacketBytes + 256 * 1024
const maximumInterfaces = 4096

interface Interface {
  readonly linkType: number
  readonly snapBytes: number
  readonly ticksPerMs: number
  readonly offsetMs: number
}

export class PcapngReader implements PacketReader {
  fault: CaptureFault | null = null
  droppedPackets = 0
  private readonly queue = new ByteQueue()
  private littleEndian = true
  private interfaces: Interface[] = []

  push(chunk: Uint8Array): readonly Packet[] {
    this.queue.push(chunk)
    const packets: Packet[] = []
    while (this.fault === null && !this.queue.isSkipping) {
      const { offset } = this.queue
      const block = this.nextBlock()
      if (block === undefined) break
      const packet = this.read(block, offset)
      if (packet !== null) packets.push(packet)
    }
    return packets
  }

  end(): CaptureFault | null {
    if (this.fault !== null) return this.fault
    if (this.queue.length === 0 && !this.queue.isSkipping) return null
    return cutOff('The capture ends in the middle of a block', this.queue.offset)
  }

  /** undefined: too few bytes. null: the block is skipped. */
  private nextBlock(): { type: number; body: DataView } | null | undefined {
    const head = this.queue.peek(frameBytes)
    if (head === undefined) return undefined
    const view = dataView(head)
    // The same in both byte orders.
    if (view.getUint32(0) === section && !this.learnByteOrder(view.getUint32(8))) return undefined
    const type = view.getUint32(0, this.littleEndian)
    const said = view.getUint32(4, this.littleEndian)
    const sizeBytes = Math.ceil(said / 4) * 4
    if (said < frameBytes) return this.fail(`A block says that it has ${said} bytes`)
    if (!readTypes.has(type)) {
      this.queue.skip(sizeBytes)
      return null
    }
    if (sizeBytes > maximumBlockBytes) return this.fail(`A block says that it has ${said} bytes`)
    if (this.queue.length < sizeBytes) return undefined
    const block = this.queue.peek(sizeBytes)
    if (block === undefined) return undefined
    const whole = dataView(block)
    if (whole.getUint32(sizeBytes - 4, this.littleEndian) !== said)
      return this.fail('A block has two lengths that differ')
    this.queue.skip(sizeBytes)
    return { type, body: dataView(block.subarray(8, sizeBytes - 4)) }
  }

  private fail(what: string): undefined {
    this.fault = damaged(what, this.queue.offset)
    return undefined
  }

  private learnByteOrder(magic: number): boolean {
    if (magic !== 0x1a2b3c4d && magic !== 0x4d3c2b1a) {
      this.fail('A section does not tell its byte order')
      return false
    }
    this.littleEndian = magic === 0x4d3c2b1a
    return true
  }

  private read(block: { type: number; body: DataView } | null, offset: number): Packet | null {
    if (block === null) return null
    const { type, body } = block
    const fixedBytes = { [section]: 16, [packetBlock]: 20, [oldPacket]: 20, [simplePacket]: 4 }[
      type
    ]
    if (body.byteLength < (fixedBytes ?? 8)) {
      this.fault = damaged('A block is shorter than its kind', offset)
      return null
    }
    switch (type) {
      case section:
        this.interfaces = []
        return null
      case interfaceBlock:
        this.addInterface(body, offset)
        return null
      case statistics:
        this.addStatistics(body)
        return null
      case simplePacket:
        return this.simple(body, offset)
      default:
        return this.timed(type, body, offset)
    }
  }

  private addInterface(body: DataView, offset: number): void {
    if (this.interfaces.length >= maximumInterfaces) {
      this.fault = damaged(`The capture names more than ${maximumInterfaces} interfaces`, offset)
      return
    }
    let ticksPerMs = 1e3
    let offsetMs = 0
    for (const { code, value } of this.optionsOf(body, 8)) {
      if (code === 9 && value.byteLength >= 1) ticksPerMs = ticksOf(value.getUint8(0))
      if (code === 14 && value.byteLength >= 8)
        offsetMs = Number(value.getBigInt64(0, this.littleEndian)) * 1000
    }
    this.interfaces.push({
      linkType: body.getUint16(0, this.littleEndian),
      snapBytes: body.getUint32(4, this.littleEndian),
      ticksPerMs,
      offsetMs,
    })
  }

  /** The packets that an interface dropped since the capture began. */
  private addStatistics(body: DataView): void {
    if (body.byteLength < 12) return
    let dropped = 0
    for (const { code, value } of this.optionsOf(body, 12)) {
      if ((code === 5 || code === 7) && value.byteLength >= 8)
        dropped += Number(value.getBigUint64(0, this.littleEndian))
    }
    this.droppedPackets = Math.max(this.droppedPackets, dropped)
  }

  private *optionsOf(body: DataView, start: number): Generator<{ code: number; value: DataView }> {
    for (let at = start; at + 4 <= body.byteLength; ) {
      const code = body.getUint16(at, this.littleEndian)
      const sizeBytes = body.getUint16(at + 2, this.littleEndian)
      if (code === 0 || at + 4 + sizeBytes > body.byteLength) return
      yield { code, value: new DataView(body.buffer, body.byteOffset + at + 4, sizeBytes) }
      at += 4 + Math.ceil(sizeBytes / 4) * 4
    }
  }

  private simple(body: DataView, offset: number): Packet | null {
    const [first] = this.interfaces
    const originalBytes = body.getUint32(0, this.littleEndian)
    const snapBytes = first === undefined || first.snapBytes === 0 ? Infinity : first.snapBytes
    const sizeBytes = Math.min(originalBytes, snapBytes, body.byteLength - 4)
    return this.packet(first, {
      offset,
      atMs: Number.NaN,
      sizeBytes,
      originalBytes,
      body,
      start: 4,
    })
  }

  private timed(type: number, body: DataView, offset: number): Packet | null {
    const order = this.littleEndian
    const which = type === oldPacket ? body.getUint16(0, order) : body.getUint32(0, order)
    const owner = this.interfaces[which]
    const ticks = body.getUint32(4, order) * 2 ** 32 + body.getUint32(8, order)
    const sizeBytes = body.getUint32(12, order)
    if (sizeBytes > body.byteLength - 20) {
      this.fault = damaged(
        `A packet says that it has ${sizeBytes} bytes in a block of ${body.byteLength}`,
        offset,
      )
      return null
    }
    const atMs = owner === undefined ? Number.NaN : ticks / owner.ticksPerMs + owner.offsetMs
    const originalBytes = body.getUint32(16, order)
    return this.packet(owner, { offset, atMs, sizeBytes, originalBytes, body, start: 20 })
  }

  private packet(
    owner: Interface | undefined,
    found: {
      readonly offset: number
      readonly atMs: number
      readonly sizeBytes: number
      readonly originalBytes: number
      readonly body: DataView
      readonly start: number
    },
  ): Packet | null {
    const { offset, atMs, sizeBytes, originalBytes, body, start } = found
    if (owner === undefined) {
      this.fault = damaged('A packet belongs to an interface that the capture never named', offset)
      return null
    }
    return {
      offset,
      atMs,
      linkType: owner.linkType,
      bytes: new Uint8Array(body.buffer, body.byteOffset + start, sizeBytes),
      cutBytes: Math.max(0, originalBytes - sizeBytes),
    }
  }
}

/** With the highest bit set it is a power of two, else of ten. */
function ticksOf(resolution: number): number {
  const exponent = resolution & 0x7f
  return (resolution & 0x80 ? 2 ** exponent : 10 ** exponent) / 1000
}
