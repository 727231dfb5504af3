// The process that runs the verbs of one share, as the daemon sees it: requests go to it, answers come back,
// and it ends.

import { forkProgram, programNextTo } from '../../lib/machine/fork-program.ts'
import type { ReportProgress } from '../../lib/waiting/progress-deadline.ts'
import type { Share } from '../share.ts'

export type Verb = Exclude<keyof Share, 'close'>

/** A message to the process. */
export interface WorkerRequest {
  readonly id: number
  readonly verb: Verb
  readonly request: unknown
}

/** A message from the process. */
export type WorkerMessage =
  | { readonly id: number; readonly kind: 'alive' }
  | { readonly id: number; readonly kind: 'answer'; readonly outcome: unknown }
  | { readonly id: number; readonly kind: 'bug'; readonly message: string }

export type WorkerAnswer =
  | { readonly kind: 'answer'; readonly outcome: unknown }
  | { readonly kind: 'ended' } // it was abandoned, or ended by itself
  | { readonly kind: 'bug'; readonly message: string }

export interface Worker {
  readonly pid: number
  request(verb: Verb, request: unknown, reportProgress: ReportProgress): Promise<WorkerAnswer>
  /** Kills the process and settles its requests. It may remain in a call that the system cannot interrupt. */
  giveUp(): void
  /** Resolves when the process does not exist any more. */
  readonly ended: Promise<void>
}

export function startWorker(): Worker {
  const child = forkProgram(programNextTo('child-main', import.meta.url), { threads: 16 })
  const pending = new Map<
    number,
    { reportProgress: ReportProgress; settle: (answer: WorkerAnswer) => void }
  >()
  let lastId = 0
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
  child.on('message', (message) => {
    const told = message as WorkerMessage
    const one = pending.get(told.id)
    if (told.kind === 'alive') return one?.reportProgress()
    pending.delete(told.id)
    one?.settle(told)
  })
  return {
    pid: child.pid ?? 0,
    ended,
    request: (verb, request, reportProgress) =>
      new Promise((settle) => {
        if (isOver) return settle({ kind: 'ended' })
        lastId += 1
        pending.set(lastId, { reportProgress, settle })
        // When the message cannot be sent, the process is ending, and `exit` settles the request.
        child.send({ id: lastId, verb, request } satisfies WorkerRequest, () => undefined)
      }),
    giveUp() {
      child.kill('SIGKILL')
      child.unref()
      child.channel?.unref()
      over()
    },
  }
}
