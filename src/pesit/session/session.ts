// The contract of a session, requester or responder: bytes in and commands in, bytes out and events
// out, and the next deadline. A session does no input or output and reads no clock.

import type { CompressionType } from '../data/compression.ts'
import type { SessionCommand } from './commands.ts'
import type { SessionEvent } from './events.ts'

export interface SessionOutput {
  /** To be written in this order. Each element holds complete entities: write it with one call. */
  readonly send: readonly Uint8Array[]
  readonly events: readonly SessionEvent[]
  /** Close the line after `send` is written. */
  readonly close: boolean
}

export interface Session {
  /** The state by its name in PeSIT E §4.8: CN01, SF03, TDE02A … */
  readonly state: string
  /** Totals of the current transfer for the whole file: a restart continues from its restart point. */
  readonly counts: {
    readonly dataBytes: number
    readonly articles: number
    readonly lastSync: number
    readonly lastAcknowledged: number
  }
  /** When `tick` must be called, on the clock of `nowMs`; undefined when nothing is awaited. */
  readonly deadlineMs: number | undefined
  /** How many more SYN may be sent before one is acknowledged; Infinity when there is no window. */
  readonly windowLeft: number
  /** How entities are framed: as given, or as the first bytes of the peer showed. */
  readonly framing: 'prefixed' | 'raw'
  /** PI 1: a checksum follows each FPDU, those of data blocks too. */
  readonly crc: boolean
  /** PI 21 of the file that is open; null: none. */
  readonly compression: CompressionType | null
  /** The connection identifier of the peer; 0 before CONNECT. */
  readonly peerId: number
  command(command: SessionCommand, nowMs: number): SessionOutput
  /** Any piece of the stream: half a prefix, or many entities at once. */
  receive(bytes: Uint8Array, nowMs: number): SessionOutput
  tick(nowMs: number): SessionOutput
  /** Sets the counts to those of a restart point, before the first data of a restarted transfer. */
  resumeAt(point: number, dataBytes: number, articles: number): void
}
