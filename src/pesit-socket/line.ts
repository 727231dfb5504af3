// A line: one PeSIT connection, a session on a socket. Bytes from the socket go to the session, its output is
// written, its deadline becomes a timer, and its events are handed out one by one.
//
// Two rules make it safe and fast. A `data` event holds views into the bytes just read, so the session gets
// no further bytes until its reader asks for the next event. And a deadline does not expire while bytes of
// the peer are unread: then we are slow, not the peer.

import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { SessionCommand } from '../pesit/session/commands.ts'
import type { SessionEvent } from '../pesit/session/events.ts'
import type { Session, SessionOutput } from '../pesit/session/session.ts'
import { type ReadSendQueue, readSendQueue } from './send-queue.ts'
import { callerAccepted } from './unknown-callers.ts'
import type { Trace } from './trace.ts'

/** The line has ended. No event follows. */
export interface LineEnded {
  readonly type: 'line-ended'
  readonly reason: string
}
export type LineEvent = SessionEvent | LineEnded

export interface Line {
  readonly session: Session
  /** `host:port` of the peer. */
  readonly peer: string
  readonly ended: boolean
  /**
   * Resolves when the bytes are handed to the kernel, and at once on a line that has ended (see next).
   * @throws ProtocolError when the state forbids the command.
   */
  command(command: SessionCommand): Promise<void>
  /** The next event; once the line has ended, `line-ended` for ever. One caller at a time. */
  next(): Promise<LineEvent>
  /** How entities are framed on this line. */
  readonly framing: 'prefixed' | 'raw'
  /** The peer's connection identifier. */
  readonly peerId: number
  /** SHA-256 fingerprint of the peer's certificate; null: it has none. */
  readonly peerFingerprint: string | null
  /**
   * How many written bytes the peer's machine has not acknowledged; null: this machine does not provide it.
   */
  unacknowledgedBytes(): Promise<number | null>
  /** How the line is protected; null: it is plain TCP. */
  readonly security: LineSecurity | null
  /** Cuts the line at once. */
  destroy(reason: string): void
  /** For testing other software: writes bytes that are not PeSIT, then ends the line. */
  sendGarbage(bytes: Uint8Array): void
}

export interface LineSecurity {
  readonly protocol: string
  readonly cipher: string
  /** The end of validity of the peer's certificate. */
  readonly validTo: string
}

const readAheadBytes = 1024 * 1024
/** A chunk of one byte takes about a hundred times its size in memory. */
const readAheadChunks = 1024

export interface LineOptions {
  /** How long the peer may leave our bytes unread before the line is cut. */
  readonly writeTimeoutMs: number
  readonly trace?: Trace
  /** Absent: the queue of this machine. */
  readonly readSendQueue?: ReadSendQueue
}

export function openLine(socket: Socket, session: Session, options: LineOptions): Line {
  return new SocketLine(socket, session, options)
}

class SocketLine implements Line {
  readonly session: Session
  readonly peer: string
  private readonly socket: Socket
  private readonly trace: Trace | undefined
  private readonly writeTimeoutMs: number
  private readonly readSendQueue: ReadSendQueue
  private readonly unread: Buffer[] = []
  private unreadBytes = 0
  private readonly events: LineEvent[] = []
  private waiting: ((event: LineEvent) => void) | undefined
  private viewsInUse = false
  private end: LineEnded | undefined
  private closing = false
  private timer: NodeJS.Timeout | undefined
  /**
   * Writes not yet handed to the kernel; the end of the line settles them even without a callback of the
   * socket.
   */
  private readonly unsettled = new Set<() => void>()

