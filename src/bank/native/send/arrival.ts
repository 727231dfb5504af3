// All bytes of a file have left; how many have arrived? We do not ask for the end before we know. A line that
// is cut after the end was asked for leaves a doubt, and a small file fits completely into the buffers of the
// kernel: the end could be asked for before the bank's machine has seen one byte.
//
// The best proof comes from the bank: a sync point after the last byte that it acknowledges. Like every
// point, its place is on record before its SYN leaves (send-file.ts). Where there are no sync points, or the
// bank refuses this one, the kernel says whether the bank's machine has acknowledged all bytes. A cut
// meanwhile is no doubt.

import { failpoint } from '../../../lib/failpoint.ts'
import { waitUntilDrained } from '../../../pesit-socket/drained.ts'
import type { PeerWatch } from '../../../pesit-socket/watch-peer.ts'
import { allAcknowledged, setSyncPoint } from '../../../pesit-socket/send-points.ts'
import type { FileSyncPoint, SyncPointBlocked } from '../../../pesit-socket/sending.ts'
import type { Reached } from '../../bank.ts'
import { recorded } from '../sync-points.ts'
import type { Sending } from './sending.ts'

export type Arrival =
  | { readonly kind: 'arrived'; readonly reached: Reached }
  | SyncPointBlocked
  /** The bank's machine acknowledges nothing more. */
  | { readonly kind: 'stuck'; readonly waitingBytes: number }

export interface Outgoing {
  readonly watch: PeerWatch
  /** Where this pass over the file began. */
  readonly from: FileSyncPoint
  readonly places: Map<number, FileSyncPoint>
}

export async function arrive(sending: Sending, at: Outgoing): Promise<Arrival> {
  const { job } = sending
  // The bank named this point, at the end of the file, as the restart point: it has the whole file.
  const isThereAlready = at.from.number > 0 && at.from.offsetBytes === job.sizeBytes
  if (isThereAlready) return { kind: 'arrived', reached: 'bank' }
  return takesFinalPoint(sending) ? confirmByPoint(sending, at) : waitForMachine(sending, at)
}

function takesFinalPoint({ job, options, open: { negotiated } }: Sending): boolean {
  const isWanted = options.sync.finalBarrier && job.withoutFinalPoint !== true
  // An empty file has no bytes that a point could confirm.
  return isWanted && negotiated.intervalBytes > 0 && negotiated.window > 0 && job.sizeBytes > 0
}

async function confirmByPoint(
  { conversation, job }: Sending,
  { watch, places }: Outgoing,
): Promise<Arrival> {
  const { line } = conversation
  const beforeSyncPoint = async (place: FileSyncPoint): Promise<boolean> => {
    places.set(place.number, place)
    const { dataBytes, articles } = line.session.counts
    const counts = { lastSync: place.number, dataBytes, articles }
    const isOurs = await job.journal.ending(recorded(place, false), counts)
    failpoint('send.final-point')
    conversation.log.debug(
      { point: place.number, offsetBytes: place.offsetBytes },
      'Last sync point',
    )
    if (isOurs) conversation.phase = 'final-point'
    return isOurs
  }
  const unset = await setSyncPoint({ line, watch, beforeSyncPoint }, job.sizeBytes)
  if (unset !== null) return unset
  failpoint('send.final-point-left')
  const held = await allAcknowledged({ line, watch })
  if (held !== null) return held
  conversation.phase = 'data'
  failpoint('send.final-point-acknowledged')
  return { kind: 'arrived', reached: 'bank' }
}

async function waitForMachine(
  { conversation: { line }, options }: Sending,
  { watch }: Outgoing,
): Promise<Arrival> {
  const outcome = await waitUntilDrained(line, watch, options.timers.answerMs)
  switch (outcome.kind) {
    case 'acknowledged':
      return { kind: 'arrived', reached: 'machine' }
    case 'unknown':
      return { kind: 'arrived', reached: 'unknown' }
    default:
      return outcome
  }
}
