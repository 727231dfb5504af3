// The reply to a pre-connection: four bytes, the only answer that is not an FPDU. Bytes that follow it are
// for the session.

import { ProtocolError } from '../protocol-error.ts'
import { EntityReader, type Framing } from '../wire/framing.ts'
import { decodeReply } from '../wire/pre-connection.ts'

const replyBytes = 4
const longestBytes = 64

export interface Reply {
  readonly meaning: 'acknowledged' | 'refused' | 'unknown'
  /** The bytes behind the reply. */
  readonly rest: Uint8Array
}

export class PreConnectionReply {
  private readonly reader: EntityReader
  private readonly wholeBytes: number
  private taken = 0

  constructor(framing: Framing) {
    this.reader = new EntityReader({ framing, maximumEntityBytes: longestBytes, awaitsReply: true })
    this.wholeBytes = replyBytes + (framing === 'prefixed' ? 2 : 0)
  }

  /** null while the reply is incomplete; a ProtocolError when the bytes cannot be a reply. */
  push(bytes: Uint8Array): Reply | ProtocolError | null {
    const wanted = bytes.subarray(0, this.wholeBytes - this.taken)
    this.taken += wanted.length
    try {
      const [reply] = this.reader.push(wanted)
      if (reply !== undefined)
        return { meaning: decodeReply(reply), rest: bytes.subarray(wanted.length) }
    } catch (error) {
      if (error instanceof ProtocolError) return error
      throw error
    }
    // The prefix announces more bytes than a reply has: this is not a reply.
    return this.taken < this.wholeBytes
      ? null
      : { meaning: 'unknown', rest: bytes.subarray(wanted.length) }
  }
}
