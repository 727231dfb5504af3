// The output of the log. Lines are written at once, so that a kill loses none. A fault of the output (a full
// disk, a reader that is gone, a closed terminal) never ends the program and never blocks it for long: lines
// that cannot be written are dropped and counted, and the first line after them says how many.

import { writeSync } from 'node:fs'
import { systemErrorCode } from './files.ts'

export interface LostLines {
  readonly lines: number
  readonly sinceMs: number
  /** The system's code of the last failure. */
  readonly error: string
}

export interface LineSink {
  /** One line, with its end. Never throws. */
  write(line: string): void
  /** The lines lost since the last successful write, after a new attempt to write; null: none. */
  lost(): LostLines | null
}

export interface LineSinkOptions {
  readonly nowMs: () => number
  /** Formats the loss as a line of the log with its end. */
  readonly goesOn: (lost: LostLines) => string
}

/** A reader that is slower than this loses lines, so that it does not delay transfers. */
const patientMs = 100
const againMs = 5

export function lineSink(descriptor: number, { nowMs, goesOn }: LineSinkOptions): LineSink {
  let lost: LostLines | null = null
  /** A part of a line was written before it failed: the next one begins on a line of its own. */
  let isTorn = false

  const lose = (lines: number, error: unknown): void => {
    const code = systemErrorCode(error) || 'EIO'
    lost = {
      lines: (lost?.lines ?? 0) + lines,
      sinceMs: lost?.sinceMs ?? nowMs(),
      error: code,
    }
  }
  const put = (line: string): unknown => {
    const bytes = Buffer.from(isTorn ? `\n${line}` : line)
    const { written, error } = writeAll(descriptor, bytes)
    if (written > 0) isTorn = written < bytes.length
    return error
  }
  /** True when nothing is lost, or the loss is reported now. */
  const caughtUp = (): boolean => {
    if (lost === null) return true
    const error = put(goesOn(lost))
    if (error === null) lost = null
    else lose(0, error)
    return error === null
  }
  return {
    write(line) {
      if (!caughtUp()) return lose(1, Object.assign(new Error(), { code: lost?.error }))
      const error = put(line)
      if (error !== null) lose(1, error)
    },
    lost() {
      caughtUp()
      return lost
    },
  }
}

function writeAll(
  descriptor: number,
  bytes: Buffer,
): { readonly written: number; readonly error: unknown } {
  let written = 0
  let waitedMs = 0
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written)
    } catch (error) {
      if (systemErrorCode(error) !== 'EAGAIN' || waitedMs >= patientMs) return { written, error }
      Atomics.wait(sleeper, 0, 0, againMs)
      waitedMs += againMs
    }
  }
  return { written, error: null }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4))
