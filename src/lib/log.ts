// The shape of a logger, so that no part needs to know pino. Messages are constant sentences; what
// varies is in fields. error = a person must act, warn = we acted, info = a fact of the road, debug = a conversation.

export interface Log {
  /** Whether debug lines are written at all: what is costly to say need not be said otherwise. */
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
