// What the process that inspects sealed files does besides answering (lib/machine/serve-requests.ts). A
// separate thread ends it when the daemon is gone while an inspection is in the middle of a chunk that never
// ends. And when the system runs out of memory, the system ends this process first.

import { writeFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { present } from '../lib/assert.ts'
import { serveRequests } from '../lib/machine/serve-requests.ts'
import type { Inspection, InspectionContext, InspectionRequest } from './checker.ts'

/** Runs in a thread of its own, so that work which never ends cannot keep it from looking. */
const watchParent = `
const parent = process.ppid
setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL') }, 500)
`

export function serveInspections(
  inspect: (request: InspectionRequest, context: InspectionContext) => Promise<Inspection | null>,
): void {
  new Worker(watchParent, { eval: true, execArgv: [] }).unref()
  offerToBeEnded()
  // Only the daemon stops an inspection here, by ending this process.
  const stopping = new AbortController().signal
  serveRequests(async (request: InspectionRequest, alive) =>
    present(await inspect(request, { alive, stopping }), 'an inspection that nobody stops'),
  )
}

/** Linux only; elsewhere it does nothing. */
function offerToBeEnded(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '800')
  } catch {
    // Then the system chooses by itself.
  }
}
