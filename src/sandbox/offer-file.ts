// A client fetches a file. The file is offered until TRANS.END says that it arrived; after a break before
// that, it is offered again under the same number.

import { identifierCode } from '../bank/native/identity.ts'
import type { RecordForm } from '../pesit/data/records.ts'
import { optionOf } from '../pesit/session/access.ts'
import type { SelectRequest } from '../pesit/session/commands.ts'
import { type PeerWatch, watchPeer } from '../pesit-socket/watch-peer.ts'
import { sendFile } from '../pesit-socket/send-file.ts'
import type { FileSending, FileSyncPoint } from '../pesit-socket/sending.ts'
import { type Client, lineAbandoned, mayProceed } from './client.ts'
import { usualSandboxPacking } from './options.ts'
import type { SandboxOffer } from './store.ts'
import { recordFormFor, start } from './receive-data.ts'

export async function offerFile(client: Client, request: SelectRequest): Promise<void> {
  const { line, options, locks } = client
  if (
    !(await mayProceed(client, 'select', (diagnostic) => ({ type: 'refuse-select', diagnostic })))
  )
    return
  const virtualFile = request.file.fileName ?? ''
  const offer = await find(client, request, virtualFile)
  if (offer === null)
    return line.command({ type: 'refuse-select', diagnostic: { type: 2, reason: 205 } })
  const key = `offer ${offer.id}`
  await locks.acquire(key, line)
  try {
    await line.command({ type: 'accept-select', offer: describe(client, offer) })
    await serve(client, offer, Math.min(request.entityBytes, options.protocol.entityBytes))
  } finally {
    locks.release(key, line)
  }
}

function find(
  { options, mailbox, partner }: Client,
  request: SelectRequest,
  virtualFile: string,
): Promise<SandboxOffer | null> {
  if (!options.files.offered.includes(virtualFile)) return Promise.resolve(null)
  if (request.restarted) {
    const offer = mailbox.offerByNumber(partner, request.transferNumber)
    const forgotten = options.protocol.forgetful === true && offer?.state === 'delivered'
    return Promise.resolve(forgotten ? null : offer)
  }
  const repeat = repeating(options)
  if (repeat === null) return mailbox.nextOffer(partner, virtualFile)
  return mailbox.anyOffer(partner, virtualFile, repeat)
}

/** How this bank offers files repeatedly; null: it does not. */
function repeating({ misbehaviour }: Client['options']): { readonly dated: boolean } | null {
  const action = misbehaviour.strike('offer')
  return action?.kind === 'repeat' ? action : null
}

function describe(client: Client, offer: SandboxOffer) {
  const { options } = client
  const form = recordFormFor(client, offer.virtualFile)
  return {
    file: { fileType: 0, fileName: offer.virtualFile },
    transferNumber: offer.transferNumber,
    dataCode: identifierCode(form),
    entityBytes: options.protocol.entityBytes,
    logical: {
      articleFormat: form.format,
      articleBytes: form.articleBytes,
      organisation: 0,
      label: labelOf(offer.name),
    },
    physical: {
      spaceUnit: 'kilobytes' as const,
      maximumSpace: Math.max(1, Math.ceil(recordBytesAtMost(form, offer.sizeBytes) / 1024)),
    },
    historical: { creationDate: offer.creationDate },
  }
}

/** Padded lines take more space than the file: at worst each of its bytes is a line. */
function recordBytesAtMost({ kind, format, articleBytes }: RecordForm, sizeBytes: number): number {
  return kind === 'lines' && format === 'fixed' ? sizeBytes * articleBytes : sizeBytes
}

function labelOf(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '_').slice(0, 80)
}

async function serve(client: Client, offer: SandboxOffer, entityBytes: number): Promise<void> {
  const { line, store } = client
  for (;;) {
    const event = await line.next()
    switch (event.type) {
      case 'open-requested':
        if (await mayProceed(client, 'open', (diagnostic) => ({ type: 'refuse-open', diagnostic })))
          await line.command({ type: 'accept-open', compression: optionOf(event.compression) })
        break
      case 'read-requested': {
        const from = pointOf(store.offers.get(offer.id) ?? offer, event.restartPoint)
        if (from === null)
          await line.command({ type: 'refuse-read', diagnostic: { type: 2, reason: 214 } })
        else if (
          await mayProceed(client, 'read', (diagnostic) => ({ type: 'refuse-read', diagnostic }))
        )
          await sendOffer({ client, offer, entityBytes }, from)
        break
      }
      case 'close-requested':
        await line.command({ type: 'confirm-close' })
        break
      case 'deselect-requested':
        return line.command({ type: 'confirm-deselect' })
      case 'line-ended':
      case 'aborted':
        throw lineAbandoned
      default:
        break
    }
  }
}

