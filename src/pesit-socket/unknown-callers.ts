// Callers that have not said yet who they are, or not convincingly: how many there may be at once, of one
// address and of all, and for how long. Whoever is taken in (CONNECT was accepted) counts no more, so that a
// flood of calls leaves the lines of those who are known alone, and those of other addresses.
//
// Where there is no room for a newcomer, one that has had its moment makes way: the oldest of its own address,
// or of the address that has the most. A caller says who it is as soon as its line stands; who stays silent
// therefore shuts nobody out, however many they are and however often they come again.

import type { Socket } from 'node:net'

export interface UnknownCallerLimits {
  readonly maximumPerAddress: number
  readonly maximumTotal: number
  /** The first byte must come so soon after the call, or the line is cut. Absent or null: it may take its time. */
  readonly firstByteMs?: number | null
  /** And CONNECT must have been accepted so soon. */
  readonly acceptedMs?: number
  /** So long after its call a caller makes way for no newcomer. */
  readonly graceMs?: number
}

export const usualUnknownCallers: UnknownCallerLimits = { maximumPerAddress: 32, maximumTotal: 128 }
const usualGraceMs = 1_000

const known = new WeakMap<Socket, () => void>()

/** The caller on this socket was taken in. */
export function callerAccepted(socket: Socket): void {
  known.get(socket)?.()
}

export interface UnknownCallers {
  /** False: there are too many already, and this one does not count. */
  admit(socket: Socket): boolean
  /** TLS: what was said to be one socket is from now on spoken of as another. */
  movesTo(outer: Socket): void
}

interface UnknownCaller {
  readonly socket: Socket
  readonly calledMs: number
  leave(): void
}

export function createUnknownCallers(limits: UnknownCallerLimits): UnknownCallers {
  /** By address, and there by the port from which it called, the oldest first. */
  const waiting = new Map<string, Map<number, UnknownCaller>>()
  const { graceMs = usualGraceMs } = limits
  let all = 0
  const makeRoom = (ports: ReadonlyMap<number, UnknownCaller>): boolean => {
    const [oldest] = ports.values()
    if (oldest === undefined || performance.now() - oldest.calledMs < graceMs) return false
    oldest.leave()
    oldest.socket.destroy()
    return true
  }
  const mayCome = (address: string): boolean => {
    const own = waiting.get(address)
    if (own !== undefined && own.size >= limits.maximumPerAddress) return makeRoom(own)
    return all < limits.maximumTotal || makeRoom(mostOf(waiting.values()))
  }

  return {
    admit(socket) {
      const { remoteAddress: address, remotePort: port } = socket
      // A socket without an address is gone already.
      if (address === undefined || port === undefined || !mayCome(address)) return false
      const ports = waiting.get(address) ?? new Map<number, UnknownCaller>()
      const deadlines = deadlinesOf(socket, limits)
      let counts = true
      const leave = () => {
        if (!counts) return
        counts = false
        for (const deadline of deadlines) clearTimeout(deadline)
        all -= 1
        ports.delete(port)
        if (ports.size === 0) waiting.delete(address)
      }
      all += 1
      waiting.set(address, ports.set(port, { socket, calledMs: performance.now(), leave }))
      known.set(socket, leave)
      socket.once('close', leave)
      return true
    },
    movesTo(outer) {
      const { remoteAddress = '', remotePort = 0 } = outer
      const caller = waiting.get(remoteAddress)?.get(remotePort)
      if (caller !== undefined) known.set(outer, caller.leave)
    },
  }
}

function mostOf(
  addresses: Iterable<ReadonlyMap<number, UnknownCaller>>,
): ReadonlyMap<number, UnknownCaller> {
  let most: ReadonlyMap<number, UnknownCaller> = new Map()
  for (const ports of addresses) if (ports.size > most.size) most = ports
  return most
}

function deadlinesOf(
  socket: Socket,
  { firstByteMs = null, acceptedMs }: UnknownCallerLimits,
): readonly NodeJS.Timeout[] {
  const cut = () => socket.destroy()
  const cutIfSilent = () => {
    if (socket.bytesRead === 0) cut()
  }
  return [
    ...(firstByteMs === null ? [] : [setTimeout(cutIfSilent, firstByteMs).unref()]),
    ...(acceptedMs === undefined ? [] : [setTimeout(cut, acceptedMs).unref()]),
  ]
}
