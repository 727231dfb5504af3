// A client fetches a file. It is offered until TRANS.END says that it arrived; a break before that offers it
// again, under the same number.

import { codeOf } from '../bank/native/identity.ts'
import type { RecordForm } from '../pesit/data/records.ts'
import { optionOf } from '../pesit/session/access.ts'
import type { SelectRequest } from '../pesit/session/commands.ts'
import { type Ears, prickEars } from '../pesit-socket/listen-while-sending.ts'
import { type Pouring, type PourPoint, pourFile } from '../pesit-socket/send-file.ts'
import { behave, leftOnPurpose, type Talk } from './conversation.ts'
import { usualPacking } from './options.ts'
import type { Offer } from './store.ts'
import { formOf, start } from './taking.ts'

export async function offerFile(talk: Talk, request: SelectRequest): Promise<void> {
  const { line, options, locks } = talk
  if (!(await behave(talk, 'select', (diagnostic) => ({ type: 'refuse-select', diagnostic }))))
    return
  const virtualFile = request.file.fileName ?? ''
  const offer = await find(talk, request, virtualFile)
  if (offer === null)
    return line.command({ type: 'refuse-select', diagnostic: { type: 2, reason: 205 } })
  const key = `offer ${offer.id}`
  await locks.take(key, line)
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
  if (request.restarted) {
    const offer = mailbox.offerByNumber(partner, request.transferNumber)
    const forgotten = options.forgetful === true && offer?.state === 'delivered'
    return Promise.resolve(forgotten ? null : offer)
  }
  const repeat = repeating(options)
  if (repeat === null) return mailbox.nextOffer(partner, virtualFile)
  return mailbox.anyOffer(partner, virtualFile, repeat)
}

/** How this bank repeats itself; null: it does not. */
function repeating({ misbehaviour }: Talk['options']): { readonly dated: boolean } | null {
  const action = misbehaviour.strike('offer')
  return action?.kind === 'repeat' ? action : null
}

function describe(talk: Talk, offer: Offer) {
  const { options } = talk
  const form = formOf(talk, offer.virtualFile)
  return {
    file: { fileType: 0, fileName: offer.virtualFile },
    transferNumber: offer.transferNumber,
    dataCode: codeOf(form),
    entityBytes: options.entityBytes,
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

/** Lines that are filled up need more than the file: at worst each of its bytes is a line. */
function recordBytesAtMost({ kind, format, articleBytes }: RecordForm, sizeBytes: number): number {
  return kind === 'lines' && format === 'fixed' ? sizeBytes * articleBytes : sizeBytes
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
          await line.command({ type: 'accept-open', compression: optionOf(event.compression) })
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
  if (number === 0) return start
  return offer.points.find((point) => point.number === number) ?? null
}

async function pour(
  { talk, offer, entityBytes }: { talk: Talk; offer: Offer; entityBytes: number },
  from: PourPoint,
): Promise<void> {
  const { line, store, mailbox } = talk
  await line.command({ type: 'accept-read' })
  line.session.resumeAt(from.number, from.wireBytes, from.articles)
  const sent = await pourOffer({ talk, offer, entityBytes }, from)
  if (sent === null) return
  const { ears } = sent
  await line.command({ type: 'end-data' })
  const event = await ears.answer()
  if (event.type !== 'transfer-end-requested') return heard(talk, event.type)
  if (
    !(await behave(talk, 'transfer-end', (diagnostic) => ({ type: 'refuse-transfer', diagnostic })))
  )
    return
  const current = store.offers.get(offer.id) ?? offer
  // A client that lost our answer asks again: the offer is delivered once.
  if (current.state === 'offered' && repeating(talk.options) === null)
    await mailbox.delivered(current)
  await behave(talk, 'committed', (diagnostic) => ({ type: 'refuse-transfer', diagnostic }))
  await line.command({ type: 'confirm-transfer' })
}

/**
 * Pours the offer, from an earlier point once more as often as the client asks for it; null when it broke
 * off.
 */
async function pourOffer(
  serving: { talk: Talk; offer: Offer; entityBytes: number },
  first: PourPoint,
): Promise<{ readonly ears: Ears } | null> {
  const { talk, offer } = serving
  const { line, store } = talk
  for (let from = first; ; ) {
    const cutting = new AbortController()
    const ears = prickEars(line, { onAcknowledged: () => undefined, onOddity: () => undefined })
    const poured = await pourFile(pouringOf(serving, { ears, from, cutting }), cutting.signal)
    if (poured.kind === 'poured') return { ears }
    if (poured.kind === 'stopped') {
      line.destroy('cut on purpose')
      throw leftOnPurpose
    }
    const again = poured.kind === 'heard' ? poured.event : null
    if (again?.type !== 'resync-requested') {
      heard(talk, again?.type ?? 'short')
      return null
    }
    from = pointOf(store.offers.get(offer.id) ?? offer, again.restartPoint) ?? start
    await line.command({ type: 'accept-resync', restartPoint: from.number })
  }
}

function pouringOf(
  { talk, offer, entityBytes }: { talk: Talk; offer: Offer; entityBytes: number },
  { ears, from, cutting }: { ears: Ears; from: PourPoint; cutting: AbortController },
): Pouring {
  const { line, options, store } = talk
  const form = formOf(talk, offer.virtualFile)
  const packing = options.packing ?? usualPacking
  const articleBytes = packing.segmentation
    ? form.articleBytes
    : Math.min(form.articleBytes, entityBytes - 6)
  return {
    line,
    ears,
    path: offer.path,
    sizeBytes: offer.sizeBytes,
    from,
    form: { ...form, articleBytes },
    packing,
    entityBytes,
    framing: line.framing,
    dst: line.peerId,
    intervalBytes: talk.intervalBytes,
    async emitting(point) {
      await store.write({ kind: 'offer-point', id: offer.id, point })
      return true
    },
    progress: (sentBytes) => {
      if (options.misbehaviour.strike('data', sentBytes)?.kind === 'cut') cutting.abort('cut')
    },
  }
}

/** The client interrupted, or the line is gone. */
function heard(_talk: Talk, what: string): void {
  if (what !== 'interrupted') throw leftOnPurpose
}
