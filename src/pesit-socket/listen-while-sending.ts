// Hears what the peer says while we send data: acknowledgements as they come, and whatever ends the sending.

import type { Line, LineEvent } from './line.ts'

export interface Ears {
  /** The first event that is no ACK(SYN): an answer, an interruption, the end of the line. */
  readonly heard: LineEvent | undefined
  readonly lastAcknowledged: number
  /** Resolves when a further sync point is acknowledged, or something else was heard. */
  change(): Promise<void>
  /** Resolves with the first event that is no ACK(SYN). */
  answer(): Promise<LineEvent>
}

export interface EarsOptions {
  readonly onAcknowledged: (number: number) => void
  readonly onOddity: (what: string) => void
}

export function prickEars(line: Line, { onAcknowledged, onOddity }: EarsOptions): Ears {
  let heard: LineEvent | undefined
  let lastAcknowledged = 0
  let wake: (() => void) | undefined

  const note = (event: LineEvent) => {
    if (event.type === 'oddity') return onOddity(event.what)
    if (event.type !== 'sync-acknowledged') {
      heard = event
      return
    }
    lastAcknowledged = Math.max(lastAcknowledged, event.number)
    onAcknowledged(event.number)
  }
  const listening = (async () => {
    for (;;) {
      note(await line.next())
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
