// Identifies and authenticates a caller. An unknown name, a wrong password, a wrong address and a wrong
// certificate get the same answer after the same work, so that nobody learns which names exist. Pure, except
// that it reads the password.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { Parameters } from '../pesit/parameters/parameters.ts'
import { ipAddress } from '../lib/machine/ip-address.ts'
import { splitAccess } from '../pesit/session/access.ts'
import type { CallerOptions } from './options.ts'

export interface BankCaller {
  /** `host:port` of the line. */
  readonly address: string
  /** SHA-256 fingerprint of the certificate that it showed; null: none. */
  readonly certificate: string | null
}

export type IdentifiedCaller =
  | { readonly caller: CallerOptions }
  /**
   * Unknown, or not authenticated. The reason is for us alone; `bank` is the bank whose name the caller gave,
   * null when no bank has that name.
   */
  | { readonly caller: null; readonly bank: null; readonly why: 'name'; readonly said: string }
  | {
      readonly caller: null
      readonly bank: string
      readonly why: 'password' | 'partner' | 'certificate' | 'address' | 'locked'
      readonly said: string
      readonly expected: string
      /** It calls from an address that is configured for the bank: it is very likely the bank itself. */
      readonly isItself: boolean
    }

export function identifyCaller(
  callers: readonly CallerOptions[],
  { requester, server, accessControl = '' }: Parameters,
  line: BankCaller,
): IdentifiedCaller {
  const named = callers.find(
    ({ identifier, partner }) => identifier === requester && partner === server,
  )
  const { password } = splitAccess(accessControl)
  const right = isEqual(password, named?.password() ?? '')
  const host = hostOf(line.address)
  const refused = (
    one: CallerOptions,
    why: 'password' | 'partner' | 'certificate' | 'address',
    expected = '',
  ): IdentifiedCaller => ({
    ...{ caller: null, bank: one.bank, why, expected },
    said: why === 'partner' ? (server ?? '') : '',
    isItself: one.from !== null && mayCallFrom(one, host),
  })
  if (named === undefined) {
    const meant = callers.find(({ identifier }) => identifier === requester)
    if (meant !== undefined) return refused(meant, 'partner', meant.partner)
    return { caller: null, bank: null, why: 'name', said: requester ?? '' }
  }
  if (!right) return refused(named, 'password')
  if (!mayCallFrom(named, host)) return refused(named, 'address')
  if (named.certificate !== null && named.certificate !== line.certificate)
    return refused(named, 'certificate')
  return { caller: named }
}

/** Whether any bank may call from this address. Checked when a line opens, before a byte of it is read. */
export function mayAnybodyCall(callers: readonly CallerOptions[], address: string): boolean {
  return callers.some((caller) => mayCallFrom(caller, address))
}

function mayCallFrom({ from }: CallerOptions, address: string): boolean {
  return from === null || from.some((one) => written(one) === written(address))
}

/** The normal form of an address; a text that is no address is returned unchanged. */
export function written(address: string): string {
  return ipAddress(address)?.text ?? address
}

/** The address of `host:port`. */
export function hostOf(peer: string): string {
  const host = peer.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  return written(host)
}

/** Compares in constant time. An empty password authenticates nobody. */
function isEqual(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected)) && expected !== ''
}
