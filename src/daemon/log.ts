// The only door to pino: JSON lines on stdout for journald, written at once so that a kill loses none;
// readable lines where a person looks at a terminal.

import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino'
import { build } from 'pino-pretty'
import type { Log } from '../lib/log.ts'

export interface LogOptions {
  readonly level: 'error' | 'warn' | 'info' | 'debug'
  readonly terminal: boolean
}

export function createLog({ level, terminal }: LogOptions): Log {
  const stream: DestinationStream = terminal
    ? build({
        sync: true,
        colorize: process.env['NO_COLOR'] === undefined,
        translateTime: 'SYS:HH:MM:ss',
        ignore: 'pid,hostname',
      })
    : destination({ dest: 1, sync: true })
  return logOf(
    pino({ level, base: { pid: process.pid }, timestamp: stdTimeFunctions.isoTime }, stream),
  )
}

function logOf(logger: Logger): Log {
  return {
    debugging: logger.isLevelEnabled('debug'),
    error: (fields, message) => logger.error(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    info: (fields, message) => logger.info(fields, message),
    debug: (fields, message) => logger.debug(fields, message),
    child: (fields) => logOf(logger.child(fields)),
  }
}
