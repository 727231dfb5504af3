// The program of the process that runs the verbs of one share. It lives as long as the daemon's end of the
// channel is open: when the daemon closes it or dies, this process ends at once, whatever it is doing.

import { errorText } from '../../lib/files/files.ts'
import { localShare } from '../local.ts'
import type { WorkerRequest, WorkerMessage } from './worker.ts'

const aliveEveryMs = 200

function end(): void {
  // Not `process.exit`: that waits for threads, and a thread may be blocked in a call to the share.
  process.kill(process.pid, 'SIGKILL')
}

function send(message: WorkerMessage): void {
  // A failed send is ignored: nobody receives it, and `disconnect` ends this process.
  process.send?.(message, undefined, undefined, () => undefined)
}

async function answer({ id, verb, request }: WorkerRequest): Promise<void> {
  let sentMs = performance.now()
  const reportProgress = () => {
    const nowMs = performance.now()
    if (nowMs - sentMs < aliveEveryMs) return
    sentMs = nowMs
    send({ id, kind: 'alive' })
  }
  const work = localShare(reportProgress)[verb] as (request: unknown) => Promise<unknown>
  try {
    send({ id, kind: 'answer', outcome: await work(request) })
  } catch (error) {
    send({ id, kind: 'bug', message: errorText(error) })
  }
}

process.on('disconnect', end)
if (process.send === undefined || !process.connected) end()
// The daemon receives these signals too, and stops us when its work is done; a terminal sends them to all.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.on('message', (request: WorkerRequest) => void answer(request))
