// Checks in a separate process, bounded in time and memory: whatever a file does to that process, the daemon
// goes on, and so do the checks of other files.
//
// A process, not a thread: `resourceLimits` of a thread do not bound its buffers, and one large array that
// does not fit ends all threads with it (docs/decisions/0008).
//
// Several files are inspected at the same time, chunk by chunk, so that a long file does not delay the
// others. When the process ends, all its inspections end, and nobody knows which file was the cause. So each
// of them is inspected once more, in a process of its own. One that fails there too is reported as ended, and
// its file is held by the caller. No result is ever reported for a file whose inspection did not finish.
//
//   time     no sign of progress for `patienceMs`, or longer in all than the size of the file allows
//   memory   the whole process holds more than `maximumBytes`
//   death    the process ended by itself: its heap was full, or somebody killed it

import { stat } from 'node:fs/promises'
import type { Clock } from '../lib/time/clock.ts'
import { programNextTo } from '../lib/machine/fork-program.ts'
import {
  type ForkedWorker,
  startForkedWorker,
  type WorkerAnswer,
} from '../lib/machine/forked-worker.ts'
import { createLimit } from '../lib/waiting/limit.ts'
import type { Log } from '../lib/log.ts'
import { residentBytes } from '../lib/machine/resident-memory.ts'
import { withProgressDeadline } from '../lib/waiting/progress-deadline.ts'
import {
  type CheckEnd,
  type Checker,
  checkerOf,
  type CheckOutcome,
  type InspectionRequest,
  type Inspection,
} from './checker.ts'

export interface BoundedCheckerOptions {
  readonly clock: Clock
  readonly log: Log
  /** How long an inspection may go without a sign of progress. */
  readonly patienceMs?: number
  /** Memory of the whole process. */
  readonly maximumBytes?: number
  readonly program?: URL
}

const inspectionsAtOnce = 4
/** The limit of the JavaScript heap alone; `maximumBytes` bounds the whole process. */
const heapMegabytes = 256
const memoryEveryMs = 100
const minimumMs = 60_000
/** Ten times what the slowest known file needs on a busy machine. */
const msPerMegabyte = 5_000
const closeMs = 1_000

export function boundedChecker(options: BoundedCheckerOptions): Checker {
  const { log, program = programNextTo('check-main', import.meta.url) } = options
  const limit = createLimit(inspectionsAtOnce)
  const living = new Set<CheckProcess>()
  let shared: CheckProcess | null = null
  let isClosed = false

  const start = (): CheckProcess => {
    const process = startForkedWorker<InspectionRequest, Inspection>(program, {
      nodeOptions: [`--max-old-space-size=${heapMegabytes}`],
      serialization: 'advanced',
    })
    living.add(process)
    void process.ended.then(() => {
      living.delete(process)
      if (shared === process) shared = null
    })
    return process
  }
  const release = (process: CheckProcess) => {
    process.kill()
    if (shared === process) shared = null
  }
  const together = async (request: InspectionRequest, stopping: AbortSignal): Promise<Tried> => {
    shared ??= start()
    const process = shared
    const before = { running: process.running, requested: process.requested }
    const outcome = await inspectWithin(options, { process, request, stopping })
    if (outcome.kind !== 'done') release(process)
    return { outcome, wasAlone: before.running === 0 && process.requested === before.requested + 1 }
  }
  const alone = async (
    request: InspectionRequest,
    stopping: AbortSignal,
  ): Promise<CheckOutcome<Inspection>> => {
    const process = start()
    try {
      return await inspectWithin(options, { process, request, stopping })
    } finally {
      release(process)
    }
  }
  const inspectBounded = async (
    one: InspectionRequest,
    stopping: AbortSignal,
  ): Promise<CheckOutcome<Inspection>> => {
    if (stopping.aborted || isClosed) return { kind: 'stopped' }
    const { outcome, wasAlone } = await together(one, stopping)
    if (isClosed && outcome.kind === 'ended') return { kind: 'stopped' }
    if (outcome.kind !== 'ended' || (wasAlone && outcome.by.kind !== 'death')) return outcome
    log.warn({ path: one.path, by: outcome.by }, 'A check was ended; it is tried once more alone')
    return alone(one, stopping)
  }
  const close = async () => {
    isClosed = true
    const last = [...living]
    last.forEach(release)
    const over = new AbortController()
    await Promise.race([
      Promise.all(last.map(({ ended }) => ended)),
      options.clock.sleep(closeMs, over.signal),
    ])
    over.abort()
  }
  return checkerOf((one, stopping) => limit(() => inspectBounded(one, stopping)), close)
}

type CheckProcess = ForkedWorker<InspectionRequest, Inspection>

interface Tried {
  readonly outcome: CheckOutcome<Inspection>
  /** That process inspected no other file at the same time. */
  readonly wasAlone: boolean
}

interface Attempt {
  readonly process: CheckProcess
  readonly request: InspectionRequest
  readonly stopping: AbortSignal
}

/** Does not end the process: an inspection that is not `done` may still be running in it. */
async function inspectWithin(
  { clock, patienceMs = 30_000, maximumBytes = 768 * 1024 * 1024 }: BoundedCheckerOptions,
  { process, request, stopping }: Attempt,
): Promise<CheckOutcome<Inspection>> {
  const { size } = await stat(request.path)
  const begunMs = clock.monotonicMs()
  const over = new AbortController()
  const stopped = untilAborted(stopping, over.signal)
  const totalMs = minimumMs + (size / 1_000_000) * msPerMegabyte
  const timed = withProgressDeadline(clock, totalMs, () =>
    withProgressDeadline(clock, patienceMs, (reportProgress) =>
      process.request(request, reportProgress),
    ),
  )
  const ended = (by: CheckEnd) => ({ kind: 'ended', by }) as const
  try {
    const first = await Promise.race([
      timed,
      stopped,
      untilTooLarge({ clock, pid: process.pid, maximumBytes, over: over.signal }),
    ])
    if (stopping.aborted || first === 'stopped') return { kind: 'stopped' }
    if (first === 'too large')
      return ended({ kind: 'memory', megabytes: Math.round(maximumBytes / 1024 / 1024) })
    if (first === 'late')
      return ended({ kind: 'time', seconds: Math.round((clock.monotonicMs() - begunMs) / 1000) })
    return resultOf(first)
  } finally {
    over.abort()
  }
}

function resultOf(answer: WorkerAnswer<Inspection>): CheckOutcome<Inspection> {
  if (answer.kind === 'failed') throw new Error(answer.message)
  if (answer.kind === 'ended') return { kind: 'ended', by: { kind: 'death' } }
  return { kind: 'done', result: answer.result }
}

/** Resolves when the process holds more memory than it may; otherwise never. */
async function untilTooLarge(watch: {
  readonly clock: Clock
  readonly pid: number
  readonly maximumBytes: number
  readonly over: AbortSignal
}): Promise<'too large'> {
  const { clock, pid, maximumBytes, over } = watch
  while (!over.aborted) {
    if (((await residentBytes(pid)) ?? 0) > maximumBytes) return 'too large'
    await clock.sleep(memoryEveryMs, over)
  }
  return new Promise(() => undefined)
}

function untilAborted(signal: AbortSignal, over: AbortSignal): Promise<'stopped'> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve('stopped')
    signal.addEventListener('abort', () => resolve('stopped'), { once: true, signal: over })
  })
}
