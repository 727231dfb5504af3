// A program of ours in a process of its own, as the daemon sees it: requests go to it, answers come back, and
// it ends. serve-requests.ts is the other end.

import type { ReportProgress } from '../waiting/progress-deadline.ts'
import { type ForkOptions, forkProgram } from './fork-program.ts'

/** A message to the process. */
export interface WorkerRequest<Request> {
  readonly id: number
  readonly request: Request
}

/** A message from the process. */
export type WorkerMessage<Result> =
  | { readonly id: number; readonly kind: 'alive' }
  | { readonly id: number; readonly kind: 'answer'; readonly result: Result }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string }

export type WorkerAnswer<Result> =
  | { readonly kind: 'answer'; readonly result: Result }
  /** The request was rejected there. */
  | { readonly kind: 'failed'; readonly message: string }
  /** The process ended, by itself or because it was killed. */
  | { readonly kind: 'ended' }

export interface ForkedWorker<Request, Result> {
  readonly pid: number
  /** How many requests are not answered yet. */
  readonly running: number
  /** How many requests were ever made. */
  readonly requested: number
  request(request: Request, reportProgress: ReportProgress): Promise<WorkerAnswer<Result>>
  /** Kills the process and settles its requests. It may remain in a call that the system cannot interrupt. */
  kill(): void
  /** Resolves when the process does not exist any more. */
  readonly ended: Promise<void>
}

interface Pending<Result> {
  readonly reportProgress: ReportProgress
  readonly settle: (answer: WorkerAnswer<Result>) => void
}

export function startForkedWorker<Request, Result>(
  program: URL,
  options: ForkOptions,
): ForkedWorker<Request, Result> {
  const child = forkProgram(program, options)
  const pending = new Map<number, Pending<Result>>()
  let requested = 0
  let isOver = false
  const over = () => {
    isOver = true
    for (const { settle } of pending.values()) settle({ kind: 'ended' })
    pending.clear()
  }
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    // The process was never started: it sends no `exit`.
    child.once('error', () => (child.pid === undefined ? resolve() : undefined))
  }).then(over)
  child.on('message', (received) => {
    const message = received as WorkerMessage<Result>
    const one = pending.get(message.id)
    if (message.kind === 'alive') return one?.reportProgress()
    const { id, ...answer } = message
    pending.delete(id)
    one?.settle(answer)
  })
  return {
    pid: child.pid ?? 0,
    ended,
    get running() {
      return pending.size
    },
    get requested() {
      return requested
    },
    request: (request, reportProgress) =>
      new Promise((settle) => {
        if (isOver) return settle({ kind: 'ended' })
        requested += 1
        pending.set(requested, { reportProgress, settle })
        const message: WorkerRequest<Request> = { id: requested, request }
        // When the message cannot be sent, the process is ending, and `exit` settles the request.
        child.send(message as object, () => undefined)
      }),
    kill() {
      child.kill('SIGKILL')
      child.unref()
      child.channel?.unref()
      over()
    },
  }
}
