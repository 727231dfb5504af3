// Addresses of IPv4 and IPv6: what kind of place one is, and whether it lies in a range such as 10.0.0.0/8.

import ipaddr from 'ipaddr.js'

type Parsed = ReturnType<typeof ipaddr.process>

export interface IpAddress {
  /** `unicast`, `loopback`, `private`, `uniqueLocal`, `linkLocal`, `multicast`, `reserved`, … */
  readonly kind: string
  /** In one way of writing only. */
  readonly text: string
  isIn(range: string): boolean
}

/** The address that counts: an IPv4 address that travels inside an IPv6 one is that. null: it is none. */
export function ipAddress(text: string): IpAddress | null {
  if (!ipaddr.isValid(text)) return null
  const address = behind(ipaddr.process(text))
  return {
    kind: String(address.range()),
    text: address.toNormalizedString(),
    isIn(range) {
      const [base, bits] = ipaddr.parseCIDR(range)
      return base.kind() === address.kind() && address.match(base, bits)
    },
  }
}

/** RFC 6052 and 6to4; `process` has dealt with mapped ones. */
function behind(address: Parsed): Parsed {
  if (address.kind() === 'ipv4') return address
  const parts = address.toByteArray()
  const range = address.range()
  if (range === 'rfc6052') return ipaddr.fromByteArray(parts.slice(12))
  if (range === '6to4') return ipaddr.fromByteArray(parts.slice(2, 6))
  return address
}

/** Whether a text is a range: `10.0.0.0/8`, `2001:db8::/32`. */
export function isIpRange(text: string): boolean {
  return ipaddr.isValidCIDR(text)
}
