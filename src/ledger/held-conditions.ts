// Conditions that cannot be written to the ledger. Trouble must be reported while it lasts, above all when
// the
// trouble is the disk of the ledger itself. So a condition that cannot be written is held in memory: it is
// shown with the written ones, and is written as soon as there is space, with the time at which it began. The
// end of a condition is held too; otherwise a trouble that ended while the disk was full would be shown as if
// it lasted.
//
// A crash loses only what is held, and the station that found a condition checks it again after the start.

import { KnownError } from '../wording/known-error.ts'
import type { Reader } from '../wording/entry.ts'
import { sentenceOf } from '../wording/sentence.ts'
import type { CodedMessage } from '../wording/catalogue.ts'
import type { Condition } from './contract/conditions.ts'
import type { Ledger } from './ledger.ts'

export interface HeldConditions {
  /** The ledger, with its conditions reported even when they cannot be written. */
  readonly ledger: Ledger
  /** Writes what is held, in the order in which it came; false when something is still held. */
  write(): Promise<boolean>
}

interface Held {
  /** null: the condition is over. */
  readonly condition: CodedMessage | null
  readonly sinceMs: number
}

export function holdConditions(
  ledger: Ledger,
  { nowMs, reader }: { readonly nowMs: () => number; readonly reader: Reader },
): HeldConditions {
  const held = new Map<string, Held>()
  const hold = (subject: string, condition: CodedMessage | null, sinceMs: number) => {
    const before = held.get(subject)
    const goesOn = condition !== null && before !== undefined && before.condition !== null
    held.set(subject, { condition, sinceMs: goesOn ? before.sinceMs : sinceMs })
  }
  const note: Ledger['note'] = async (subject, condition, sinceMs = nowMs()) => {
    // What is held is older: the newest state takes its place, and its position in the order.
    if (held.has(subject)) return hold(subject, condition, sinceMs)
    try {
      await ledger.note(subject, condition, sinceMs)
    } catch (error) {
      if (!isFull(error)) throw error
      hold(subject, condition, sinceMs)
    }
  }
  return {
    ledger: {
      ...ledger,
      note,
      async conditions() {
        const written = await ledger.conditions()
        return held.size === 0 ? written : merged(written, held, reader)
      },
    },
    async write() {
      for (const [subject, one] of [...held]) {
        try {
          await ledger.note(subject, one.condition, one.sinceMs)
        } catch (error) {
          if (!isFull(error)) throw error
          return false
        }
        // Another state may have come while this one was being written.
        if (held.get(subject) === one) held.delete(subject)
      }
      return held.size === 0
    },
  }
}

function isFull(error: unknown): boolean {
  return error instanceof KnownError && error.code === 'DISK-FULL'
}

/** Oldest first, as the ledger returns them. */
function merged(
  written: readonly Condition[],
  held: ReadonlyMap<string, Held>,
  reader: Reader,
): readonly Condition[] {
  const since = new Map(written.map(({ subject, sinceMs }) => [subject, sinceMs]))
  const told = [...held].flatMap(([subject, { condition, sinceMs }]) => {
    if (condition === null) return []
    const { code } = condition
    const sentence = sentenceOf(condition, reader)
    const beganMs = since.get(subject) ?? sinceMs
    return [{ subject, code, sentence, message: condition, sinceMs: beganMs }]
  })
  return [...written.filter(({ subject }) => !held.has(subject)), ...told].sort(
    (a, b) => a.sinceMs - b.sinceMs,
  )
}
