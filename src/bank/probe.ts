// A call without a file: CONNECT, what was agreed, RELEASE. Shows whether a bank can be talked with, and how.

import type { Log } from '../lib/log.ts'
import type { ProbeOutcome } from './bank.ts'
import { callBank, release } from './call.ts'
import type { BankOptions } from './options.ts'

export async function probeBank(
  options: BankOptions,
  log: Log,
  signal: AbortSignal,
): Promise<ProbeOutcome> {
  const oddities: string[] = []
  const began = performance.now()
  const direction = options.access === 'mixed' ? 'mixed' : 'write'
  const called = await callBank(
    { options, log, connectionId: 1, direction, onOddity: (what) => oddities.push(what) },
    signal,
  )
  if (called.kind !== 'open') return called
  const { open } = called
  const { line, negotiated } = open
  const connectMs = performance.now() - began
  const { peer, framing, security: tls } = line
  const released = await release(open)
  return { kind: 'connected', negotiated, peer, framing, tls, connectMs, released, oddities }
}
