// The program of the process that does the verbs of one share. It lives as long as the daemon's end of the
// channel: when that is closed, or the daemon dies, it ends in the same instant, whatever it was doing.

import { said } from '../../lib/files/files.ts'
import { localShare } from '../local.ts'
import type { Asked, Told } from './worker.ts'

const aliveEveryMs = 200

function end(): void {
  // Not `process.exit`: that waits for threads, and one may be stuck in the share.
  process.kill(process.pid, 'SIGKILL')
}

function tell(told: Told): void {
  // Nobody there to hear it: `disconnect` ends us.
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
// The daemon is told to stop, and stops us when its work is done; a terminal tells all its processes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.on('message', (asked: Asked) => void answer(asked))
