// A process that looks into files as ours does, and misbehaves where the name of a file asks for it: in ways
// that no bound of the readers stops.

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { serveInspections } from '../../src/admission/check-serve.ts'
import { inspect } from '../../src/admission/checker.ts'

const kept: Buffer[] = []

serveInspections(async (request, context) => {
  const name = basename(request.path)
  if (name.startsWith('stuck')) for (;;) readFileSync(request.path)
  if (name.startsWith('silent')) await new Promise(() => undefined)
  if (name.startsWith('large')) for (;;) kept.push(Buffer.alloc(32 * 1024 * 1024, 1))
  if (name.startsWith('heap')) {
    const all: unknown[] = []
    for (;;) all.push(new Array(1_000_000).fill(all))
  }
  if (name.startsWith('dies')) process.kill(process.pid, 'SIGKILL')
  return inspect(request, context)
})
