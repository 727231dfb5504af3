// The connection limit for unknown callers, whose CONNECT was not accepted yet: how many at once, from one
// address and in total, and for how long. A caller whose CONNECT was accepted no longer counts, so a flood of
// calls does not affect known callers, nor callers from other addresses.
//
// When the limit is reached, a new call replaces an older one after its grace period: the oldest of its own
// address, or of the address with the most. An honest caller identifies itself as soon as it is connected, so
// silent callers cannot block others, however many they are.

import type { Socket } from 'node:net'

export interface UnknownCallerLimits {
  readonly maximumPerAddress: number
  readonly maximumTotal: number
  /**
   * The maximum time from the call to the first byte; after it the connection is cut. Absent or null: no
   * limit.
   */
  readonly firstByteMs?: number | null
  /** The maximum time from the call to an accepted CONNECT. Absent: no limit. */
  readonly acceptedMs?: number
  /** For this time after its call, a caller is not replaced by a new one. */
  readonly graceMs?: number
}

export const usualUnknownCallers: UnknownCallerLimits = { maximumPerAddress: 32, maximumTotal: 128 }
const usualGraceMs = 1_000

const known = new WeakMap<Socket, () => void>()

/** CONNECT of the caller on this socket was accepted. */
export function callerAccepted(socket: Socket): void {
  known.get(socket)?.()
}

export interface UnknownCallers {
  /** False: the limit is reached; this caller is not counted. */
  admit(socket: Socket): boolean
  /** TLS: the caller of the TCP socket is from now on identified by the TLS socket. */
  movesTo(outer: Socket): void
}

interface UnknownCaller {
  readonly socket: Socket
  readonly calledMs: number
  leave(): void
}

export function createUnknownCallers(limits: UnknownCallerLimits): UnknownCallers {
  /** By address, then by the port from which it called; the oldest first. */
  const waiting = new Map<string, Map<number, UnknownCaller>>()
  const { graceMs = usualGraceMs } = limits
  let all = 0
  const dropOldest = (ports: ReadonlyMap<number, UnknownCaller>): boolean => {
    const [oldest] = ports.values()
    if (oldest === undefined || performance.now() - oldest.calledMs < graceMs) return false
    oldest.leave()
    oldest.socket.destroy()
    return true
  }
  const mayCome = (address: string): boolean => {
    const own = waiting.get(address)
    if (own !== undefined && own.size >= limits.maximumPerAddress) return dropOldest(own)
    return all < limits.maximumTotal || dropOldest(maximumOf(waiting.values()))
  }

  return {
    admit(socket) {
      const { remoteAddress: address, remotePort: port } = socket
      // A socket without an address is closed already.
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

function maximumOf(
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
