// A packet in a capture, and the interface of the readers of capture files.

import type { CaptureFault } from './fault.ts'

export interface Packet {
  /** The offset of its record in the file. */
  readonly offset: number
  /** Milliseconds since 1970; NaN when the capture has no time. */
  readonly atMs: number
  /** The link type (Ethernet, Linux cooked, …), as numbered by tcpdump. */
  readonly linkType: number
  /** A view, valid until the next chunk. */
  readonly bytes: Uint8Array
  /** How many bytes at its end are not in the capture. */
  readonly cutBytes: number
}

export interface PacketReader {
  /** The packets that are complete now. */
  push(chunk: Uint8Array): readonly Packet[]
  /** Set when the rest of the file cannot be read: it need not be pushed. */
  readonly fault: CaptureFault | null
  /** Packets that the capture itself reports as dropped. */
  readonly droppedPackets: number
  /** The file has ended. null: between two packets. */
  end(): CaptureFault | null
}

/** The longest possible packet; a greater length means that the file is damaged. */
export const maximumPacketBytes = 1024 * 1024
