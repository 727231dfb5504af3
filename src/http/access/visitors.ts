// Connections over TCP. For those from this machine, the user of the other end is looked up when the
// connection is accepted, because its process may have ended when the request is read.

import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { isLoopback } from './hosts.ts'
import type { OtherEnds, OtherUser } from './other-end.ts'

export interface Visitors {
  watch(server: Server): void
  /** null: another machine, or not found. */
  userOf(socket: Socket): Promise<OtherUser | null>
}

export function createVisitors(ends: OtherEnds): Visitors {
  const users = new Map<string, Promise<OtherUser | null>>()
  const come = (socket: Socket): void => {
    if (!isLoopback(socket.remoteAddress)) return
    const key = connectionKey(socket)
    const user = ends.userOf(socket)
    users.set(key, user)
    socket.once('close', () => {
      if (users.get(key) === user) users.delete(key)
    })
  }
  return {
    watch: (server) => void server.on('connection', come),
    userOf: (socket) => users.get(connectionKey(socket)) ?? Promise.resolve(null),
  }
}

/** The same key for a socket and for the TLS connection around it. */
export function connectionKey({
  remoteAddress,
  remotePort,
  localAddress,
  localPort,
}: Socket): string {
  return `${remoteAddress ?? ''} ${remotePort ?? ''} ${localAddress ?? ''} ${localPort ?? ''}`
}
