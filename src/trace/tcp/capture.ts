// A capture file of any kind, fed in chunks: recognised by its first bytes, its packets followed to the
// conversations in them.

import { type CaptureFault, cutOff, captureFault } from '../capture/fault.ts'
import { ipOf } from '../capture/link.ts'
import type { Packet, PacketReader } from '../capture/packet.ts'
import { hexOf, isPcap, PcapReader } from '../capture/pcap.ts'
import { PcapngReader } from '../capture/pcapng.ts'
import { segmentOf } from '../capture/segment.ts'
import type { About, Follower } from './connection.ts'
import { type OtherCalls, TcpTable } from './table.ts'
import { type LineFault, TraceFileReader } from './trace-file.ts'
import { traceFileHeader } from '../../pesit-socket/trace-file.ts'

/** Findings about the file as a whole. */
export interface CaptureReport {
  readonly fault: CaptureFault | null
  readonly packets: number
  /** Packets that the capture itself reports as dropped. */
  readonly droppedPackets: number
  /** Fragments of IP packets, which are not reassembled. */
  readonly fragments: number
  /** Link types that are not supported, with the number of their packets. */
  readonly unknownLinks: ReadonlyMap<number, number>
  readonly tcpSegments: number
  readonly others: readonly OtherCalls[]
  readonly droppedConnections: number
  /** Invalid lines of our own trace file. */
  readonly wrongLines: number
  readonly lineFaults: readonly LineFault[]
}

const silent: Follower = {
  entity: () => undefined,
  lost: () => undefined,
  tls: () => undefined,
  ended: () => undefined,
}
const magicBytes = 4
const enoughToRecognize = traceFileHeader.length
const maximumLinks = 20

/** Kinds of files that hold packets, or look like it, and are not supported. */
const otherFileKinds: readonly (readonly [RegExp, string, string])[] = [
  [/^1f8b/, 'The file is compressed (gzip)', 'Unpack it first: `gunzip FILE`.'],
  [/^28b52ffd/, 'The file is compressed (zstd)', 'Unpack it first: `zstd -d FILE`.'],
  [/^fd377a58/, 'The file is compressed (xz)', 'Unpack it first: `xz -d FILE`.'],
  [/^504b0304/, 'The file is a zip archive', 'Unpack it first.'],
  [
    /^(736e6f6f|58435000|474d4255|52545353)/,
    'The file is a capture of another program',
    'Convert it first: `editcap -F pcap FILE NEW`.',
  ],
  [
    /^(a1b2cd34|34cdb2a1)/,
    'The file is a pcap of an old, changed form',
    'Convert it first: `editcap -F pcap FILE NEW`.',
  ],
]

export class CaptureReader {
  private readonly port: number | null
  private readonly open: (about: About) => Follower
  private readonly table: TcpTable
  private head = new Uint8Array(0)
  private packetReader: PacketReader | undefined
  private traceReader: TraceFileReader | undefined
  private fault: CaptureFault | null = null
  private packets = 0
  private fragments = 0
  private tcpSegments = 0
  private readonly unknownLinks = new Map<number, number>()

  /** `port`: only connections of this port. */
  constructor(port: number | null, open: (about: About) => Follower) {
    this.port = port
    this.open = open
    this.table = new TcpTable(open)
  }

  /** The rest of the file need not be read. */
  get isOver(): boolean {
    return this.fault !== null || (this.packetReader?.fault ?? null) !== null
  }

  push(chunk: Uint8Array): void {
    if (this.isOver) return
    if (this.packetReader !== undefined || this.traceReader !== undefined) return this.feed(chunk)
    const head = new Uint8Array(this.head.length + chunk.length)
    head.set(this.head)
    head.set(chunk, this.head.length)
    this.head = head
    if (head.length >= enoughToRecognize) this.recognise()
  }

  end(): CaptureReport {
    if (!this.isOver && this.packetReader === undefined && this.traceReader === undefined)
      this.recognise()
    const fault = this.fault ?? this.packetReader?.end() ?? null
    this.traceReader?.end()
    this.table.end()
    return {
      fault,
      packets: this.packets,
      droppedPackets: this.packetReader?.droppedPackets ?? 0,
      fragments: this.fragments,
      unknownLinks: this.unknownLinks,
      tcpSegments: this.tcpSegments,
      others: [...this.table.others.values()],
      droppedConnections: this.table.dropped,
      wrongLines: this.traceReader?.wrongLines ?? 0,
      lineFaults: this.traceReader?.faults ?? [],
    }
  }

  private recognise(): void {
    const { head } = this
    const magic = hexOf(head.subarray(0, magicBytes))
    if (isPcap(magic)) this.packetReader = new PcapReader()
    else if (magic === '0a0d0d0a') this.packetReader = new PcapngReader()
    else if (textOf(head).startsWith(traceFileHeader))
      this.traceReader = new TraceFileReader((about) =>
        this.isWanted(about) ? this.open(about) : silent,
      )
    else {
      this.fault = whatElse(head, magic)
      return
    }
    this.head = new Uint8Array(0)
    this.feed(head)
  }

  /** In a capture single packets are selected, in a trace whole conversations. */
  private isWanted({ ends }: About): boolean {
    const { port } = this
    return port === null || ends.some((end) => end.endsWith(`:${port}`))
  }

  private feed(chunk: Uint8Array): void {
    this.traceReader?.push(chunk)
    for (const packet of this.packetReader?.push(chunk) ?? []) this.packet(packet)
  }

  private packet({ linkType, bytes, cutBytes, atMs }: Packet): void {
    this.packets += 1
    const ip = ipOf(linkType, bytes)
    if (ip === 'unknown') {
      const known = this.unknownLinks.get(linkType)
      if (known !== undefined || this.unknownLinks.size < maximumLinks)
        this.unknownLinks.set(linkType, (known ?? 0) + 1)
      return
    }
    if (ip === 'other') return
    const segment = segmentOf(ip, cutBytes)
    if (segment === 'fragment') this.fragments += 1
    if (typeof segment === 'string') return
    const { port } = this
    if (port !== null && segment.sourcePort !== port && segment.destinationPort !== port) return
    this.tcpSegments += 1
    this.table.segment(segment, atMs)
  }
}

function whatElse(head: Uint8Array, magic: string): CaptureFault {
  if (head.length === 0)
    return captureFault('The file is empty', 0, 'Was the capture stopped before anything came?')
  for (const [pattern, what, advice] of otherFileKinds) {
    if (pattern.test(magic)) return captureFault(what, 0, advice)
  }
  if (head.length < magicBytes) return cutOff('The file ends before it tells what it is', 0)
  const isText = head.every((byte) => byte === 9 || byte === 10 || byte === 13 || byte >= 32)
  return isText
    ? captureFault(
        'The file is text, and no trace of pesit-drop',
        0,
        'What tcpdump prints cannot be read back: capture with `tcpdump -w FILE`.',
      )
    : captureFault(
        'The file is neither a capture (pcap, pcapng) nor a trace of pesit-drop',
        0,
        'Capture with `tcpdump -i any -s 0 -w FILE port PORT`.',
      )
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes.subarray(0, enoughToRecognize))
}
