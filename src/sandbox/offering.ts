// A client fetches a file. It is offered until TRANS.END says that it arrived; a break before that offers it
// again, under the same number.

import type { SelectRequest } from '../pesit/session/commands.ts'
import { prickEars } from '../pesit-socket/ears.ts'
import { type PourPoint, pourFile } from '../pesit-socket/pour.ts'
import { behave, leftOnPurpose, type Talk } from './conversation.ts'
import type { Offer } from './store.ts'

export async function offerFile(talk: Talk, request: SelectRequest): Promise<void> {
  const { line, options, locks } = talk
  if (!(await behave(talk, 'select', (diagnostic) => ({ type: 'refuse-select', diagnostic }))))
    return
  const virtualFile = request.file.fileName ?? ''
  const offer = await find(talk, request, virtualFile)
  if (offer === null)
    return line.command({ type: 'refuse-select', diagnostic: { type: 2, reason: 205 } })
  const key = `offer ${offer.id}`
  locks.take(key, line)
  try {
    await line.command({ type: 'accept-select', offer: describe(talk, offer) })
    await serve(talk, offer, Math.min(request.entityBytes, options.entityBytes))
  } finally {
    locks.free(key, line)
  }
}

function find(
  { options, mailbox, partner }: Talk,
  request: SelectRequest,
  virtualFile: string,
): Promise<Offer | null> {
  if (!options.offers.includes(virtualFile)) return Promise.resolve(null)
  if (request.restarted)
    return Promise.resolve(mailbox.offerByNumber(partner, request.transferNumber))
  return mailbox.nextOffer(partner, virtualFile)
}

function describe({ options }: Talk, offer: Offer) {
  return {
    file: { fileType: 0, fileName: offer.virtualFile },
    transferNumber: offer.transferNumber,
    dataCode: 'binary' as const,
    entityBytes: options.entityBytes,
    logical: {
      articleFormat: 'variable' as const,
      articleBytes: options.articleBytes,
      organisation: 0,
      label: labelOf(offer.name),
    },
    physical: {
      spaceUnit: 'kilobytes' as const,
      maximumSpace: Math.max(1, Math.ceil(offer.sizeBytes / 1024)),
    },
    historical: { creationDate: offer.creationDate },
  }
}

function labelOf(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '_').slice(0, 80)
}

async function serve(talk: Talk, offer: Offer, entityBytes: number): Promise<void> {
  const { line, store } = talk
  for (;;) {
    const event = await line.next()
    switch (event.type) {
      case 'open-requested':
        if (await behave(talk, 'open', (diagnostic) => ({ type: 'refuse-open', diagnostic })))
          await line.command({ type: 'accept-open' })
        break
      case 'read-requested': {
        const from = pointOf(store.offers.get(offer.id) ?? offer, event.restartPoint)
        if (from === null)
          await line.command({ type: 'refuse-read', diagnostic: { type: 2, reason: 214 } })
        else if (await behave(talk, 'read', (diagnostic) => ({ type: 'refuse-read', diagnostic })))
          await pour({ talk, offer, entityBytes }, from)
        break
      }
      case 'close-requested':
        await line.command({ type: 'confirm-close' })
        break
      case 'deselect-requested':
        return line.command({ type: 'confirm-deselect' })
      case 'line-ended':
      case 'aborted':
        throw leftOnPurpose
      default:
        break
    }
  }
}

function pointOf(offer: Offer, number: number): PourPoint | null {
  if (number === 0) return { number: 0, offsetBytes: 0, articles: 0 }
  return offer.points.find((point) => point.number === number) ?? null
}

async function pour(
  { talk, offer, entityBytes }: { talk: Talk; offer: Offer; entityBytes: number },
  from: PourPoint,
): Promise<void> {
  const { line, options, store, mailbox } = talk
  await line.command({ type: 'accept-read' })
  line.session.resumeAt(from.number, from.offsetBytes, from.articles)
  const ears = prickEars(line, { onAcknowledged: () => undefined, onOddity: () => undefined })
  const cutting = new AbortController()
  const poured = await pourFile(
    {
      line,
      ears,
      path: offer.path,
      sizeBytes: offer.sizeBytes,
      from,
      articleBytes: Math.min(options.articleBytes, entityBytes - 6),
      entityBytes,
      framing: line.framing,
      dst: line.peerId,
      intervalBytes: talk.intervalBytes,
      finalBarrier: false,
      emitting: (point) => store.write({ kind: 'offer-point', id: offer.id, point }),
      progress: (sentBytes) => {
        if (options.misbehaviour.strike('data', sentBytes)?.kind === 'cut') cutting.abort('cut')
      },
    },
    cutting.signal,
  )
  if (poured.kind === 'stopped') {
    line.destroy('cut on purpose')
    throw leftOnPurpose
  }
  if (poured.kind !== 'poured')
    return heard(talk, poured.kind === 'heard' ? poured.event.type : 'short')
  await line.command({ type: 'end-data' })
  const event = await ears.answer()
  if (event.type !== 'transfer-end-requested') return heard(talk, event.type)
  if (
    !(await behave(talk, 'transfer-end', (diagnostic) => ({ type: 'refuse-transfer', diagnostic })))
  )
    return
  const current = store.offers.get(offer.id) ?? offer
  // A client that lost our answer asks again: the offer is delivered once.
  if (current.state === 'offered') await mailbox.delivered(current)
  await behave(talk, 'committed', (diagnostic) => ({ type: 'refuse-transfer', diagnostic }))
  await line.command({ type: 'confirm-transfer' })
}

/** The client interrupted, or the line is gone. */
function heard(_talk: Talk, what: string): void {
  if (what !== 'interrupted') throw leftOnPurpose
}
