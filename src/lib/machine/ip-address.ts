// Addresses of IPv4 and IPv6: their kind, the IPv4 addresses embedded in them, and whether they are in a
// range such as 10.0.0.0/8.
//
// An IPv4-mapped address (::ffff:a.b.c.d) is that IPv4 address: the system writes the IPv4 callers of a
// dual-stack socket this way. Every other form with an embedded IPv4 address (NAT64, 6to4, Teredo, …) is an
// address of its own, which may belong to a remote host: it is never loopback, and a check of where a
// connection leads must check the embedded addresses as well.

import ipaddr from 'ipaddr.js'

type Parsed = ReturnType<typeof ipaddr.process>

export interface IpAddress {
  /** `unicast`, `loopback`, `private`, `uniqueLocal`, `linkLocal`, `multicast`, `reserved`, … */
  readonly kind: string
  /** In its canonical form. */
  readonly text: string
  /** The IPv4 addresses that a translator or a tunnel would extract; usually none. */
  readonly carried: readonly IpAddress[]
  isIn(range: string): boolean
}

/** null: the text is not an address. */
export function ipAddress(text: string): IpAddress | null {
  const address = parsed(text)
  return address === null ? null : known(address)
}

function parsed(text: string): Parsed | null {
  const plain = withoutDots(text)
  return ipaddr.isValid(plain) ? ipaddr.process(plain) : null
}

/** The package wrongly reads ::127.0.0.1 as ::ffff:127.0.0.1, except when its tail is in hex. */
function withoutDots(text: string): string {
  const match = /^(.*:)(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(%.*)?$/.exec(text)
  if (match === null) return text
  const [, head = '', a, b, c, d, zone = ''] = match
  const [high, low] = [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)]
  if ([a, b, c, d].some((byte) => Number(byte) > 255)) return text
  return `${head}${high.toString(16)}:${low.toString(16)}${zone}`
}

/** Whether a connection from this address can only come from this machine. An address with a zone may not. */
export function isLoopbackAddress(text: string): boolean {
  return !text.includes('%') && ipAddress(text)?.kind === 'loopback'
}

/**
 * The unit for limits: an IPv4 address, or the /64 network of an IPv6 address, because one host has all of
 * it.
 */
export function partyOf(text: string): string {
  const address = parsed(text)
  if (address === null) return text
  if (address.kind() === 'ipv4') return address.toString()
  const network = [...address.toByteArray().slice(0, 8), 0, 0, 0, 0, 0, 0, 0, 0]
  return `${ipaddr.fromByteArray(network).toString()}/64`
}

/** Whether a text is a range: `10.0.0.0/8`, `2001:db8::/32`. */
export function isIpRange(text: string): boolean {
  return ipaddr.isValidCIDR(text)
}

function known(address: Parsed): IpAddress {
  return {
    kind: String(address.range()),
    text: address.toNormalizedString(),
    carried: address.kind() === 'ipv4' ? [] : carriedBy(address.toByteArray()).map(known),
    isIn(range) {
      const [base, bits] = ipaddr.parseCIDR(range)
      return base.kind() === address.kind() && address.match(base, bits)
    },
  }
}

interface Form {
  /** Where the bytes of the prefix stand, and what they are. */
  readonly prefix: readonly (readonly [place: number, byte: number])[]
  /** Where the four bytes of the IPv4 address stand. */
  readonly places: readonly number[]
  /** Its bits are inverted (Teredo). */
  readonly inverted?: true
}

const bytesAt = (from: number, ...bytes: readonly number[]) =>
  bytes.map((byte, index) => [from + index, byte] as const)
const last = [12, 13, 14, 15]
const localNat64 = bytesAt(0, 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01)

const forms: readonly Form[] = [
  // IPv4-compatible (RFC 4291 §2.5.5.1), and IPv4-translated (RFC 2765): ::a.b.c.d, ::ffff:0:a.b.c.d.
  { prefix: bytesAt(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), places: last },
  { prefix: bytesAt(0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0), places: last },
  // NAT64: the well-known prefix (RFC 6052), and the local one (RFC 8215) in each length that it may have.
  { prefix: bytesAt(0, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0), places: last },
  { prefix: localNat64, places: last },
  { prefix: localNat64, places: [6, 7, 9, 10] },
  { prefix: localNat64, places: [7, 9, 10, 11] },
  { prefix: localNat64, places: [9, 10, 11, 12] },
  // 6to4 (RFC 3056), and Teredo (RFC 4380): its server, and its client.
  { prefix: bytesAt(0, 0x20, 0x02), places: [2, 3, 4, 5] },
  { prefix: bytesAt(0, 0x20, 0x01, 0, 0), places: [4, 5, 6, 7] },
  { prefix: bytesAt(0, 0x20, 0x01, 0, 0), places: last, inverted: true },
  // ISATAP (RFC 5214), with both ways of writing its interface.
  { prefix: bytesAt(8, 0, 0, 0x5e, 0xfe), places: last },
  { prefix: bytesAt(8, 2, 0, 0x5e, 0xfe), places: last },
]

function carriedBy(bytes: readonly number[]): readonly Parsed[] {
  // The unspecified address and loopback look like IPv4-compatible addresses, but are not.
  if (bytes.slice(0, 15).every((byte) => byte === 0) && (bytes[15] ?? 0) <= 1) return []
  return forms
    .filter(({ prefix }) => prefix.every(([place, byte]) => bytes[place] === byte))
    .map(({ places, inverted }) =>
      ipaddr.fromByteArray(
        places.map((place) => (bytes[place] ?? 0) ^ (inverted === true ? 0xff : 0)),
      ),
    )
}
