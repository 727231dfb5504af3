// The daemon's end of the channel asks, this process looks. It lives as long as the daemon does: when the
// channel closes it ends at once, and a thread of its own sees a daemon that is gone while the look is in the
// middle of a chunk that never ends. Where the system runs out of memory, it ends this process first.

import { writeFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { said } from '../lib/files/files.ts'
import type { Asked, Told } from './check-process.ts'
import type { Look, Looked, Looking } from './checker.ts'

const aliveEveryMs = 200

/** Runs beside the work, so that work which never ends cannot keep it from looking. */
const watchParent = `
const parent = process.ppid
setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL') }, 500)
`

export function serveLooks(
  lookInto: (look: Look, looking: Looking) => Promise<Looked | null>,
): void {
  process.on('disconnect', end)
  if (process.send === undefined || !process.connected) return end()
  // The daemon is told to stop, and ends us; a terminal tells all its processes.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
  new Worker(watchParent, { eval: true, execArgv: [] }).unref()
  offerToBeEnded()
  process.on('message', (asked: Asked) => void answer(asked, lookInto))
}

async function answer(
  { id, look }: Asked,
  lookInto: (look: Look, looking: Looking) => Promise<Looked | null>,
): Promise<void> {
  let toldMs = performance.now()
  const alive = () => {
    const nowMs = performance.now()
    if (nowMs - toldMs < aliveEveryMs) return
    toldMs = nowMs
    tell({ id, kind: 'alive' })
  }
  try {
    const result = await lookInto(look, { alive, stopping: new AbortController().signal })
    if (result !== null) tell({ id, kind: 'answer', result })
  } catch (error) {
    tell({ id, kind: 'failed', message: said(error) })
  }
}

function tell(told: Told): void {
  // Nobody there to hear it: `disconnect` ends us.
  process.send?.(told, undefined, undefined, () => undefined)
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
