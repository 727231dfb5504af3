// The parts that were started and must be ended: in reverse when a start fails half-way, in their own order
// at a stop. Each step is done even if another one failed, because a part that is not ended would keep
// running.

import { errorText } from './files/files.ts'
import type { Log } from './log.ts'

export interface Undo {
  /** `end` ends the step that was just done. */
  add(step: string, end: () => unknown): void
  /**
   * Ends everything, the last step first, and calls `failed` for each step that could not be ended.
   * Afterwards nothing is left to end.
   */
  all(failed: (step: string, error: unknown) => void): Promise<void>
}

export function createUndo(): Undo {
  let steps: { readonly step: string; readonly end: () => unknown }[] = []
  return {
    add: (step, end) => void steps.push({ step, end }),
    async all(failed) {
      const toEnd = steps.toReversed()
      steps = []
      for (const { step, end } of toEnd) {
        try {
          await end()
        } catch (error) {
          failed(step, error)
        }
      }
    },
  }
}

/** Ends what a failed start had begun, and logs each step that could not be ended. */
export function endFailedStart(undo: Undo, log: Log): Promise<void> {
  return undo.all((step, error) =>
    log.error({ step, error: errorText(error) }, 'A part of a failed start could not be ended'),
  )
}

/** Does every step, one after the other. @throws the first failure, when all are done. */
export async function everyStep(steps: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = []
  for (const step of steps) {
    try {
      await step()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}

/** Waits for all of them. @throws the first failure, when all are over. */
export async function everyOne(works: readonly unknown[]): Promise<void> {
  const outcomes = await Promise.allSettled(works)
  const failure = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}
