// A sync point on the way out: its place is durable before SYN leaves, and SYN waits for the window
// (PeSIT E §3.7 f).

import type { Pouring, PourOutcome } from './pour.ts'

/** `offsetBytes`: of the file. null: it is set. */
export async function setSyncPoint(
  { line, ears, emitting }: Pouring,
  offsetBytes: number,
): Promise<PourOutcome | null> {
  while (line.session.windowLeft <= 0) {
    if (ears.heard !== undefined) return { kind: 'heard', event: ears.heard }
    await ears.change()
  }
  if (ears.heard !== undefined) return { kind: 'heard', event: ears.heard }
  const { dataBytes, articles, lastSync } = line.session.counts
  await emitting({ number: lastSync + 1, offsetBytes, wireBytes: dataBytes, articles })
  if (ears.heard !== undefined) return { kind: 'heard', event: ears.heard }
  await line.command({ type: 'sync' })
  return null
}

/** The final sync point: everything is durable at the peer before the end is asked for. */
export async function finalBarrier(pouring: Pouring): Promise<PourOutcome | null> {
  const { line, ears, from, sizeBytes } = pouring
  const standsAtTheEnd = from.number > 0 && from.offsetBytes === sizeBytes
  if (!pouring.finalBarrier || pouring.intervalBytes === 0 || standsAtTheEnd) return null
  const held = await setSyncPoint(pouring, sizeBytes)
  if (held !== null) return held
  while (line.session.counts.lastAcknowledged < line.session.counts.lastSync) {
    if (ears.heard !== undefined) return { kind: 'heard', event: ears.heard }
    await ears.change()
  }
  return null
}
