// The connections to one bank: opened when needed, reused for the next transfer while idle, and released by
// the protocol when they have been idle for long enough.

import type { Log } from '../../../lib/log.ts'
import type { Line } from '../../../pesit-socket/line.ts'
import type { BrokenOff } from '../../bank.ts'
import { callBank, releaseLine } from './call.ts'
import type { CallDirection, OpenLine } from './open-line.ts'
import type { ConnectionTools } from './tools.ts'
import type { BankOptions } from '../options.ts'

/** `reused`: the line carried a transfer before. */
export type LineOutcome =
  | { readonly kind: 'open'; readonly open: OpenLine; readonly reused: boolean }
  | BrokenOff

export interface Lines {
  take(purpose: 'write' | 'read', signal: AbortSignal): Promise<LineOutcome>
  /** Returns a connection on which the last transfer has ended properly. */
  giveBack(open: OpenLine): void
  /** Registers a line, so that cut() includes it. */
  watch(line: Line): void
  /** Cuts every connection, also those opened from now on. */
  cut(): void
  close(): Promise<void>
}

const whyCut = 'we stop, and the bank has not answered in time'

interface IdleLine {
  readonly open: OpenLine
  readonly timer: NodeJS.Timeout
}

export function createLines(
  options: BankOptions,
  { tools, log }: { readonly tools: ConnectionTools; readonly log: Log },
): Lines {
  const idle = new Set<IdleLine>()
  const opened = new Set<Line>()
  let isCut = false
  let connectionId = 0

  const watch = (line: Line) => {
    for (const other of opened) if (other.ended) opened.delete(other)
    opened.add(line)
    if (isCut) line.destroy(whyCut)
  }
  const forget = (entry: IdleLine) => {
    clearTimeout(entry.timer)
    idle.delete(entry)
  }
  const call = async (direction: CallDirection, signal: AbortSignal): Promise<LineOutcome> => {
    connectionId = (connectionId % 255) + 1
    const outcome = await callBank(
      { options, tools, log, connectionId, direction, onLine: watch },
      signal,
    )
    return outcome.kind === 'open' ? { ...outcome, reused: false } : outcome
  }
  return {
    watch,
    cut() {
      isCut = true
      for (const line of opened) line.destroy(whyCut)
    },
    async take(purpose, signal) {
      const direction = options.connection.access === 'mixed' ? 'mixed' : purpose
      for (const entry of [...idle]) {
        if (entry.open.direction !== direction) continue
        forget(entry)
        if (!entry.open.line.ended) return { kind: 'open', open: entry.open, reused: true }
      }
      return call(direction, signal)
    },
    giveBack(open) {
      if (open.line.ended) return
      if (options.timers.idleMs === 0) return void releaseLine(open)
      const entry: IdleLine = {
        open,
        timer: setTimeout(() => {
          forget(entry)
          void releaseLine(open)
        }, options.timers.idleMs),
      }
      entry.timer.unref()
      idle.add(entry)
    },
    async close() {
      const open = [...idle]
      open.forEach(forget)
      await Promise.all(open.map((entry) => releaseLine(entry.open)))
    },
  }
}
