// Is this caller who it says it is? An unknown name, a wrong password, a wrong address and a wrong certificate
// get the same answer, after the same work: nobody learns which names exist. Pure but for the password.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { Parameters } from '../pesit/parameters/parameters.ts'
import { splitAccess } from '../pesit/session/access.ts'
import type { CallerOptions } from './options.ts'

export interface Caller {
  /** `host:port` of the line. */
  readonly address: string
  /** SHA-256 fingerprint of the certificate that it showed; null: none. */
  readonly certificate: string | null
}

/** null: not known, or not proved. `why` is for our log alone. */
export function whoCalls(
  callers: readonly CallerOptions[],
  { requester, server, accessControl = '' }: Parameters,
  line: Caller,
): { readonly caller: CallerOptions } | { readonly caller: null; readonly why: string } {
  const named = callers.find(
    ({ identifier, partner }) => identifier === requester && partner === server,
  )
  const { password } = splitAccess(accessControl)
  const right = isEqual(password, named?.password() ?? '')
  if (named === undefined) return { caller: null, why: `nobody is called ${requester ?? '?'} here` }
  if (!right) return { caller: null, why: `wrong password of ${named.bank}` }
  const host = line.address.replace(/:\d+$/, '').replace(/^::ffff:/, '')
  if (named.from !== null && !named.from.includes(host))
    return { caller: null, why: `${named.bank} does not call from ${host}` }
  if (named.certificate !== null && named.certificate !== line.certificate)
    return { caller: null, why: `not the certificate of ${named.bank}` }
  return { caller: named }
}

/** In a time that does not depend on the texts. An empty password proves nothing. */
function isEqual(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected)) && expected !== ''
}
