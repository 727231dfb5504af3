// A TCP proxy that counts what passes and cuts lines: the network of the road tests.

import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Proxy {
  readonly port: number
  /** Bytes from the daemon to the bank, and back, since the last reset. */
  readonly toBank: number
  readonly toDaemon: number
  reset(): void
  /** From now on nothing comes through this way; both lines stay open. Until the next reset. */
  swallow(direction: 'toBank' | 'toDaemon'): void
  /** Cuts the line once so many more bytes have gone this way. */
  cutAfter(direction: 'toBank' | 'toDaemon', bytes: number): void
  stop(): Promise<void>
}

export async function startProxy(bankPort: number): Promise<Proxy> {
  const counts = { toBank: 0, toDaemon: 0 }
  const limits = { toBank: Number.POSITIVE_INFINITY, toDaemon: Number.POSITIVE_INFINITY }
  const swallowed = { toBank: false, toDaemon: false }
  const open = new Set<Socket>()
  const server = createServer((caller) => {
    const bank = connect(bankPort, '127.0.0.1')
    const both = [caller, bank]
    const cut = () => both.forEach((socket) => socket.resetAndDestroy())
    const pass = (from: Socket, to: Socket, direction: keyof typeof counts) => {
      from.on('data', (chunk: Buffer) => {
        counts[direction] += chunk.length
        if (swallowed[direction]) return
        limits[direction] -= chunk.length
        if (limits[direction] <= 0) {
          limits[direction] = Number.POSITIVE_INFINITY
          return cut()
        }
        if (!to.write(chunk)) {
          from.pause()
          to.once('drain', () => from.resume())
        }
      })
      from.on('end', () => to.end())
      from.on('error', () => to.destroy())
      from.on('close', () => open.delete(from))
      open.add(from)
    }
    pass(caller, bank, 'toBank')
    pass(bank, caller, 'toDaemon')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    get toBank() {
      return counts.toBank
    },
    get toDaemon() {
      return counts.toDaemon
    },
    reset() {
      counts.toBank = 0
      counts.toDaemon = 0
      Object.assign(swallowed, { toBank: false, toDaemon: false })
    },
    swallow(direction) {
      swallowed[direction] = true
    },
    cutAfter(direction, bytes) {
      limits[direction] = bytes
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}
