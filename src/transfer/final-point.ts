// The sync point behind the last byte, and banks that do not take it. No source says how each product answers
// a SYN that stands there, so it is tried, and what a bank does is remembered (`finalBarrier:
// unlessRefused`):
//
//   it acknowledges              breaks are forgotten
//   it says no to it             it gets none any more
//   the line breaks at it        once may be chance; the second time in a row it gets none any more
//
// Nothing was asked to end there, so none of it is a doubt. Two lines that broke by one chance count once: an
// attempt counts on from what was known when it began. The memory holds for the settings with which it was
// made.

import { implies } from '../bank/answer.ts'
import type { SendOutcome } from '../bank/bank.ts'
import type { FinalPointMemory, FinalPoints } from '../ledger/contract/sync-points.ts'
import type { Policy } from './policy.ts'

/**
 * What is known of the bank with its present settings, when an attempt begins; null: nothing against the
 * point.
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
  /** What is to be remembered from now on; `unchanged`: as before. */
  readonly memory: FinalPointMemory | null | 'unchanged'
  /** From now on the bank gets none. */
  readonly refusal: Refusal | null
}

export interface Refusal {
  /** It said no; otherwise the line broke twice in a row. */
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
