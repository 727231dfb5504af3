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

export interface CrowdLimits {
  readonly most: number
  /** For one address that is not of this machine. */
  readonly mostOfOne: number
}

interface Guest {
  readonly socket: Socket
  /** Its address; for IPv6, its network. */
  readonly party: string
  /** The number of requests under way. */
  busy: number
}

/** Watches one or more servers together. */
export function createCrowd({ most, mostOfOne }: CrowdLimits): { watch(server: Server): void } {
  // In the order in which they last became idle.
  const guests = new Map<string, Guest>()
  const makeRoom = (who: (guest: Guest) => boolean): boolean => {
    for (const [key, guest] of guests) {
      if (guest.busy > 0 || !who(guest)) continue
      guests.delete(key)
      guest.socket.destroy()
      return true
    }
    return false
  }
  const mayCome = (address: string): boolean => {
    const party = partyOf(address)
    const isOwn = (guest: Guest) => guest.party === party
    const own = isLoopback(address) ? 0 : [...guests.values()].filter(isOwn).length
    if (own >= mostOfOne && !makeRoom(isOwn)) return false
    return guests.size < most || makeRoom(() => true)
  }
  const come = (socket: Socket): void => {
    const address = socket.remoteAddress ?? ''
    if (!mayCome(address)) {
      socket.destroy()
      return
    }
    const key = connectionKey(socket)
    const guest = { socket, party: partyOf(address), busy: 0 }
    guests.set(key, guest)
    socket.once('close', () => {
      if (guests.get(key) === guest) guests.delete(key)
    })
  }
  const ask = ({ socket }: IncomingMessage, response: ServerResponse): void => {
    const key = connectionKey(socket)
    const guest = guests.get(key)
    if (guest === undefined) return
    guest.busy += 1
    response.once('close', () => {
      guest.busy -= 1
      if (!guests.delete(key)) return
      guests.set(key, guest)
    })
  }
  return { watch: (server) => void server.on('connection', come).prependListener('request', ask) }
}
