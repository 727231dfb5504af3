// The program of the process that runs the verbs of one share. It lives as long as the daemon's end of the
// channel is open: when the daemon closes it or dies, this process ends at once, whatever it is doing.

import { said } from '../../lib/files/files.ts'
import { localShare } from '../local.ts'
import type { Asked, Told } from './worker.ts'

const aliveEveryMs = 200

function end(): void {
  // Not `process.exit`: that waits for threads, and a thread may be blocked in a call to the share.
  process.kill(process.pid, 'SIGKILL')
}

function tell(told: Told): void {
  // A failed send is ignored: nobody receives it, and `disconnect` ends this process.
  process.send?.(told, undefined, undefined, () => undefined)
}

async function answer({ id, verb, request }: Asked): Promise<void> {
  let toldMs = performance.now()
  const reportProgress = () => {
    const nowMs = performance.now()
    if (nowMs - toldMs < aliveEveryMs) return
    toldMs = nowMs
    tell({ id, kind: 'alive' })
  }
  const work = localShare(reportProgress)[verb] as (request: unknown) => Promise<unknown>
  try {
    tell({ id, kind: 'answer', outcome: await work(request) })
  } catch (error) {
    tell({ id, kind: 'bug', message: said(error) })
  }
}

process.on('disconnect', end)
if (process.send === undefined || !process.connected) end()
// The daemon receives these signals too, and stops us when its work is done; a terminal sends them to all.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.on('message', (asked: Asked) => void answer(asked))
