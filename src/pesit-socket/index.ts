// The public face of this folder, as `pesit-drop/pesit-socket`: sessions of `pesit-drop/pesit` on sockets,
// with or without TLS, and sending files on them.

export { dial, type DialOutcome, type DialRequest } from './dial.ts'
export { listen, type Listener, type ListenRequest } from './listen.ts'
export { type UnknownCallerLimits, usualUnknownCallers } from './unknown-callers.ts'
export {
  type Line,
  type LineEnded,
  type LineEvent,
  type LineOptions,
  type LineSecurity,
  openLine,
} from './line.ts'
export { waitUntilDrained, type Drained } from './drained.ts'
export { type PeerWatch, type PeerWatchOptions, watchPeer } from './watch-peer.ts'
export { sendFile } from './send-file.ts'
export type { FileSending, FileSyncPoint, SendFileOutcome, SyncPointBlocked } from './sending.ts'
export type { ReadSendQueue } from './send-queue.ts'
export { readTls, type TlsFiles, type TlsMaterial } from './tls.ts'
export { createTrace, type Trace } from './trace.ts'
export {
  createTraceFile,
  missingLines,
  type TraceFile,
  traceFileHead,
  traceFileHeader,
} from './trace-file.ts'
export { traceOf, type TracedBy } from './traced.ts'
