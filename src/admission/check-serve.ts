// The daemon's end of the channel asks, this process looks. It lives as long as the daemon does: when the
// channel closes it ends at once, and a thread of its own sees a daemon that is gone while the look is in the
// middle of a chunk that never ends. Where the system runs out of memory, it ends this process first.

import { writeFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { errorText } from '../lib/files/files.ts'
import type { InspectionOrder, InspectionReply } from './check-process.ts'
import type { InspectionRequest, Inspection, InspectionContext } from './checker.ts'

const aliveEveryMs = 200

/** Runs beside the work, so that work which never ends cannot keep it from looking. */
const watchParent = `
const parent = process.ppid
setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL') }, 500)
`

export function serveInspections(
  inspect: (request: InspectionRequest, context: InspectionContext) => Promise<Inspection | null>,
): void {
  process.on('disconnect', end)
  if (process.send === undefined || !process.connected) return end()
  // The daemon is told to stop, and ends us; a terminal tells all its processes.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
  new Worker(watchParent, { eval: true, execArgv: [] }).unref()
  offerToBeEnded()
  process.on('message', (asked: InspectionOrder) => void answer(asked, inspect))
}

async function answer(
  { id, request }: InspectionOrder,
  inspect: (request: InspectionRequest, context: InspectionContext) => Promise<Inspection | null>,
): Promise<void> {
  let reportedMs = performance.now()
  const alive = () => {
    const nowMs = performance.now()
    if (nowMs - reportedMs < aliveEveryMs) return
    reportedMs = nowMs
    send({ id, kind: 'alive' })
  }
  try {
    const result = await inspect(request, { alive, stopping: new AbortController().signal })
    if (result !== null) send({ id, kind: 'answer', result })
  } catch (error) {
    send({ id, kind: 'failed', message: errorText(error) })
  }
}

function send(reply: InspectionReply): void {
  // Nobody there to hear it: `disconnect` ends us.
  process.send?.(reply, undefined, undefined, () => undefined)
}

function end(): void {
  process.kill(process.pid, 'SIGKILL')
}

/** Linux only, and no harm where it cannot be. */
function offerToBeEnded(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '800')
  } catch {
    // Then the system chooses as it likes.
  }
}
