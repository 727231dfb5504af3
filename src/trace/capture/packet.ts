// A packet as a capture holds it, and what reads packets out of a file's chunks.

import type { CaptureFault } from './fault.ts'

export interface Packet {
  /** Of the file: where its record begins. */
  readonly offset: number
  /** Since 1970; NaN when the capture does not tell. */
  readonly atMs: number
  /** How it begins (Ethernet, Linux cooked, …), by the number that tcpdump gives it. */
  readonly linkType: number
  /** A view: good until the next chunk. */
  readonly bytes: Uint8Array
  /** What the capture left off its end. */
  readonly cutBytes: number
}

export interface PacketReader {
  /** The packets that are whole now. */
  push(chunk: Uint8Array): readonly Packet[]
  /** Set when the rest of the file cannot be read: it need not be pushed. */
  readonly fault: CaptureFault | null
  /** Packets that the capture itself says it could not take. */
  readonly droppedPackets: number
  /** The file has ended. Null: at a good place. */
  end(): CaptureFault | null
}

/** No network has longer packets; a length above it is damage. */
export const maximumPacketBytes = 1024 * 1024
