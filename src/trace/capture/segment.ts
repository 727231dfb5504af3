// The TCP segment in an IP packet. The length fields of IP decide: bytes behind are padding of the network,
// missing bytes were cut off by the capture.

import { dataView } from './pcap.ts'

export interface Segment {
  /** `address:port`. */
  readonly source: string
  readonly destination: string
  readonly sourcePort: number
  readonly destinationPort: number
  readonly sequence: number
  readonly acknowledgement: number | null
  readonly syn: boolean
  readonly fin: boolean
  readonly reset: boolean
  /** A view. */
  readonly payload: Uint8Array
  /** Bytes behind the payload that were sent but not captured. */
  readonly cutBytes: number
}

const tcp = 6
/** IPv6 extension headers that may precede TCP; each has its length in units of eight bytes. */
const extensionHeaders = new Set([0, 43, 60, 135])
const fragmentHeader = 44

interface Carried {
  readonly source: string
  readonly destination: string
  readonly bytes: Uint8Array
  readonly cutBytes: number
}

/** `other`: not TCP. `fragment`: part of an IP packet, which is not reassembled. */
export function segmentOf(ip: Uint8Array, cutBytes: number): Segment | 'other' | 'fragment' {
  const isFour = (ip[0] ?? 0) >> 4 === 4
  const carried = isFour ? fromFour(ip, cutBytes) : fromSix(ip, cutBytes)
  return typeof carried === 'string' ? carried : readTcp(carried)
}

function fromFour(ip: Uint8Array, cutBytes: number): Carried | 'other' | 'fragment' {
  if (ip.length < 20) return 'other'
  const view = dataView(ip)
  const headerBytes = (view.getUint8(0) & 0x0f) * 4
  if (headerBytes < 20 || ip.length < headerBytes || view.getUint8(9) !== tcp) return 'other'
  if ((view.getUint16(6) & 0x3fff) !== 0) return 'fragment'
  // 0: the network card segments the packet later; the capture has it whole.
  const saidBytes = view.getUint16(2)
  const totalBytes = saidBytes === 0 ? ip.length + cutBytes : saidBytes
  return {
    source: four(ip.subarray(12, 16)),
    destination: four(ip.subarray(16, 20)),
    ...clipped(ip, headerBytes, totalBytes),
  }
}

function fromSix(ip: Uint8Array, cutBytes: number): Carried | 'other' | 'fragment' {
  if (ip.length < 40) return 'other'
  const view = dataView(ip)
  const saidBytes = view.getUint16(4)
  const totalBytes = saidBytes === 0 ? ip.length + cutBytes : 40 + saidBytes
  let next = view.getUint8(6)
  let at = 40
  while (extensionHeaders.has(next)) {
    if (at + 8 > ip.length) return 'other'
    next = view.getUint8(at)
    at += (view.getUint8(at + 1) + 1) * 8
  }
  if (next === fragmentHeader) return 'fragment'
  if (next !== tcp || at > ip.length) return 'other'
  return {
    source: `[${six(view, 8)}]`,
    destination: `[${six(view, 24)}]`,
    ...clipped(ip, at, totalBytes),
  }
}

function clipped(
  ip: Uint8Array,
  start: number,
  totalBytes: number,
): { bytes: Uint8Array; cutBytes: number } {
  const end = Math.max(start, Math.min(totalBytes, ip.length))
  return { bytes: ip.subarray(start, end), cutBytes: Math.max(0, totalBytes - ip.length) }
}

function readTcp({ source, destination, bytes, cutBytes }: Carried): Segment | 'other' {
  if (bytes.length < 20) return 'other'
  const view = dataView(bytes)
  const headerBytes = (view.getUint8(12) >> 4) * 4
  if (headerBytes < 20) return 'other'
  const flags = view.getUint8(13)
  const sourcePort = view.getUint16(0)
  const destinationPort = view.getUint16(2)
  return {
    source: `${source}:${sourcePort}`,
    destination: `${destination}:${destinationPort}`,
    sourcePort,
    destinationPort,
    sequence: view.getUint32(4),
    acknowledgement: flags & 0x10 ? view.getUint32(8) : null,
    syn: (flags & 0x02) !== 0,
    fin: (flags & 0x01) !== 0,
    reset: (flags & 0x04) !== 0,
    payload: bytes.subarray(Math.min(headerBytes, bytes.length)),
    // A header that was cut itself leaves less of what is missing to the payload.
    cutBytes: Math.max(0, cutBytes - Math.max(0, headerBytes - bytes.length)),
  }
}

function four(bytes: Uint8Array): string {
  return bytes.join('.')
}

/** As in RFC 5952: no leading zeros, the first of the longest runs of zeros as `::`. */
function six(view: DataView, at: number): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    view.getUint16(at + 2 * index).toString(16),
  )
  let [start, count] = [0, 1]
  for (let first = 0; first < groups.length; first += 1) {
    let run = 0
    while (groups[first + run] === '0') run += 1
    if (run > count) [start, count] = [first, run]
  }
  if (count < 2) return groups.join(':')
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + count).join(':')}`
}
