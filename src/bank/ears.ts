// Hears what the bank says while we send: acknowledgements as they come, and whatever ends the sending.

import type { Log } from '../lib/log.ts'
import type { Line, LineEvent } from '../pesit-socket/line.ts'
import { nextEvent } from './conversation.ts'

export interface Ears {
  /** The first event that is no ACK(SYN): an answer, an interruption, the end of the line. */
  readonly heard: LineEvent | undefined
  readonly lastAcknowledged: number
  /** Resolves when a further sync point is acknowledged, or something else was heard. */
  change(): Promise<void>
  /** Resolves with the first event that is no ACK(SYN). */
  answer(): Promise<LineEvent>
}

export function prickEars(line: Line, log: Log, onAcknowledged: (number: number) => void): Ears {
  let heard: LineEvent | undefined
  let lastAcknowledged = 0
  let wake: (() => void) | undefined
  const listening = (async () => {
    for (;;) {
      const event = await nextEvent(line, log)
      if (event.type === 'sync-acknowledged') {
        lastAcknowledged = Math.max(lastAcknowledged, event.number)
        onAcknowledged(event.number)
      } else {
        heard = event
      }
      wake?.()
      wake = undefined
      if (heard !== undefined) return heard
    }
  })()
  return {
    get heard() {
      return heard
    },
    get lastAcknowledged() {
      return lastAcknowledged
    },
    change: () =>
      heard !== undefined
        ? Promise.resolve()
        : new Promise((resolve) => {
            wake = resolve
          }),
    answer: () => listening,
  }
}
