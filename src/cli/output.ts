// What commands print: tables and sentences for people, JSON for programs. Besides the log, only this file
// writes to stdout and stderr.

import Table from 'cli-table3'
import pc from 'picocolors'
import { systemErrorCode } from '../lib/files/files.ts'
import { withIsoTimes } from './iso-times.ts'

export interface Output {
  readonly json: boolean
  /** For programs, or for a person who asked for it: one JSON value, with its moments in ISO 8601. */
  value(value: unknown): void
  line(text?: string): void
  table(head: readonly string[], rows: readonly (readonly string[])[]): void
  error(text: string): void
  /** Overwrites the previous text on a terminal; '' at the end. Does nothing elsewhere. */
  progress(text: string): void
  readonly terminal: boolean
}

export function createOutput(json: boolean): Output {
  const line = (text = '') => void process.stdout.write(`${text}\n`)
  return {
    json,
    line,
    value: (value) => line(JSON.stringify(withIsoTimes(value), null, 2)),
    table(head, rows) {
      const none = {
        top: '',
        'top-mid': '',
        'top-left': '',
        'top-right': '',
        bottom: '',
        'bottom-mid': '',
        'bottom-left': '',
        'bottom-right': '',
        left: '',
        'left-mid': '',
        mid: '',
        'mid-mid': '',
        right: '',
        'right-mid': '',
        middle: '  ',
      }
      const table = new Table({
        head: head.map((word) => pc.bold(word)),
        chars: none,
        style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
      })
      table.push(...rows.map((row) => [...row]))
      line(table.toString().replace(/[ ]+$/gm, ''))
    },
    error: (text) => void process.stderr.write(`${text}\n`),
    terminal: process.stderr.isTTY === true,
    progress(text) {
      if (process.stderr.isTTY === true) process.stderr.write(`\r\x1b[K${text}`)
    },
  }
}

/** `| head` or a closed terminal ends our output. That is not a failure, and nothing more is printed. */
export function outliveReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (!['EPIPE', 'EIO'].includes(systemErrorCode(error))) throw error
    })
  }
}

/** Control characters of a name from outside must not reach a terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '�')
}
