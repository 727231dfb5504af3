// The sync point after the last byte, and banks that do not take it. No document says how each product
// answers a SYN in that place, so we send it and remember what a bank does (`finalBarrier: unlessRefused`):
//
//   the bank acknowledges it     earlier breaks are forgotten
//   the bank refuses it          the bank gets no such point any more
//   the line breaks at it        once may be chance; the second time in a row, the bank gets none any more
//
// The end of the file was not asked for yet, so none of this is a doubt. When several lines break at the same
// time by one cause, they count once: each attempt counts on from what was known when it began. The memory is
// valid only for the settings with which it was made.

import { implies } from '../bank/answer.ts'
import type { SendOutcome } from '../bank/bank.ts'
import type { FinalPointMemory, FinalPoints } from '../ledger/contract/sync-points.ts'
import type { Policy } from './policy.ts'

/**
 * What we know about the bank with its present settings when an attempt begins; null: nothing speaks against
 * the point.
 */
export async function rememberedOf(
  {
    ledger,
    policy: { finalPoint },
  }: { readonly ledger: Pick<FinalPoints, 'finalPoint'>; readonly policy: Policy },
  bank: string,
): Promise<FinalPointMemory | null> {
  if (!finalPoint.remembers) return null
  const memory = await ledger.finalPoint(bank)
  return memory?.settings === finalPoint.settings ? memory : null
}

export interface Seen {
  readonly outcome: SendOutcome
  /** The point was sent and acknowledged. */
  readonly acknowledged: boolean
}

export interface Judgement {
  /** What to remember from now on; `unchanged`: as before. */
  readonly memory: FinalPointMemory | null | 'unchanged'
  /** From now on the bank gets no such point. */
  readonly refusal: Refusal | null
}

export interface Refusal {
  /** The bank refused it; otherwise the line broke twice in a row. */
  readonly saidNo: boolean
}

/** Pure. */
export function judgeFinalPoint(
  known: FinalPointMemory | null,
  { finalPoint }: Policy,
  seen: Seen,
): Judgement {
  if (!finalPoint.remembers) return { memory: 'unchanged', refusal: null }
  if (seen.acknowledged) return { memory: known === null ? 'unchanged' : null, refusal: null }
  const met = whatWasMet(seen.outcome)
  if (met === 'nothing') return { memory: 'unchanged', refusal: null }
  const breaks = (known?.breaks ?? 0) + (met === 'break' ? 1 : 0)
  const refused = met === 'no' || breaks >= 2
  return {
    memory: { settings: finalPoint.settings, breaks, refused },
    refusal: refused ? { saidNo: met === 'no' } : null,
  }
}

function whatWasMet(outcome: SendOutcome): 'no' | 'break' | 'nothing' {
  if (!('phase' in outcome) || outcome.phase !== 'final-point') return 'nothing'
  if (outcome.kind !== 'cut' && outcome.kind !== 'interrupted') return 'nothing'
  const { answer } = outcome
  if (answer !== null && implies(answer, 'final-point-refused')) return 'no'
  return answer !== null && implies(answer, 'final-point-irrelevant') ? 'nothing' : 'break'
}
