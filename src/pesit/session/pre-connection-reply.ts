// The one answer that is no FPDU: four bytes after a pre-connection. What follows it in the same bytes is
// the session's.

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

  /** null as long as it is not whole; a ProtocolError when it is no reply at all. */
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
    // A prefix that says more than a reply has: what came cannot be one.
    return this.taken < this.wholeBytes
      ? null
      : { meaning: 'unknown', rest: bytes.subarray(wanted.length) }
  }
}
