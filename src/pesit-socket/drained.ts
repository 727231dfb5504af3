// Waits until the peer's machine has acknowledged every byte that was written to a line.

import type { PeerWatch } from './watch-peer.ts'
import type { Line, LineEvent } from './line.ts'

export type Drained =
  /** The peer's machine has every byte. Whether its program has read them cannot be seen from here. */
  | { readonly kind: 'acknowledged' }
  /** This machine does not provide the figure. */
  | { readonly kind: 'unknown' }
  /** Nothing more was acknowledged within the time allowed. */
  | { readonly kind: 'stuck'; readonly waitingBytes: number }
  | { readonly kind: 'peer-event'; readonly event: LineEvent }

const shortestPauseMs = 1
const longestPauseMs = 100

/** `stuckAfterMs`: how long the queue may keep its length. */
export async function waitUntilDrained(
  line: Line,
  watch: PeerWatch,
  stuckAfterMs: number,
): Promise<Drained> {
  let leastBytes = Number.POSITIVE_INFINITY
  let sinceMs = performance.now()
  for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const waitingBytes = await line.unacknowledgedBytes()
    if (watch.event !== undefined) return { kind: 'peer-event', event: watch.event }
    if (waitingBytes === null) return { kind: 'unknown' }
    if (waitingBytes === 0) return { kind: 'acknowledged' }
    if (waitingBytes < leastBytes) {
      leastBytes = waitingBytes
      sinceMs = performance.now()
    }
    if (performance.now() - sinceMs >= stuckAfterMs) return { kind: 'stuck', waitingBytes }
    await pause(pauseMs, watch)
  }
}

/** Ends early when the peer sends something. */
async function pause(durationMs: number, watch: PeerWatch): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, durationMs)
  })
  await Promise.race([over, watch.nextChange()])
  clearTimeout(timer)
}
