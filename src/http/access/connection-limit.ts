// Who may keep a connection, when many want one. A connection that has asked for nothing, or has had its answer,
// costs its owner nothing and us a place: the oldest of these goes first, as soon as there are too many. So
// sockets that stay silent, by the thousand, shut nobody out; a program asks within moments of coming. What is
// being answered is never cut, but there is an end to it too, there are only so many of these (guard.ts), and one
// address of another machine has no more than half of all.

import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { partyOf } from '../../lib/machine/ip-address.ts'
import { isLoopback } from './hosts.ts'
import { connectionKey } from './visitors.ts'

export interface CrowdLimits {
  readonly most: number
  /** Of one address that is not of this machine. */
  readonly mostOfOne: number
}

interface Guest {
  readonly socket: Socket
  /** Its address, or the network of an IPv6 address. */
  readonly party: string
  /** Requests under way. */
  busy: number
}

/** Watches one or several servers together. */
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
