// The traces of a line: the log, a trace file, both or none.

import type { Socket } from 'node:net'
import { createTrace, type Trace } from './trace.ts'
import type { TraceFile } from './trace-file.ts'

export interface TracedBy {
  /** Receives the conversation as text; null: not wanted. */
  readonly write: ((text: string) => void) | null
  readonly traceFile: TraceFile | undefined
  readonly weCall: boolean
}

/** The trace option of `openLine`. */
export function traceOf(
  socket: Socket,
  { write, traceFile, weCall }: TracedBy,
): { readonly trace?: Trace } {
  const traces: Trace[] = write === null ? [] : [createTrace(write)]
  if (traceFile !== undefined) {
    const { localAddress, localPort, remoteAddress, remotePort } = socket
    const connection = traceFile.connection({
      own: `${localAddress ?? '?'}:${localPort ?? 0}`,
      peer: `${remoteAddress ?? '?'}:${remotePort ?? 0}`,
      weCall,
    })
    socket.once('close', () => connection.ended('the line was closed'))
    traces.push(connection)
  }
  const [only, other] = traces
  if (only === undefined) return {}
  if (other === undefined) return { trace: only }
  return {
    trace: {
      sent: (bytes) => traces.forEach((one) => one.sent(bytes)),
      received: (bytes) => traces.forEach((one) => one.received(bytes)),
    },
  }
}
