// The interface of a logger, so that no part depends on pino. Messages are constant sentences; variable data
// is in fields. error: a person must act. warn: the program acted. info: the progress of files. debug: the
// protocol.

export interface Log {
  /** Whether debug lines are written; if not, their costly preparation can be skipped. */
  readonly debugging: boolean
  error(fields: object, message: string): void
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
  debug(fields: object, message: string): void
  child(fields: object): Log
}

export const silentLog: Log = {
  debugging: false,
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
  child: () => silentLog,
}
