// Takes calls over TCP or TLS, never more at once than allowed.

import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { TlsMaterial } from './tls.ts'

export interface ListenRequest {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly tls: TlsMaterial | null
  /** Ask callers for a certificate of the same authority. */
  readonly clientCertificates: boolean
  readonly maximumConnections: number
}

export interface Listener {
  readonly host: string
  readonly port: number
  /** Takes no more calls and cuts the lines that are open. */
  close(): Promise<void>
}

/** @throws the socket's error when the port cannot be had. */
export async function listen(
  request: ListenRequest,
  onCall: (socket: Socket) => void,
): Promise<Listener> {
  const open = new Set<Socket>()
  const take = (socket: Socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => open.delete(socket))
    onCall(socket)
  }
  const server =
    request.tls === null ? createTcpServer(take) : tlsServer(request, request.tls, take)
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
        for (const socket of open) socket.destroy()
      }),
  }
}

function tlsServer(
  request: ListenRequest,
  tls: TlsMaterial,
  take: (socket: Socket) => void,
): Server {
  const context = {
    ...tls.context,
    requestCert: request.clientCertificates,
    rejectUnauthorized: request.clientCertificates,
  }
  const server = createTlsServer(context, take)
  server.on('tlsClientError', () => undefined)
  return server
}
