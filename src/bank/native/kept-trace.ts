// Traces the conversations with a bank on disk for `pesit-drop trace`; over TLS they cannot be captured in
// any other way. When the trace cannot be written, the log says so and the trace goes on later; transfers are
// not affected.

import type { Clock } from '../../lib/time/clock.ts'
import { errorText } from '../../lib/files/files.ts'
import type { Log } from '../../lib/log.ts'
import { createRollingFile } from '../../lib/files/rolling-file.ts'
import {
  createTraceFile,
  missingLines,
  type TraceFile,
  traceFileHead,
} from '../../pesit-socket/trace-file.ts'

export interface KeptTraceOptions {
  readonly path: string
  /** When a file has this many bytes, the next one begins; `keep` old files are kept. */
  readonly maximumBytes: number
  readonly keep: number
}

export interface KeptTrace {
  readonly traceFile: TraceFile
  close(): Promise<void>
}

export const usualTrace = { maximumBytes: 10 * 1024 * 1024, keep: 3 } as const

export function keepTrace(
  options: KeptTraceOptions,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): KeptTrace {
  const { path } = options
  const file = createRollingFile({
    ...options,
    head: traceFileHead,
    continued: () => traceFile.calls(),
    missing: missingLines,
    monotonicMs: () => clock.monotonicMs(),
    onFailed: (error) =>
      log.warn(
        { trace: path, error: errorText(error) },
        'The trace cannot be written; transfers go on without it, and it is tried again',
      ),
    onMended: () => log.info({ trace: path }, 'The trace is written again'),
  })
  const traceFile: TraceFile = createTraceFile(
    (line) => file.append(line),
    () => clock.nowMs(),
  )
  return { traceFile, close: () => file.close() }
}
