// The record of one conversation, kept with the fact that ends the attempt: names of FPDUs, diagnostics and
// times, never content. It is bounded: of a long conversation the beginning and the end are kept.

import type { Clock } from '../lib/time/clock.ts'
import type { Speaker } from './bank.ts'

export interface ConversationStep {
  readonly atMs: number
  readonly by: Speaker
  readonly what: string
}

const maximumFirst = 30
const maximumLast = 30

export interface ConversationRecord {
  recordStep(by: Speaker, what: string): void
  all(): readonly ConversationStep[]
}

export function keepConversation(clock: Clock): ConversationRecord {
  const first: ConversationStep[] = []
  const last: ConversationStep[] = []
  let leftOut = 0
  return {
    recordStep(by, what) {
      const one = { atMs: clock.nowMs(), by, what }
      if (first.length < maximumFirst) first.push(one)
      else if (last.push(one) > maximumLast) {
        last.shift()
        leftOut += 1
      }
    },
    all() {
      const [next] = last
      if (leftOut === 0 || next === undefined) return [...first, ...last]
      return [...first, { atMs: next.atMs, by: 'us', what: `(${leftOut} left out)` }, ...last]
    },
  }
}
