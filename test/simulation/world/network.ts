// `node:net` for one life: sockets that lead to another life. Bytes arrive in pieces of any size after some
// time; a line may be cut at any byte, or fall silent; the end of a life resets its lines, a power cut leaves
// the other side waiting.

import { Duplex } from 'node:stream'
import { EventEmitter } from 'node:events'
import type { Chance } from '../../fuzz/random.ts'
import type { Life } from './life.ts'

/** What becomes of a call and its line. */
export interface Fate {
  readonly kind: 'fine' | 'refused' | 'cut' | 'silent'
  /** Of bytes in both directions together, before it strikes. */
  readonly afterBytes: number
}

export interface Network {
  readonly listening: Map<number, { readonly life: Life; readonly server: Server }>
  readonly chance: Chance
  readonly fateOf: () => Fate
  /** Ends every line of this life: by a reset, or without a word. */
  drop(life: Life, silently: boolean): void
  readonly lines: Set<Socket>
  lastPort: number
}

export function createNetwork(chance: Chance, fateOf: () => Fate): Network {
  const lines = new Set<Socket>()
  return {
    listening: new Map(),
    chance,
    fateOf,
    lines,
    lastPort: 40_000,
    drop(life, silently) {
      for (const line of [...lines]) {
        if (line.life !== life) continue
        lines.delete(line)
        if (silently) line.other?.fallSilent()
        else line.other?.resetLater()
      }
    },
  }
}

export function networkModuleFor(network: Network, life: Life): object {
  return {
    connect: ({ port }: { readonly port: number }) => call(network, life, port),
    createServer: () => new Server(network, life),
    Socket,
    isIP: () => 4,
  }
}

export class Server extends EventEmitter {
  maxConnections = 0
  private port = 0
  private readonly network: Network
  private readonly life: Life

  constructor(network: Network, life: Life) {
    super()
    this.network = network
    this.life = life
  }

  listen(port: number, _host: string, done: () => void): void {
    this.port = port
    this.network.listening.set(port, { life: this.life, server: this })
    this.life.atEnd(() => this.leave())
    this.life.after(0.1, done)
  }

  address() {
    return { address: '127.0.0.1', family: 'IPv4', port: this.port }
  }

  close(done: () => void): void {
    this.leave()
    this.life.after(0.1, done)
  }

  private leave(): void {
    if (this.network.listening.get(this.port)?.server === this)
      this.network.listening.delete(this.port)
  }
}

interface Wire {
  readonly fate: Fate
  bytes: number
}

function call(network: Network, life: Life, port: number): Socket {
  network.lastPort = network.lastPort >= 60_000 ? 40_001 : network.lastPort + 1
  const fate = network.fateOf()
  const wire: Wire = { fate, bytes: 0 }
  const socket = new Socket({ network, life, wire, port: network.lastPort })
  const roundTripMs = 1 + network.chance.below(60)
  life.after(roundTripMs, () => {
    if (socket.destroyed) return
    const listener = network.listening.get(port)
    if (fate.kind === 'silent' && fate.afterBytes === 0) return
    if (fate.kind === 'refused' || listener === undefined) {
      const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
      socket.destroy(refused)
      return
    }
    const answering = new Socket({ network, life: listener.life, wire, port })
    socket.join(answering)
    answering.join(socket)
    network.lines.add(socket)
    network.lines.add(answering)
    listener.life.after(0, () => listener.server.emit('connection', answering))
    socket.emit('connect')
  })
  return socket
}

interface SocketOptions {
  readonly network: Network
  readonly life: Life
  readonly wire: Wire
  readonly port: number
}

export class Socket extends Duplex {
  readonly remoteAddress = '127.0.0.1'
  readonly remotePort: number
  readonly life: Life
  other: Socket | null = null
  private readonly network: Network
  private readonly wire: Wire
  /** When the last piece on its way to the other side arrives there: pieces never overtake. */
  private arrivesMs = 0
  private isSilent = false
  private isReset = false
  private isOrphan = false

  constructor({ network, life, wire, port }: SocketOptions) {
    super({ allowHalfOpen: false, emitClose: true, autoDestroy: true })
    this.network = network
    this.life = life
    this.wire = wire
    this.remotePort = port
  }

  join(other: Socket): void {
    this.other = other
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  setTimeout(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  destroySoon(): void {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', () => this.destroy())
  }

  resetAndDestroy(): void {
    this.destroy()
  }

  override _read(): void {
    // Pieces are pushed as they arrive.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    if (this.life.dead) return
    if (this.isReset) return done(resetError())
    // A machine that came up again knows nothing of this line.
    if (this.isOrphan && this.network.chance.often(0.5)) this.resetLater()
    this.send(Buffer.from(chunk))
    this.life.after(0.05, () => done())
  }

  override _final(done: (error?: Error) => void): void {
    if (this.life.dead) return
    this.later((other) => {
      other.push(null)
    })
    this.life.after(0.05, () => done())
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.network.lines.delete(this)
    if (!this.isReset && !this.isSilent) this.later((other) => other.otherSideIsGone())
    done(error)
  }

  /** In pieces, as far as the line lets them through. */
  private send(bytes: Buffer): void {
    const { fate } = this.wire
    let left = bytes
    if (fate.kind === 'cut' || fate.kind === 'silent') {
      const room = Math.max(0, fate.afterBytes - this.wire.bytes)
      if (left.length > room) {
        left = left.subarray(0, room)
        this.wire.bytes = fate.afterBytes
        this.pass(left)
        if (fate.kind === 'cut') this.cutLine()
        else this.hush()
        return
      }
    }
    this.wire.bytes += left.length
    this.pass(left)
  }

  private pass(bytes: Buffer): void {
    const { chance } = this.network
    for (let at = 0; at < bytes.length; ) {
      const size = chance.often(0.7) ? bytes.length - at : 1 + chance.below(bytes.length - at)
      const piece = bytes.subarray(at, at + size)
      this.later((other) => {
        other.life.tell(`arrived ${piece.length}`)
        other.push(piece)
      })
      at += size
    }
  }

  private cutLine(): void {
    const { other } = this
    this.resetLater()
    other?.resetLater()
  }

  private hush(): void {
    this.isSilent = true
    if (this.other !== null) this.other.isSilent = true
  }

  fallSilent(): void {
    this.isSilent = true
    this.isOrphan = true
  }

  resetLater(): void {
    if (this.isReset) return
    this.life.after(this.delayMs(), () => {
      if (this.isReset || this.destroyed) return
      this.isReset = true
      this.life.tell('reset')
      this.destroy(resetError())
    })
  }

  /** The other side has closed its socket: what we still send comes back as a reset. */
  private otherSideIsGone(): void {
    if (this.destroyed) return
    if (!this.readableEnded) this.push(null)
  }

  private later(run: (other: Socket) => void): void {
    const { other } = this
    if (other === null || this.isSilent) return
    const { loop } = this.life
    this.arrivesMs = Math.max(this.arrivesMs, loop.nowMs + this.delayMs())
    other.life.after(this.arrivesMs - loop.nowMs, () => {
      if (!other.destroyed && !other.isReset && !other.readableEnded) run(other)
    })
  }

  private delayMs(): number {
    const { chance } = this.network
    return chance.often(0.95) ? 0.1 + chance.below(200) / 100 : chance.below(500)
  }
}

function resetError(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
}
