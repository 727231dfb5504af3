// The public face of this folder, as `pesit-drop/pesit`: what it exports is kept, other files may change.
// It does no input or output; `pesit-drop/pesit-socket` connects it to sockets.

// — sessions: a requester or a responder, bytes and commands in, bytes and events out —
export { createRequester } from './session/requester/requester.ts'
export { createResponder } from './session/responder/responder.ts'
export type { RequesterOptions } from './session/requester/options.ts'
export { calledPace, type ResponderOptions } from './session/responder/options.ts'
export type { SessionOptions } from './session/state.ts'
export type { Session, SessionOutput } from './session/session.ts'
export type {
  CreateRequest,
  DataCommand,
  MessageRequest,
  RequesterCommand,
  ResponderCommand,
  SelectedFile,
  SelectRequest,
  SessionCommand,
} from './session/commands.ts'
export type { Negotiated, RefusedRequest, SessionEvent } from './session/events.ts'
export { type PaceLimits, usualPace } from './session/pace.ts'
export { compressionOf, optionOf, splitAccess } from './session/access.ts'
export { ProtocolError } from './protocol-error.ts'

// — file data: a file as records and back, records as entities —
export {
  bytesForm,
  fileBytesOfAll,
  RecordCutter,
  type RecordForm,
} from './data/records.ts'
export { Packer, type Packing } from './data/packer.ts'
export type { FinishedBlock } from './data/block.ts'
export { readArticles } from './data/articles.ts'
export { type CompressionType, Compressor, Decompressor } from './data/compression.ts'
export { type Charset, type CodePage, fromPage, toPage } from './data/code-page.ts'

// — FPDUs: bytes and objects —
export {
  type Decoded,
  decodeFpdu,
  decodeHeader,
  type Header,
  splitEntity,
} from './fpdu/decode.ts'
export { encodeAbort, encodeFpdu } from './fpdu/encode.ts'
export type { Fpdu, FpduName } from './fpdu/fpdu.ts'
export { carriesData, type FpduRow, fpduTable, type Presence } from './fpdu/table.ts'
export { describeFpdu } from './describe.ts'

// — parameters and diagnostics —
export type {
  CompressionOption,
  Diagnostic,
  FileIdentifier,
  HistoricalAttributes,
  LogicalAttributes,
  Parameters,
  PhysicalAttributes,
  SyncOption,
} from './parameters/parameters.ts'
export {
  type GroupName,
  groupTable,
  type ParameterName,
  type ParameterRow,
  parameterTable,
  type UnitName,
} from './parameters/table.ts'
export {
  describeDiagnostic,
  formatDiagnostic,
  isSuccess,
  parseDiagnostic,
  type RetryClass,
  retryOf,
} from './parameters/diagnostics.ts'

// — the wire: entities, their framing, checksums, the pre-connection —
export { EntityReader, type EntityReaderOptions, frame, type Framing } from './wire/framing.ts'
export { checksumBytes, checksumOf, hasValidChecksum } from './wire/checksum.ts'
export {
  decodePreConnection,
  decodeReply,
  encodePreConnection,
  type PreConnection,
  type PreConnectionReply,
} from './wire/pre-connection.ts'
