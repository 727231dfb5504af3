// Is a request meant for us, and does it come from our own page? A browser on this machine sends what any web
// page tells it to. A page whose name was re-bound to 127.0.0.1 names its own host (Host); a form or a script
// of a foreign page names its origin (Origin, Sec-Fetch-Site). Programs send neither Origin nor
// Sec-Fetch-Site. Pure.

import { isLoopbackAddress } from '../../lib/machine/ip-address.ts'

export interface Headers {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
}

const loopbackNames = ['localhost', '127.0.0.1', '[::1]']

/** `names`: our host names besides those of loopback, without ports. */
export function isOurHost(host: string | undefined, names: readonly string[]): boolean {
  const name = nameOf(host)
  return name !== null && (loopbackNames.includes(name) || names.includes(name))
}

/** True for programs, which send no origin, and for pages that came from the same host. */
export function isOurPage({ host, origin, fetchSite }: Headers): boolean {
  if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') return false
  if (origin === undefined) return true
  const page = urlOf(origin)
  return page !== null && page.host === host?.toLowerCase()
}

export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && isLoopbackAddress(address)
}

function nameOf(host: string | undefined): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/.exec(host?.toLowerCase() ?? '')
  return match?.[1] ?? null
}

function urlOf(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
