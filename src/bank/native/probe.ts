// A call without a file: CONNECT, what was agreed, RELEASE. Shows whether a bank can be talked with, and how.

import type { ProbeOutcome } from '../bank.ts'
import { type Call, callBank, release } from './call.ts'
import type { BankOptions } from './options.ts'

export interface Probing extends Pick<Call, 'log' | 'onLine'> {
  readonly options: BankOptions
}

export async function probeBank(probing: Probing, signal: AbortSignal): Promise<ProbeOutcome> {
  const { options } = probing
  const oddities: string[] = []
  const began = performance.now()
  const direction = options.access === 'mixed' ? 'mixed' : 'write'
  const called = await callBank(
    {
      ...probing,
      connectionId: 1,
      direction,
      byHand: true,
      onOddity: (what) => oddities.push(what),
    },
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
