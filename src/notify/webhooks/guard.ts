// Which addresses a webhook may call. A person who may name a URL could make the daemon call what only the
// daemon can reach. So the address is judged, not the name: a literal in the URL at once, a name each time it
// is resolved, with all of its addresses. The connection goes to exactly those (a name that resolves
// differently the second time gains nothing).
//
// The accounting software is often on this machine or in the same network, so loopback and private addresses
// are allowed unless an allow-list says otherwise. Link-local addresses, the addresses where clouds hand out
// credentials, and addresses that no host can have are never allowed, whatever the list says.

import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { type IpAddress, ipAddress } from '../../lib/machine/ip-address.ts'

const usual: ReadonlySet<string> = new Set(['unicast', 'loopback', 'private', 'uniqueLocal'])
const never: ReadonlySet<string> = new Set([
  'linkLocal',
  'multicast',
  'broadcast',
  'unspecified',
  'reserved',
])
/**
 * Where clouds hand out credentials outside link-local: whole ranges where the cloud has reserved a range.
 */
const metadata: readonly string[] = [
  '100.100.100.200/32', // Alibaba
  '168.63.129.16/32', // Azure
  '192.0.0.192/32', // Oracle
  'fd00:c1::/32', // Oracle, over IPv6
  'fd00:ec2::/32', // AWS
  'fd20:ce::/64', // Google
  'fd00:42::42/128', // Scaleway
]
/** The last bytes of 169.254.169.254: several clouds put them below an IPv6 prefix of their own. */
const metadataEnding = ':a9fe:a9fe'

/**
 * Why nothing is sent to an address; null: it is allowed. `allow`: ranges such as 10.0.0.0/8; null: public,
 * private and loopback addresses.
 */
export function whyNotTo(address: string, allow: readonly string[] | null): string | null {
  const real = ipAddress(address)
  if (real === null) return `${address} is no address`
  for (const one of [real, ...real.carried]) {
    if (isMetadata(one)) return `${address} is a cloud’s own, no webhook may lead there`
    if (never.has(one.kind))
      return `${address} is an address that no webhook may lead to (${one.kind})`
  }
  if (allow !== null)
    return allow.some((range) => real.isIn(range))
      ? null
      : `${address} is in no range of the allow-list`
  // A translator or tunnel may lead to public addresses; to any other address it would bypass the rules.
  const carries = real.carried.length > 0
  const isUsual = carries
    ? real.carried.every(({ kind }) => kind === 'unicast')
    : usual.has(real.kind)
  return isUsual ? null : `${address} is neither public, private nor loopback (${real.kind})`
}

function isMetadata(address: IpAddress): boolean {
  return (
    metadata.some((range) => address.isIn(range)) ||
    (address.kind === 'uniqueLocal' && address.text.endsWith(metadataEnding))
  )
}

/** Why a URL cannot be that of a webhook; null: it can. Names are judged when they are resolved. */
export function whyNoWebhook(text: string, allow: readonly string[] | null): string | null {
  if (!URL.canParse(text)) return 'it is no URL'
  const { protocol, username, password, hostname } = new URL(text)
  if (protocol !== 'http:' && protocol !== 'https:') return 'it must begin with http:// or https://'
  if (username !== '' || password !== '')
    return 'a user or password does not belong into a URL: the signature says who we are'
  const literal = hostname.replace(/^\[|\]$/g, '')
  return ipAddress(literal) === null ? null : whyNotTo(literal, allow)
}

export type Resolve = (
  name: string,
  done: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void

const resolveBySystem: Resolve = (name, done) =>
  systemLookup(name, { all: true }, (error, addresses) => done(error, addresses))

type LookupDone = (error: Error | null, address: string | LookupAddress[], family?: number) => void

/** The `lookup` of a connection: returns only allowed addresses, or an error that says why. */
export function guardedLookup(
  allow: readonly string[] | null,
  resolve: Resolve = resolveBySystem,
): (name: string, options: { readonly all?: boolean | undefined }, done: LookupDone) => void {
  return (name, { all = false }, done) => {
    resolve(name, (error, addresses) => {
      if (error !== null) return done(error, [])
      const [first] = addresses
      if (first === undefined) return done(new Error(`${name} has no address`), [])
      const why = addresses
        .map(({ address }) => whyNotTo(address, allow))
        .find((one) => one !== null)
      if (why !== undefined) return done(new Error(`${name} leads where it may not: ${why}`), [])
      if (all) done(null, [...addresses])
      else done(null, first.address, first.family)
    })
  }
}
