// A TCP proxy that counts what passes and cuts lines: the network of the road tests.

import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Proxy {
  readonly port: number
  /** Bytes from the daemon to the bank, and back, since the last reset. */
  readonly toBank: number
  readonly toDaemon: number
  /** How many lines the daemon has opened, since the beginning. */
  readonly calls: number
  reset(): void
  /** From now on nothing comes through this way; both lines stay open. Until the next reset. */
  swallow(direction: 'toBank' | 'toDaemon'): void
  /** Cuts the line once so many more bytes have gone this way. */
  cutAfter(direction: 'toBank' | 'toDaemon', bytes: number): void
  /**
   * Lets exactly so many more bytes through this way, then nothing; the cut is heard when both sides are
   * silent.
   */
  cutAt(direction: 'toBank' | 'toDaemon', bytes: number): void
  /** Of what came this way since the last reset, the bytes that were let through. */
  readonly passedToBank: number
  stop(): Promise<void>
}

/** As a cut in the network is: whoever writes meanwhile learns nothing. */
const silenceMs = 15

export async function startProxy(bankPort: number): Promise<Proxy> {
  const counts = { toBank: 0, toDaemon: 0 }
  const limits = { toBank: Number.POSITIVE_INFINITY, toDaemon: Number.POSITIVE_INFINITY }
  const exact = { toBank: Number.POSITIVE_INFINITY, toDaemon: Number.POSITIVE_INFINITY }
  const passed = { toBank: 0, toDaemon: 0 }
  const swallowed = { toBank: false, toDaemon: false }
  const open = new Set<Socket>()
  let calls = 0
  const server = createServer((caller) => {
    calls += 1
    const bank = connect(bankPort, '127.0.0.1')
    const both = [caller, bank]
    const cut = () => both.forEach((socket) => socket.resetAndDestroy())
    let silence: NodeJS.Timeout | undefined
    const pass = (from: Socket, to: Socket, direction: keyof typeof counts) => {
      from.on('data', (chunk: Buffer) => {
        counts[direction] += chunk.length
        if (swallowed[direction]) return
        if (silence !== undefined) return void silence.refresh()
        limits[direction] -= chunk.length
        if (limits[direction] <= 0) {
          limits[direction] = Number.POSITIVE_INFINITY
          return cut()
        }
        const rest = exact[direction] - chunk.length
        if (rest <= 0) {
          const last = chunk.subarray(0, exact[direction])
          exact[direction] = Number.POSITIVE_INFINITY
          passed[direction] += last.length
          if (last.length > 0) to.write(last)
          silence = setTimeout(cut, silenceMs)
          return
        }
        exact[direction] = rest
        passed[direction] += chunk.length
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
    get calls() {
      return calls
    },
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
      Object.assign(passed, { toBank: 0, toDaemon: 0 })
    },
    swallow(direction) {
      swallowed[direction] = true
    },
    cutAt(direction, bytes) {
      exact[direction] = bytes
    },
    get passedToBank() {
      return passed.toBank
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
