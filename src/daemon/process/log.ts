// The only file that uses pino: JSON lines on stdout for journald, written at once so that a kill loses none;
// readable lines where a person looks at a terminal. What cannot be written is dropped and counted
// (lib/files/line-sink.ts).

import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'
import { prettyFactory } from 'pino-pretty'
import { type LineSink, lineSink } from '../../lib/files/line-sink.ts'
import type { Log } from '../../lib/log.ts'
import { message } from '../../wording/catalogue.ts'
import { sentenceOf } from '../../wording/sentence.ts'

export interface LogOptions {
  readonly level: 'error' | 'warn' | 'info' | 'debug'
  readonly terminal: boolean
  /** Where the lines go; stdout when absent. */
  readonly sink?: LineSink
}

const stdout = 1

/** Lines on stdout. `zone`: the operator's, for the sentence about lost lines. */
export function stdoutSink(zone: string): LineSink {
  return lineSink(stdout, {
    nowMs: () => Date.now(),
    goesOn: ({ lines, sinceMs }) => {
      const told = message('LOG-GOES-ON', { lines: String(lines), sinceMs })
      const time = new Date().toISOString()
      const { pid } = process
      const msg = sentenceOf(told, { zone })
      return `${JSON.stringify({ level: pino.levels.values['warn'], time, pid, code: told.code, lines, msg })}\n`
    },
  })
}

export function createLog({ level, terminal, sink = stdoutSink('UTC') }: LogOptions): Log {
  const pretty = prettyFactory({
    colorize: process.env['NO_COLOR'] === undefined,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,hostname',
  })
  const stream: DestinationStream = terminal
    ? { write: (line) => sink.write(pretty(line)) }
    : { write: (line) => sink.write(line) }
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
