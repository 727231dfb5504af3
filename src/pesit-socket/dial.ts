// Calls a peer over TCP or TLS. A peer that cannot be reached is a result, not an exception.

import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { TlsMaterial } from './tls.ts'

export interface DialRequest {
  readonly host: string
  readonly port: number
  readonly tls: TlsMaterial | null
  readonly timeoutMs: number
}

export type DialOutcome =
  | { readonly kind: 'connected'; readonly socket: Socket }
  | {
      readonly kind: 'unreachable'
      readonly code: 'BANK-UNREACHABLE' | 'BANK-TLS-REFUSED'
      readonly why: string
    }

export function dial(request: DialRequest, signal?: AbortSignal): Promise<DialOutcome> {
  const { host, port, tls, timeoutMs } = request
  return new Promise((resolve) => {
    let reachedTcp = false
    const socket: Socket =
      tls === null
        ? connectTcp({ host, port })
        : connectTls({ host, port, ...named(host, tls), ...tls.context })
    const fail = (why: string) => {
      settle()
      socket.on('error', () => undefined)
      socket.destroy()
      const code = tls !== null && reachedTcp ? 'BANK-TLS-REFUSED' : 'BANK-UNREACHABLE'
      resolve({ kind: 'unreachable', code, why })
    }
    const onAbort = () => fail('we stopped calling')
    const onError = (error: Error) => fail(error.message)
    const onClose = () => fail('the other side closed the line at once')
    const timer = setTimeout(
      () =>
        fail(
          `${reachedTcp ? 'it took the call and did not answer in TLS' : 'no answer'} within ${Math.round(timeoutMs / 1000)} s`,
        ),
      timeoutMs,
    )
    const settle = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      socket.off('error', onError)
      socket.off('close', onClose)
    }
    socket.once('connect', () => {
      reachedTcp = true
    })
    socket.once(tls === null ? 'connect' : 'secureConnect', () => {
      settle()
      resolve({ kind: 'connected', socket })
    })
    socket.once('error', onError)
    socket.once('close', onClose)
    if (signal?.aborted) onAbort()
    else signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/**
 * TLS must not ask for an IP address as a server name (RFC 6066); the certificate is still compared with it.
 */
function named(host: string, { serverName }: TlsMaterial): { readonly servername?: string } {
  if (serverName !== null) return { servername: serverName }
  return isIP(host) === 0 ? { servername: host } : {}
}
