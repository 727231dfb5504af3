// Is this caller who it says it is? An unknown name, a wrong password, a wrong address and a wrong certificate
// get the same answer, after the same work: nobody learns which names exist. Pure but for the password.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { Parameters } from '../pesit/parameters/parameters.ts'
import { ipAddress } from '../lib/ip-address.ts'
import { splitAccess } from '../pesit/session/access.ts'
import type { CallerOptions } from './options.ts'

export interface Caller {
  /** `host:port` of the line. */
  readonly address: string
  /** SHA-256 fingerprint of the certificate that it showed; null: none. */
  readonly certificate: string | null
}

export type Known =
  | { readonly caller: CallerOptions }
  /** Not known, or not proved. `why` is for our log alone; `bank` is the one whose name it gave, null when there is none. */
  | { readonly caller: null; readonly bank: string | null; readonly why: string }

export function whoCalls(
  callers: readonly CallerOptions[],
  { requester, server, accessControl = '' }: Parameters,
  line: Caller,
): Known {
  const named = callers.find(
    ({ identifier, partner }) => identifier === requester && partner === server,
  )
  const { password } = splitAccess(accessControl)
  const right = isEqual(password, named?.password() ?? '')
  if (named === undefined)
    return { caller: null, bank: null, why: `nobody is called ${requester ?? '?'} here` }
  const { bank } = named
  if (!right) return { caller: null, bank, why: `wrong password of ${bank}` }
  const host = hostOf(line.address)
  if (!mayCallFrom(named, host))
    return { caller: null, bank, why: `${bank} does not call from ${host}` }
  if (named.certificate !== null && named.certificate !== line.certificate)
    return { caller: null, bank, why: `not the certificate of ${bank}` }
  return { caller: named }
}

/** Whether anybody may call from there: looked at when a line opens, before a byte of it is read. */
export function mayAnybodyCall(callers: readonly CallerOptions[], address: string): boolean {
  return callers.some((caller) => mayCallFrom(caller, address))
}

function mayCallFrom({ from }: CallerOptions, address: string): boolean {
  return from === null || from.some((one) => written(one) === written(address))
}

/** An address in one way of writing; a text that is none stays what it is. */
function written(address: string): string {
  return ipAddress(address)?.text ?? address
}

/** The address of `host:port`. */
export function hostOf(peer: string): string {
  const host = peer.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  return written(host)
}

/** In a time that does not depend on the texts. An empty password proves nothing. */
function isEqual(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected)) && expected !== ''
}
