// A file read by a requester from a responder, attempt after attempt: what was offered is kept, a restart
// goes on from the last durable point, the file is committed before TRANS.END, and what is offered again
// under the same number is not published a second time.

import { optionOf } from '../../../../src/pesit/session/access.ts'
import { sessionPoint } from '../../../../src/bank/native/sync-points.ts'
import type { SessionEvent } from '../../../../src/pesit/session/events.ts'
import { Pour, type ReceiverDisk, type SenderDisk, start, Take, type Variant } from './data.ts'
import { type Carried, carry, type Cut, End } from './wire.ts'
import { requesterOf, responderOf } from './write.ts'

const offerNumber = 0x51

export interface ReaderDisk extends ReceiverDisk {
  /** PI 13 of the offer, once it is on record. */
  transferNumber: number
  confirmed: boolean
  /** The bank had nothing more. */
  nothing: boolean
}

export interface OffererDisk extends SenderDisk {
  delivered: boolean
}

export function readOnce(
  variant: Variant,
  file: Uint8Array,
  {
    reader,
    offerer,
    cut,
  }: { readonly reader: ReaderDisk; readonly offerer: OffererDisk; readonly cut: Cut | null },
): Carried {
  const requester = new End(requesterOf(variant), taker(variant, reader))
  const responder = new End(responderOf(), giver(variant, file, offerer))
  requester.command({ type: 'connect' })
  return carry(requester, responder, { cut })
}

function select({ packing }: Variant, { transferNumber }: ReaderDisk) {
  return {
    type: 'select',
    request: {
      file: { fileType: 0, fileName: 'R' },
      transferNumber,
      requestedAttributes: 0xe0,
      restarted: transferNumber !== 0,
      priority: 0,
      entityBytes: packing.entityBytes,
    },
  } as const
}

function taker(variant: Variant, disk: ReaderDisk) {
  const { form } = variant
  let take: Take | undefined
  return (event: SessionEvent, end: End): void => {
    switch (event.type) {
      case 'connected':
        return end.command(select(variant, disk))
      case 'selected':
        disk.transferNumber = event.selected.transferNumber
        return end.command({ type: 'open', compression: optionOf(variant.compression) })
      case 'opened': {
        const from = disk.points.at(-1) ?? start
        return end.command({
          type: 'read',
          restartPoint: from.number,
          recordwise: form.kind === 'lines',
        })
      }
      case 'read-accepted': {
        const from = disk.points.at(-1) ?? start
        take = new Take(form, disk, from)
        return end.session.resumeAt(from.number, sessionPoint(from).wireBytes, from.articles)
      }
      case 'data':
        return take?.data(event)
      case 'sync-received':
        return take?.sync(end, disk, event.number)
      case 'data-ended':
        if (disk.published.length === 0) disk.published.push(take?.file ?? new Uint8Array(0))
        return end.command({ type: 'end-transfer' })
      case 'transfer-answered':
        disk.confirmed = event.diagnostic?.type === 0
        return end.command({ type: 'close' })
      case 'closed':
        return end.command({ type: 'deselect' })
      case 'deselected':
        return end.command({ type: 'release' })
      case 'refused':
        disk.nothing = event.diagnostic.reason === 205
        return end.command({ type: 'release' })
      default:
        return
    }
  }
}

function giver(variant: Variant, file: Uint8Array, disk: OffererDisk) {
  let pour: Pour | undefined
  const goOn = (end: End) => {
    pour?.go()
    if (pour?.done !== true) return
    pour = undefined
    end.command({ type: 'end-data' })
  }
  return (event: SessionEvent, end: End): void => {
    switch (event.type) {
      case 'connect-requested':
        return end.command({ type: 'accept-connect' })
      case 'select-requested': {
        const again = event.request.restarted
        if (!again && disk.delivered)
          return end.command({ type: 'refuse-select', diagnostic: { type: 2, reason: 205 } })
        const { form, packing } = variant
        return end.command({
          type: 'accept-select',
          offer: {
            file: { fileType: 0, fileName: 'R' },
            transferNumber: offerNumber,
            dataCode: 'binary',
            entityBytes: packing.entityBytes,
            logical: { articleFormat: form.format, articleBytes: form.articleBytes },
            physical: { maximumSpace: 100 },
            historical: { creationDate: '260930081500' },
          },
        })
      }
      case 'open-requested':
        return end.command({ type: 'accept-open', compression: optionOf(event.compression) })
      case 'read-requested': {
        const number = event.restartPoint
        const from = number === 0 ? start : disk.points.find((point) => point.number === number)
        if (from === undefined)
          return end.command({ type: 'refuse-read', diagnostic: { type: 2, reason: 214 } })
        end.command({ type: 'accept-read' })
        pour = new Pour(end, variant, { file, from, disk })
        return goOn(end)
      }
      case 'sync-acknowledged':
        return goOn(end)
      case 'transfer-end-requested':
        disk.delivered = true
        return end.command({ type: 'confirm-transfer' })
      case 'close-requested':
        return end.command({ type: 'confirm-close' })
      case 'deselect-requested':
        return end.command({ type: 'confirm-deselect' })
      case 'release-requested':
        return end.command({ type: 'confirm-release' })
      default:
        return
    }
  }
}
