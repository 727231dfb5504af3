// The link layer of an IP packet: Ethernet with or without VLAN tags, Linux cooked captures (`-i any`),
// loopback, or nothing at all.

import { dataView } from './pcap.ts'

/** The IP packet in it; `other`: it holds none (ARP, …). `unknown`: the link type is not supported. */
export function ipOf(linkType: number, bytes: Uint8Array): Uint8Array | 'other' | 'unknown' {
  switch (linkType) {
    case 1:
      return behindEtherType(bytes, 12)
    case 113:
      return behindEtherType(bytes, 14)
    case 276:
      return bytes.length < 20 ? 'other' : withType(bytes, { type: sixteen(bytes, 0), at: 20 })
    case 0:
    case 108:
      return bytes.length > 4 ? checked(bytes.subarray(4)) : 'other'
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return checked(bytes)
    default:
      return 'unknown'
  }
}

const vlanTags = new Set([0x8100, 0x88a8, 0x9100, 0x9200])
const maximumTags = 8

/** The type stands at `at`, the packet behind it, or behind the VLAN tags. */
function behindEtherType(bytes: Uint8Array, at: number): Uint8Array | 'other' {
  if (bytes.length < at + 2) return 'other'
  return withType(bytes, { type: sixteen(bytes, at), at: at + 2 })
}

function withType(bytes: Uint8Array, found: { type: number; at: number }): Uint8Array | 'other' {
  let { type, at } = found
  for (let tags = 0; vlanTags.has(type); tags += 1) {
    if (tags === maximumTags || bytes.length < at + 4) return 'other'
    type = sixteen(bytes, at + 2)
    at += 4
  }
  // PPP over Ethernet: a session header, then the protocol.
  if (type === 0x8864 && bytes.length > at + 8) return checked(bytes.subarray(at + 8))
  return type === 0x0800 || type === 0x86dd ? checked(bytes.subarray(at)) : 'other'
}

function checked(bytes: Uint8Array): Uint8Array | 'other' {
  const version = (bytes[0] ?? 0) >> 4
  return version === 4 || version === 6 ? bytes : 'other'
}

function sixteen(bytes: Uint8Array, at: number): number {
  return dataView(bytes).getUint16(at)
}
