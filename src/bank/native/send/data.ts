// Sends the data of one file from where the bank wants it, checks it against the seal, and waits until it has
// arrived (arrival.ts). Where RESYN was agreed, all of that is repeated from an earlier sync point as often
// as the bank asks for it.

import { type PeerWatch, watchPeer } from '../../../pesit-socket/watch-peer.ts'
import { sendFile } from '../../../pesit-socket/send-file.ts'
import type { FileSending, FileSyncPoint, SendFileOutcome } from '../../../pesit-socket/sending.ts'
import { arrive, type Arrival } from './arrival.ts'
import type { Reached } from '../../bank.ts'
import { sessionPoint, recorded } from '../sync-points.ts'
import { recordFormOf } from './record-check.ts'
import type { Sending } from './sending.ts'

export interface Sent {
  readonly watch: PeerWatch
  readonly end: DataEnd
}

export type DataEnd =
  /** All bytes were sent, they are what was sealed, and `reached` says how far they have come. */
  | { readonly kind: 'arrived'; readonly reached: Reached }
  | Exclude<SendFileOutcome, { kind: 'sent' }>
  | Exclude<Arrival, { kind: 'arrived' }>
  /** The bytes that were read are not those that were sealed. */
  | { readonly kind: 'damaged' }

export async function sendData(sending: Sending, signal: AbortSignal): Promise<Sent> {
  const { conversation, job } = sending
  const places = new Map<number, FileSyncPoint>(
    [...job.points, sending.from].map((point) => [point.number, sessionPoint(point)]),
  )
  let from = sessionPoint(sending.from)
  for (;;) {
    const noted: Promise<void>[] = []
    const watch = watchPeer(conversation.line, {
      onAcknowledged(number) {
        const noting = job.journal.acknowledged(number)
        // The failure is reported once all is sent; nothing awaits it before.
        noting.catch(() => undefined)
        noted.push(noting)
      },
      onOddity: (what) =>
        conversation.log.debug({ what }, 'The bank does this differently, which was tolerated'),
    })
    const end = await sendAll(sending, { watch, from, places }, signal)
    await Promise.all(noted)
    const again = end.kind === 'peer-event' ? await goBack(sending, end.event, places) : null
    if (again === null) return { watch, end }
    from = again
  }
}

async function sendAll(
  sending: Sending,
  at: {
    readonly watch: PeerWatch
    readonly from: FileSyncPoint
    readonly places: Map<number, FileSyncPoint>
  },
  signal: AbortSignal,
): Promise<DataEnd> {
  const sent = await sendFile(fileSendingOf(sending, at), signal)
  if (sent.kind !== 'sent') return sent
  if (sent.sha256 !== sending.job.sha256) return { kind: 'damaged' }
  return arrive(sending, at)
}

type Heard = Extract<SendFileOutcome, { kind: 'peer-event' }>['event']

/**
 * RESYN: goes back to the point that the bank names if its place is known, else to the start (PeSIT E
 * §4.8.3).
 */
async function goBack(
  { conversation }: Sending,
  event: Heard,
  places: ReadonlyMap<number, FileSyncPoint>,
): Promise<FileSyncPoint | null> {
  if (event.type !== 'resync-requested') return null
  const from = places.get(event.restartPoint) ?? startOfFile
  conversation.log.info(
    { wanted: event.restartPoint, from: from.number },
    'The bank asked for a part of the data once more (RESYN)',
  )
  await conversation.line.command({ type: 'accept-resync', restartPoint: from.number })
  return from
}

const startOfFile: FileSyncPoint = { number: 0, offsetBytes: 0, wireBytes: 0, articles: 0 }

function fileSendingOf(
  { conversation, job, options, open: { line, negotiated }, entityBytes }: Sending,
  at: {
    readonly watch: PeerWatch
    readonly from: FileSyncPoint
    readonly places: Map<number, FileSyncPoint>
  },
): FileSending {
  return {
    line,
    watch: at.watch,
    path: job.path,
    sizeBytes: job.sizeBytes,
    from: at.from,
    form: recordFormOf(job.identity),
    packing: options.transfer.packing,
    entityBytes: Math.min(entityBytes, options.transfer.entityBytes),
    framing: options.connection.framing,
    dst: negotiated.peerConnectionId,
    intervalBytes: negotiated.intervalBytes,
    async beforeSyncPoint(place) {
      at.places.set(place.number, place)
      await job.journal.emitting(recorded(place, false))
      conversation.log.debug({ point: place.number, offsetBytes: place.offsetBytes }, 'Sync point')
      return true
    },
    progress: (sentBytes) => job.journal.progress(sentBytes),
  }
}
