// A call without a file: CONNECT, what was agreed, RELEASE. Shows whether a bank can be reached, and what it
// agrees to.

import type { Negotiated } from '../../../pesit/session/events.ts'
import type { BrokenOff } from '../../bank.ts'
import { type Call, callBank, releaseLine } from './call.ts'
import type { BankOptions } from '../options.ts'

/** What a call without a file showed. */
export interface Connected {
  readonly kind: 'connected'
  readonly negotiated: Negotiated
  readonly peer: string
  readonly framing: 'prefixed' | 'raw'
  readonly tls: {
    readonly protocol: string
    readonly cipher: string
    readonly validTo: string
  } | null
  /** How long the call and CONNECT took, and how the bank answered RELEASE. */
  readonly connectMs: number
  readonly released: boolean
  /** The deviations that we tolerated. */
  readonly oddities: readonly string[]
}

export type NativeProbeOutcome = Connected | BrokenOff

export interface Probing extends Pick<Call, 'log' | 'tools' | 'onLine'> {
  readonly options: BankOptions
}

export async function probeBank(
  probing: Probing,
  signal: AbortSignal,
): Promise<NativeProbeOutcome> {
  const { options } = probing
  const oddities: string[] = []
  const began = performance.now()
  const direction = options.connection.access === 'mixed' ? 'mixed' : 'write'
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
  const released = await releaseLine(open)
  return { kind: 'connected', negotiated, peer, framing, tls, connectMs, released, oddities }
}