function pointOf(offer: SandboxOffer, number: number): FileSyncPoint | null {
  if (number === 0) return start
  return offer.points.find((point) => point.number === number) ?? null
}

async function sendOffer(
  { client, offer, entityBytes }: { client: Client; offer: SandboxOffer; entityBytes: number },
  from: FileSyncPoint,
): Promise<void> {
  const { line, store, mailbox } = client
  await line.command({ type: 'accept-read' })
  line.session.resumeAt(from.number, from.wireBytes, from.articles)
  const sent = await sendData({ client, offer, entityBytes }, from)
  if (sent === null) return
  const { watch } = sent
  await line.command({ type: 'end-data' })
  const event = await watch.nextEvent()
  if (event.type !== 'transfer-end-requested') return leaveUnlessInterrupted(event.type)
  if (
    !(await mayProceed(client, 'transfer-end', (diagnostic) => ({
      type: 'refuse-transfer',
      diagnostic,
    })))
  )
    return
  const current = store.offers.get(offer.id) ?? offer
  // A client that did not get our answer asks again: the offer is delivered once.
  if (current.state === 'offered' && repeating(client.options) === null)
    await mailbox.delivered(current)
  await mayProceed(client, 'committed', (diagnostic) => ({ type: 'refuse-transfer', diagnostic }))
  await line.command({ type: 'confirm-transfer' })
}

/**
 * Sends the data, again from an earlier point whenever the client asks for that; null when the client
 * interrupted.
 */
async function sendData(
  serving: { client: Client; offer: SandboxOffer; entityBytes: number },
  first: FileSyncPoint,
): Promise<{ readonly watch: PeerWatch } | null> {
  const { client, offer } = serving
  const { line, store } = client
  for (let from = first; ; ) {
    const cutting = new AbortController()
    const watch = watchPeer(line, { onAcknowledged: () => undefined, onOddity: () => undefined })
    const outcome = await sendFile(fileSendingOf(serving, { watch, from, cutting }), cutting.signal)
    if (outcome.kind === 'sent') return { watch }
    if (outcome.kind === 'stopped') {
      line.destroy('cut on purpose')
      throw lineAbandoned
    }
    const again = outcome.kind === 'peer-event' ? outcome.event : null
    if (again?.type !== 'resync-requested') {
      leaveUnlessInterrupted(again?.type)
      return null
    }
    from = pointOf(store.offers.get(offer.id) ?? offer, again.restartPoint) ?? start
    await line.command({ type: 'accept-resync', restartPoint: from.number })
  }
}

function fileSendingOf(
  { client, offer, entityBytes }: { client: Client; offer: SandboxOffer; entityBytes: number },
  { watch, from, cutting }: { watch: PeerWatch; from: FileSyncPoint; cutting: AbortController },
): FileSending {
  const { line, options, store } = client
  const form = recordFormFor(client, offer.virtualFile)
  const packing = options.protocol.packing ?? usualSandboxPacking
  const articleBytes = packing.segmentation
    ? form.articleBytes
    : Math.min(form.articleBytes, entityBytes - 6)
  return {
    line,
    watch,
    path: offer.path,
    sizeBytes: offer.sizeBytes,
    from,
    form: { ...form, articleBytes },
    packing,
    entityBytes,
    framing: line.framing,
    dst: line.peerId,
    intervalBytes: client.intervalBytes,
    async beforeSyncPoint(point) {
      await store.write({ kind: 'offer-point', id: offer.id, point })
      return true
    },
    progress: (sentBytes) => {
      if (options.misbehaviour.strike('data', sentBytes)?.kind === 'cut') cutting.abort('cut')
    },
  }
}

/** After an interruption the line goes on; after anything else it is left. */
function leaveUnlessInterrupted(event: string | undefined): void {
  if (event !== 'interrupted') throw lineAbandoned
}
