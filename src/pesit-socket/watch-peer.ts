// Watches what the peer sends while we send data: acknowledgements as they come, and the first event that
// ends the sending.

import type { Line, LineEvent } from './line.ts'

export interface PeerWatch {
  /** The first event that is not ACK(SYN): an answer, an interruption, the end of the line. */
  readonly event: LineEvent | undefined
  readonly lastAcknowledged: number
  /** Resolves when a further sync point is acknowledged, or when `event` is set. */
  nextChange(): Promise<void>
  /** Resolves with the first event that is not ACK(SYN). */
  nextEvent(): Promise<LineEvent>
}

export interface PeerWatchOptions {
  readonly onAcknowledged: (number: number) => void
  readonly onOddity: (what: string) => void
}

export function watchPeer(line: Line, { onAcknowledged, onOddity }: PeerWatchOptions): PeerWatch {
  let event: LineEvent | undefined
  let lastAcknowledged = 0
  let wake: (() => void) | undefined

  const note = (received: LineEvent) => {
    if (received.type === 'oddity') return onOddity(received.what)
    if (received.type !== 'sync-acknowledged') {
      event = received
      return
    }
    lastAcknowledged = Math.max(lastAcknowledged, received.number)
    onAcknowledged(received.number)
  }
  const watching = (async () => {
    for (;;) {
      note(await line.next())
      wake?.()
      wake = undefined
      if (event !== undefined) return event
    }
  })()
  return {
    get event() {
      return event
    },
    get lastAcknowledged() {
      return lastAcknowledged
    },
    nextChange: () =>
      event !== undefined
        ? Promise.resolve()
        : new Promise((resolve) => {
            wake = resolve
          }),
    nextEvent: () => watching,
  }
}
