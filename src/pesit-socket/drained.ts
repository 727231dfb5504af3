// Waits until the peer's machine has acknowledged every byte that was written to a line.

import type { Ears } from './listen-while-sending.ts'
import type { Line, LineEvent } from './line.ts'

export type Drained =
  /** The peer's machine has every byte. Whether its program has them, nobody can tell from here. */
  | { readonly kind: 'acknowledged' }
  /** This machine does not tell. */
  | { readonly kind: 'unknown' }
  /** Nothing more was acknowledged for as long as it may take. */
  | { readonly kind: 'stuck'; readonly waitingBytes: number }
  | { readonly kind: 'heard'; readonly event: LineEvent }

const shortestPauseMs = 1
const longestPauseMs = 100

/** `patienceMs`: how long the queue may stay as long as it is. */
export async function drained(line: Line, ears: Ears, patienceMs: number): Promise<Drained> {
  let leastBytes = Number.POSITIVE_INFINITY
  let sinceMs = performance.now()
  for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const waitingBytes = await line.unacknowledgedBytes()
    if (ears.heard !== undefined) return { kind: 'heard', event: ears.heard }
    if (waitingBytes === null) return { kind: 'unknown' }
    if (waitingBytes === 0) return { kind: 'acknowledged' }
    if (waitingBytes < leastBytes) {
      leastBytes = waitingBytes
      sinceMs = performance.now()
    }
    if (performance.now() - sinceMs >= patienceMs) return { kind: 'stuck', waitingBytes }
    await pause(pauseMs, ears)
  }
}

/** Ends early when something is heard. */
async function pause(forMs: number, ears: Ears): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, forMs)
  })
  await Promise.race([over, ears.change()])
  clearTimeout(timer)
}
