// Sending a sync point: its place is durable before SYN is sent, and SYN waits for the window (PeSIT E §3.7
// f).

import type { FileSending, SyncPointBlocked } from './sending.ts'

/** `offsetBytes`: in the file. null: the point is set. */
export async function setSyncPoint(
  { line, watch, beforeSyncPoint }: Pick<FileSending, 'line' | 'watch' | 'beforeSyncPoint'>,
  offsetBytes: number,
): Promise<SyncPointBlocked | null> {
  while (line.session.windowLeft <= 0) {
    if (watch.event !== undefined) return { kind: 'peer-event', event: watch.event }
    await watch.nextChange()
  }
  if (watch.event !== undefined) return { kind: 'peer-event', event: watch.event }
  const { dataBytes, articles, lastSync } = line.session.counts
  const place = { number: lastSync + 1, offsetBytes, wireBytes: dataBytes, articles }
  if (!(await beforeSyncPoint(place))) return { kind: 'withheld' }
  if (watch.event !== undefined) return { kind: 'peer-event', event: watch.event }
  await line.command({ type: 'sync' })
  return null
}

/** Waits until the peer has acknowledged every sync point that was set. null: it has. */
export async function allAcknowledged({
  line,
  watch,
}: Pick<FileSending, 'line' | 'watch'>): Promise<SyncPointBlocked | null> {
  while (line.session.counts.lastAcknowledged < line.session.counts.lastSync) {
    if (watch.event !== undefined) return { kind: 'peer-event', event: watch.event }
    await watch.nextChange()
  }
  return null
}
