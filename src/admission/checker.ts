// The inspection of a sealed file, in whichever process it runs. `inspect` does the work; the checker in this
// process calls it, and the one in a separate process (bounded-checker.ts) is only a transport.

import { createReadStream } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { type CheckResult, createCheck, type Format } from '../preflight/check.ts'
import { type Contradiction, type FlowForm, watchContent } from '../preflight/flow-content.ts'
import { createPaymentsReader, type PaymentsRead } from '../preflight/payments-reader.ts'

export interface CheckRequest {
  readonly path: string
  /** The formats that the outbox sends. */
  readonly formats: readonly Format[]
  /** How the file becomes records; absent: any content is accepted. */
  readonly flow?: FlowForm
  /** The current day at the bank; absent: days in the file are not compared with it. */
  readonly today?: string
}

/** The result of an inspection, and where the content contradicts the settings of the flow; null: nowhere. */
export type WithContent<T> = T & { readonly content: Contradiction | null }

export interface Checker {
  /** Would the bank take it? */
  check(
    request: CheckRequest,
    stopping: AbortSignal,
  ): Promise<CheckOutcome<WithContent<CheckResult>>>
  /** Which payments the file orders, where no format is required. */
  readPayments(
    request: Pick<CheckRequest, 'path' | 'flow'>,
    stopping: AbortSignal,
  ): Promise<CheckOutcome<WithContent<PaymentsRead>>>
  close(): Promise<void>
}

/** A check of a file that cannot be read rejects, as everywhere. */
export type CheckOutcome<T> =
  | { readonly kind: 'done'; readonly result: T }
  /** The check was ended before it had a result: nothing is known about the file. */
  | { readonly kind: 'ended'; readonly by: CheckEnd }
  /** The daemon stops; the file is checked after the next start. */
  | { readonly kind: 'stopped' }

export type CheckEnd =
  | { readonly kind: 'time'; readonly seconds: number }
  | { readonly kind: 'memory'; readonly megabytes: number }
  /** The process that checked it ended by itself, twice. */
  | { readonly kind: 'death' }

export type InspectionRequest =
  | ({ readonly kind: 'check' } & CheckRequest)
  | ({ readonly kind: 'payments' } & Pick<CheckRequest, 'path' | 'flow'>)

/** Plain data that is sent from one process to another. */
export type Inspection = WithContent<CheckResult> | WithContent<PaymentsRead>

export interface InspectionContext {
  /** Called while the work goes on. */
  readonly alive: () => void
  readonly stopping: AbortSignal
}

const chunkBytes = 256 * 1024

/** Rejects when the file cannot be read; returns null when it was told to stop. */
export async function inspect(
  request: InspectionRequest,
  context: InspectionContext,
): Promise<Inspection | null> {
  const { path, flow } = request
  if (request.kind === 'check')
    return readThrough(path, withContentWatch(checkFor(request), flow), context)
  const reader = createPaymentsReader()
  const strict = await readThrough(path, withContentWatch(reader, flow), context)
  if (strict?.kind !== 'unreadable' || !reader.mayBeReadTolerantly) return strict
  const again = await readThrough(path, createPaymentsReader({ tolerant: true }), context)
  return again === null ? null : { ...again, content: strict.content }
}

function checkFor({ formats, today }: CheckRequest) {
  return createCheck({ expected: formats, ...(today === undefined ? {} : { today }) })
}

/** Both readers get each chunk, so the file is read once. */
function withContentWatch<T>(
  reader: Reader<T>,
  flow: FlowForm | undefined,
): Reader<WithContent<T>> {
  const watch = flow === undefined ? null : watchContent(flow)
  return {
    push(chunk) {
      watch?.push(chunk)
      reader.push(chunk)
    },
    finish: () => ({ ...reader.finish(), content: watch?.finish() ?? null }),
  }
}

interface Reader<T> {
  push(chunk: Uint8Array): void
  finish(): T
}

async function readThrough<T>(
  path: string,
  reader: Reader<T>,
  { alive, stopping }: InspectionContext,
): Promise<T | null> {
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
    reader.push(chunk as Buffer)
    alive()
    // Between two chunks everything else in this process has its turn.
    await setImmediate()
    if (stopping.aborted) return null
  }
  return reader.finish()
}

/** Without bounds: for tests and simulations, which bring their own files. */
export function inProcessChecker(): Checker {
  return checkerOf(async (request, stopping) => {
    const result = await inspect(request, { alive: () => undefined, stopping })
    return result === null ? { kind: 'stopped' } : { kind: 'done', result }
  })
}

export function checkerOf(
  run: (request: InspectionRequest, stopping: AbortSignal) => Promise<CheckOutcome<Inspection>>,
  close: () => Promise<void> = () => Promise.resolve(),
): Checker {
  // Each inspection has the result of its own kind.
  return {
    check: (request, stopping) =>
      run({ kind: 'check', ...request }, stopping) as Promise<
        CheckOutcome<WithContent<CheckResult>>
      >,
    readPayments: (request, stopping) =>
      run({ kind: 'payments', ...request }, stopping) as Promise<
        CheckOutcome<WithContent<PaymentsRead>>
      >,
    close,
  }
}
