// The classic capture file of tcpdump: 24 bytes of header, then packets, each behind a header of 16 bytes.
// Little and big endian, micro and nano seconds.

import { ByteQueue } from './byte-queue.ts'
import { type CaptureFault, cutOff, damaged, captureFault } from './fault.ts'
import { maximumPacketBytes, type Packet, type PacketReader } from './packet.ts'

const fileHeaderBytes = 24
const packetHeaderBytes = 16

interface Form {
  readonly littleEndian: boolean
  readonly ticksPerMs: number
}

const forms: Readonly<Record<string, Form>> = {
  d4c3b2a1: { littleEndian: true, ticksPerMs: 1e3 },
  a1b2c3d4: { littleEndian: false, ticksPerMs: 1e3 },
  '4d3cb2a1': { littleEndian: true, ticksPerMs: 1e6 },
  a1b23c4d: { littleEndian: false, ticksPerMs: 1e6 },
}

/** The key is the first four bytes in hex. */
export function isPcap(magic: string): boolean {
  return magic in forms
}

export class PcapReader implements PacketReader {
  fault: CaptureFault | null = null
  readonly droppedPackets = 0
  private readonly queue = new ByteQueue()
  private form: Form | undefined
  private linkType = 0

  push(chunk: Uint8Array): readonly Packet[] {
    this.queue.push(chunk)
    const packets: Packet[] = []
    if (this.form === undefined) this.readHeader()
    while (this.form !== undefined && this.fault === null) {
      const packet = this.next(this.form)
      if (packet === undefined) break
      packets.push(packet)
    }
    return packets
  }

  end(): CaptureFault | null {
    if (this.fault !== null || (this.queue.length === 0 && this.form !== undefined))
      return this.fault
    const where = this.form === undefined ? 'its header' : 'a packet'
    return cutOff(`The capture ends in the middle of ${where}`, this.queue.offset)
  }

  private readHeader(): void {
    const bytes = this.queue.take(fileHeaderBytes)
    if (bytes === undefined) return
    const form = forms[hexOf(bytes.subarray(0, 4))]
    if (form === undefined) {
      this.fault = captureFault('The file is no pcap', 0, 'Capture with `tcpdump -w FILE`.')
      return
    }
    this.form = form
    // The upper half may announce check bytes behind each packet, which the length of IP does not count.
    this.linkType = dataView(bytes).getUint32(20, form.littleEndian) & 0xffff
  }

  private next({ littleEndian, ticksPerMs }: Form): Packet | undefined {
    const header = this.queue.peek(packetHeaderBytes)
    if (header === undefined) return undefined
    const view = dataView(header)
    const { offset } = this.queue
    const seconds = view.getUint32(0, littleEndian)
    const ticks = view.getUint32(4, littleEndian)
    const sizeBytes = view.getUint32(8, littleEndian)
    const originalBytes = view.getUint32(12, littleEndian)
    if (sizeBytes > maximumPacketBytes) {
      this.fault = damaged(`A packet says that it has ${sizeBytes} bytes`, offset)
      return undefined
    }
    if (this.queue.length < packetHeaderBytes + sizeBytes) return undefined
    this.queue.skip(packetHeaderBytes)
    const bytes = this.queue.take(sizeBytes)
    if (bytes === undefined) return undefined
    return {
      offset,
      atMs: seconds * 1000 + ticks / ticksPerMs,
      linkType: this.linkType,
      bytes,
      cutBytes: Math.max(0, originalBytes - sizeBytes),
    }
  }
}

export function dataView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
