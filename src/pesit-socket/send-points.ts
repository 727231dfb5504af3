// A sync point on the way out: its place is durable before SYN leaves, and SYN waits for the window
// (PeSIT E §3.7 f).

import type { LineEvent } from './line.ts'
import type { Pouring } from './send-file.ts'

/** What kept a sync point from being set, or from being acknowledged. */
export type PointHeld =
  /** The peer said something that ends the sending. */
  | { readonly kind: 'heard'; readonly event: LineEvent }
  /** `emitting` said that it must not leave. */
  | { readonly kind: 'withheld' }

/** `offsetBytes`: of the file. null: it is set. */
export async function setSyncPoint(
  { line, ears, emitting }: Pick<Pouring, 'line' | 'ears' | 'emitting'>,
  offsetBytes: number,
): Promise<PointHeld | null> {
  while (line.session.windowLeft <= 0) {
    if (ears.heard !== undefined) return { kind: 'heard', event: ears.heard }
    await ears.change()
  }
  if (ears.heard !== undefined) return { kind: 'heard', event: ears.heard }
  const { dataBytes, articles, lastSync } = line.session.counts
  const place = { number: lastSync + 1, offsetBytes, wireBytes: dataBytes, articles }
  if (!(await emitting(place))) return { kind: 'withheld' }
  if (ears.heard !== undefined) return { kind: 'heard', event: ears.heard }
  await line.command({ type: 'sync' })
  return null
}

/** Resolves when the peer has acknowledged every sync point that was set. null: it has. */
export async function allAcknowledged({
  line,
  ears,
}: Pick<Pouring, 'line' | 'ears'>): Promise<PointHeld | null> {
  while (line.session.counts.lastAcknowledged < line.session.counts.lastSync) {
    if (ears.heard !== undefined) return { kind: 'heard', event: ears.heard }
    await ears.change()
  }
  return null
}
