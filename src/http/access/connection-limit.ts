// The limit on connections. A connection that has sent no request yet, or has had its answer, costs its owner
// nothing but occupies a place. When there are too many connections, the one that has been idle longest is
// closed. So thousands of silent sockets keep nobody out, because a program sends its request at once. A
// connection with a request under way is never closed here: the number of requests at once has its own limit
// (guard.ts). One address of another machine may have at most half of all connections.

import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { partyOf } from '../../lib/machine/ip-address.ts'
import { isLoopback } from './hosts.ts'
import { connectionKey } from './visitors.ts'

export interface ConnectionLimits {
  readonly maximum: number
  /** For one address that is not of this machine. */
  readonly maximumPerAddress: number
}

interface Connection {
  readonly socket: Socket
  /** Its address; for IPv6, its network. */
  readonly party: string
  /** The number of requests under way. */
  busy: number
}

/** Watches one or more servers together. */
export function limitIdleConnections({ maximum, maximumPerAddress }: ConnectionLimits): {
  watch(server: Server): void
} {
  // In the order in which they last became idle.
  const connections = new Map<string, Connection>()
  const closeIdle = (who: (guest: Connection) => boolean): boolean => {
    for (const [key, guest] of connections) {
      if (guest.busy > 0 || !who(guest)) continue
      connections.delete(key)
      guest.socket.destroy()
      return true
    }
    return false
  }
  const isAdmitted = (address: string): boolean => {
    const party = partyOf(address)
    const isOwn = (guest: Connection) => guest.party === party
    const own = isLoopback(address) ? 0 : [...connections.values()].filter(isOwn).length
    if (own >= maximumPerAddress && !closeIdle(isOwn)) return false
    return connections.size < maximum || closeIdle(() => true)
  }
  const onConnection = (socket: Socket): void => {
    const address = socket.remoteAddress ?? ''
    if (!isAdmitted(address)) {
      socket.destroy()
      return
    }
    const key = connectionKey(socket)
    const guest = { socket, party: partyOf(address), busy: 0 }
    connections.set(key, guest)
    socket.once('close', () => {
      if (connections.get(key) === guest) connections.delete(key)
    })
  }
  const onRequest = ({ socket }: IncomingMessage, response: ServerResponse): void => {
    const key = connectionKey(socket)
    const guest = connections.get(key)
    if (guest === undefined) return
    guest.busy += 1
    response.once('close', () => {
      guest.busy -= 1
      if (!connections.delete(key)) return
      connections.set(key, guest)
    })
  }
  return {
    watch: (server) =>
      void server.on('connection', onConnection).prependListener('request', onRequest),
  }
}
