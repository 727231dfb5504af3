// Accepts calls over TCP or TLS, up to a maximum number of connections, and of unknown callers
// (unknown-callers.ts).

import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import {
  createUnknownCallers,
  type UnknownCallerLimits,
  usualUnknownCallers,
} from './unknown-callers.ts'
import type { TlsMaterial } from './tls.ts'

export interface ListenRequest {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly tls: TlsMaterial | null
  /** Require a certificate of the same authority from callers. */
  readonly clientCertificates: boolean
  readonly maximumConnections: number
  readonly unknownCallers?: UnknownCallerLimits
  /** False for an address that must not call: its connection is cut before a byte is read. */
  readonly mayCall?: (address: string, ends: LineEnds) => boolean
  /** The TLS handshake failed; no PeSIT was exchanged. */
  readonly onTlsFault?: (address: string, ends: LineEnds, error: Error) => void
  /** The maximum time of the TLS handshake; after it the connection is cut. */
  readonly handshakeMs?: number
}

/** `host:port` of this side and of the caller. */
export interface LineEnds {
  readonly own: string
  readonly peer: string
}

function endsOf({ localAddress, localPort, remoteAddress, remotePort }: Socket): LineEnds {
  return {
    own: `${localAddress ?? '?'}:${localPort ?? 0}`,
    peer: `${remoteAddress ?? '?'}:${remotePort ?? 0}`,
  }
}

export interface Listener {
  readonly host: string
  readonly port: number
  /** Accepts no more calls and cuts the open connections. */
  close(): Promise<void>
}

/** Part of the time that a caller has up to CONNECT (PeSIT E §4.6, Tc). */
const usualHandshakeMs = 30_000

/** @throws the socket's error when the port cannot be bound. */
export async function listen(
  request: ListenRequest,
  onCall: (socket: Socket) => void,
): Promise<Listener> {
  const open = new Set<Socket>()
  const { tls, unknownCallers: limits = usualUnknownCallers } = request
  // Under TLS the handshake has a deadline of its own.
  const unknownCallers = createUnknownCallers(
    tls === null ? limits : { ...limits, firstByteMs: null },
  )
  const server = tls === null ? createTcpServer() : tlsServer(request, tls)
  server.on('connection', (socket) => {
    socket.on('error', () => undefined)
    const isExpected = request.mayCall?.(socket.remoteAddress ?? '', endsOf(socket)) ?? true
    if (!isExpected || !unknownCallers.admit(socket)) return void socket.destroy()
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    if (tls === null) onCall(socket)
  })
  server.on('secureConnection', (socket: Socket) => {
    socket.on('error', () => undefined)
    unknownCallers.movesTo(socket)
    onCall(socket)
  })
  server.maxConnections = request.maximumConnections
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(request.port, request.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo
  return {
    host: request.host,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        // Including those whose handshake is not finished.
        for (const socket of open) socket.destroy()
      }),
  }
}

function tlsServer(request: ListenRequest, tls: TlsMaterial): Server {
  const server = createTlsServer({
    ...tls.context,
    requestCert: request.clientCertificates,
    rejectUnauthorized: request.clientCertificates,
    handshakeTimeout: request.handshakeMs ?? usualHandshakeMs,
  })
  server.on('tlsClientError', (error, socket) => {
    request.onTlsFault?.(socket.remoteAddress ?? '?', endsOf(socket), error)
    socket.destroy()
  })
  return server
}
