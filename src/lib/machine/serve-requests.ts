// The end of a forked worker (forked-worker.ts) in its own process: requests come from the daemon, answers go
// back, and work that makes progress sends a sign of life. The process lives as long as the daemon's end of
// the channel is open: when the daemon closes it or dies, this process ends at once, whatever it is doing.

import { errorText } from '../files/files.ts'
import type { ReportProgress } from '../waiting/progress-deadline.ts'
import type { WorkerMessage, WorkerRequest } from './forked-worker.ts'

const aliveEveryMs = 200

/** @param answer a rejection goes back to the daemon, as `failed`. */
export function serveRequests<Request, Result>(
  answer: (request: Request, reportProgress: ReportProgress) => Promise<Result>,
): void {
  process.on('disconnect', end)
  if (process.send === undefined || !process.connected) return end()
  // The daemon receives these signals too, and stops us when its work is done; a terminal sends them to all.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
  process.on('message', (request: WorkerRequest<Request>) => void answerOne(request, answer))
}

async function answerOne<Request, Result>(
  { id, request }: WorkerRequest<Request>,
  answer: (request: Request, reportProgress: ReportProgress) => Promise<Result>,
): Promise<void> {
  let sentMs = performance.now()
  const reportProgress = () => {
    const nowMs = performance.now()
    if (nowMs - sentMs < aliveEveryMs) return
    sentMs = nowMs
    send({ id, kind: 'alive' })
  }
  try {
    send({ id, kind: 'answer', result: await answer(request, reportProgress) })
  } catch (error) {
    send({ id, kind: 'failed', message: errorText(error) })
  }
}

function send(message: WorkerMessage<unknown>): void {
  // A failed send is ignored: nobody receives it, and `disconnect` ends this process.
  process.send?.(message, undefined, undefined, () => undefined)
}

function end(): void {
  // Not `process.exit`: that waits for threads, and a thread may be blocked in a system call.
  process.kill(process.pid, 'SIGKILL')
}
