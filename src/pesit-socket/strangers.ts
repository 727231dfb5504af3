// Callers that have not said yet who they are, or not convincingly: how many there may be at once, of one
// address and of all. Whoever is taken in (CONNECT was accepted) counts no more, so that a flood of calls leaves
// the lines of those who are known alone, and those of other addresses.

import type { Socket } from 'node:net'

export interface StrangerLimits {
  readonly ofOneAddress: number
  readonly ofAll: number
}

export const usualStrangers: StrangerLimits = { ofOneAddress: 32, ofAll: 128 }

const known = new WeakMap<Socket, () => void>()

/** The caller on this socket was taken in. */
export function isKnownNow(socket: Socket): void {
  known.get(socket)?.()
}

export interface Strangers {
  /** False: there are too many already, and this one does not count. */
  admit(socket: Socket): boolean
  /** TLS: what was said to be one socket is from now on spoken of as another. */
  speaksThrough(outer: Socket): void
}

export function createStrangers(limits: StrangerLimits): Strangers {
  /** By address, the ports from which it called. */
  const waiting = new Map<string, Map<number, () => void>>()
  let all = 0

  return {
    admit(socket) {
      const { remoteAddress: address, remotePort: port } = socket
      // A socket without an address is gone already.
      if (address === undefined || port === undefined) return false
      const ports = waiting.get(address) ?? new Map<number, () => void>()
      if (ports.size >= limits.ofOneAddress || all >= limits.ofAll) return false
      let counts = true
      const leave = () => {
        if (!counts) return
        counts = false
        all -= 1
        ports.delete(port)
        if (ports.size === 0) waiting.delete(address)
      }
      all += 1
      waiting.set(address, ports.set(port, leave))
      known.set(socket, leave)
      socket.once('close', leave)
      return true
    },
    speaksThrough(outer) {
      const { remoteAddress = '', remotePort = 0 } = outer
      const leave = waiting.get(remoteAddress)?.get(remotePort)
      if (leave !== undefined) known.set(outer, leave)
    },
  }
}
