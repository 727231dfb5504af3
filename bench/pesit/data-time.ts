// How long the data of a transfer are under way, without the exchanges before and after them: it looks at
// entities as they pass, where a trace file would.

import type { TraceFile } from '../../src/pesit-socket/trace-file.ts'

export interface DataTime {
  readonly traceFile: TraceFile
  /**
   * Of the last transfer. Sent: from the first data until the last sync point was acknowledged, and how many
   * points that were; what follows it is not counted. Fetched: from the first data until DTF.END.
   */
  last(): { readonly ms: number; readonly points: number }
}

export function createDataTime(): DataTime {
  let begunMs = 0
  let endedMs = 0
  let points = 0
  const begin = () => {
    begunMs = performance.now()
    endedMs = begunMs
    points = 0
  }
  let isData = false
  const look = (bytes: Uint8Array, isOurs: boolean) => {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    // Two lengths, then phase and type. What a bank sends follows its ACK(READ) at once, often in the same
    // chunk.
    const [phase, type] = [chunk[4], chunk[5]]
    if (isOurs) {
      if (!isData && phase === 0) begin()
      isData = phase === 0 || (isData && type === 0x03)
      return
    }
    if (phase === 0xc0 && type === 0x35) begin()
    const acknowledged = isData ? chunk.lastIndexOf(pointAcknowledged) : -1
    if (acknowledged >= 0) {
      endedMs = performance.now()
      points = chunk.readUIntBE(acknowledged + 6, chunk[acknowledged + 5] ?? 1)
    }
    if (!isData && chunk.subarray(-13).includes(dataEnd)) endedMs = performance.now()
  }
  return {
    traceFile: {
      calls: () => '',
      connection: () => ({
        sent: (bytes) => look(bytes, true),
        received: (bytes) => look(bytes, false),
        ended: () => undefined,
      }),
    },
    last: () => ({ ms: endedMs - begunMs, points }),
  }
}

const pointAcknowledged = Buffer.from([0xc0, 0x38])
const dataEnd = Buffer.from([0xc0, 0x04])