  constructor(socket: Socket, session: Session, options: LineOptions) {
    this.socket = socket
    this.session = session
    this.trace = options.trace
    this.writeTimeoutMs = options.writeTimeoutMs
    this.readSendQueue = options.readSendQueue ?? readSendQueue
    this.peer = `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? '?'}`
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.arrived(chunk))
    socket.on('end', () => this.finish('the other side closed the line'))
    socket.on('error', (error) => this.finish(error.message))
    socket.on('close', () => {
      this.finish('the line was closed')
      for (const settle of [...this.unsettled]) settle()
    })
    // Starts the first deadline: a caller that never sends CONNECT must not stay connected.
    void this.perform(session.tick(performance.now()))
  }

  get ended(): boolean {
    return this.end !== undefined || this.closing
  }

  async command(command: SessionCommand): Promise<void> {
    if (this.ended) return
    await this.perform(this.session.command(command, performance.now()))
  }

  next(): Promise<LineEvent> {
    this.viewsInUse = false
    const event = this.events.shift()
    if (event !== undefined) return Promise.resolve(this.handOut(event))
    return new Promise((resolve) => {
      this.waiting = resolve
      this.digest()
    })
  }

  destroy(reason: string): void {
    this.finish(reason)
    this.socket.destroy()
  }

  get framing(): 'prefixed' | 'raw' {
    return this.session.framing
  }

  get peerId(): number {
    return this.session.peerId
  }

  async unacknowledgedBytes(): Promise<number | null> {
    const { socket } = this
    const own = socket.writableLength
    const kernel = await this.readSendQueue(socket)
    return kernel === null ? null : own + kernel
  }

  get security(): LineSecurity | null {
    const { socket } = this
    if (!(socket instanceof TLSSocket)) return null
    return {
      protocol: socket.getProtocol() ?? '?',
      cipher: socket.getCipher().name,
      validTo: socket.getPeerCertificate().valid_to,
    }
  }

  get peerFingerprint(): string | null {
    const { socket } = this
    if (!(socket instanceof TLSSocket)) return null
    // Without a certificate Node returns an object without properties.
    return (socket.getPeerCertificate() as { fingerprint256?: string }).fingerprint256 ?? null
  }

  sendGarbage(bytes: Uint8Array): void {
    this.socket.end(bytes)
    this.finish('spoilt on purpose')
  }

  private arrived(chunk: Buffer): void {
    this.unread.push(chunk)
    this.unreadBytes += chunk.length
    const isEnough = this.unreadBytes > readAheadBytes || this.unread.length > readAheadChunks
    if (isEnough) this.socket.pause()
    this.digest()
  }

  /** Passes bytes to the session while no views into them are in use. */
  private digest(): void {
    while (!this.viewsInUse && this.events.length === 0) {
      const chunk = this.unread.shift()
      if (chunk === undefined) break
      this.unreadBytes -= chunk.length
      const isLittle =
        this.unreadBytes < readAheadBytes / 2 && this.unread.length < readAheadChunks / 2
      if (isLittle && this.socket.isPaused()) this.socket.resume()
      this.trace?.received(chunk)
      void this.perform(this.session.receive(chunk, performance.now()))
    }
    if (this.end !== undefined && this.unread.length === 0) this.deliver()
  }

  private async perform(output: SessionOutput): Promise<void> {
    for (const event of output.events) this.events.push(event)
    if (this.session.state === 'CN03') callerAccepted(this.socket)
    const written = this.write(output.send)
    if (output.close) this.closeAfterWriting()
    this.armTimer()
    this.deliver()
    await written
  }

  private write(pieces: readonly Uint8Array[]): Promise<void> {
    if (pieces.length === 0 || !this.socket.writable) return Promise.resolve()
    for (const piece of pieces) this.trace?.sent(piece)
    return new Promise((resolve) => {
      const stalled = setTimeout(
        () => this.destroy('the other side stopped reading'),
        this.writeTimeoutMs,
      ).unref()
      const settle = () => {
        clearTimeout(stalled)
        this.unsettled.delete(settle)
        resolve()
      }
      this.unsettled.add(settle)
      if (pieces.length > 1) this.socket.cork()
      pieces.forEach((piece, index) => {
        this.socket.write(piece, index === pieces.length - 1 ? settle : undefined)
      })
      if (pieces.length > 1) this.socket.uncork()
    })
  }

  private closeAfterWriting(): void {
    this.closing = true
    this.socket.end(() => this.socket.destroySoon())
    this.finish('we closed the line')
  }

  private finish(reason: string): void {
    if (this.end !== undefined) return
    this.end = { type: 'line-ended', reason }
    clearTimeout(this.timer)
    if (this.unread.length === 0) this.deliver()
    else this.digest()
  }

  private deliver(): void {
    if (this.waiting === undefined) return
    const event = this.events.shift() ?? (this.unread.length === 0 ? this.end : undefined)
    if (event === undefined) return
    const resolve = this.waiting
    this.waiting = undefined
    resolve(this.handOut(event))
  }

  private handOut(event: LineEvent): LineEvent {
    if (event.type === 'data') this.viewsInUse = true
    return event
  }

  private armTimer(): void {
    clearTimeout(this.timer)
    const { deadlineMs } = this.session
    if (deadlineMs === undefined || this.ended) return
    // This process itself may have stood still: what arrived meanwhile is read before the deadline counts.
    this.timer = setTimeout(
      () => setImmediate(() => this.strike()),
      Math.max(1, deadlineMs - performance.now()),
    )
    this.timer.unref()
  }

  private strike(): void {
    const { deadlineMs } = this.session
    if (deadlineMs === undefined || this.ended) return
    if (performance.now() < deadlineMs) return this.armTimer()
    const peerIsWaitingForUs = this.unread.length > 0 || this.viewsInUse || this.events.length > 0
    if (peerIsWaitingForUs) {
      this.timer = setTimeout(() => this.strike(), 1000)
      this.timer.unref()
      return
    }
    void this.perform(this.session.tick(performance.now()))
  }
}
