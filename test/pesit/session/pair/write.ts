// A file written by a requester to a responder, attempt after attempt, by the rules of src/bank and of the
// sandbox bank: identity kept, restart points from the record only, intent before DTF.END, commit before
// ACK(TRANS.END), a transfer that is complete replayed and published once.

import { decideRestart } from '../../../../src/bank/native/send/restart.ts'
import { optionOf } from '../../../../src/pesit/session/access.ts'
import type { SessionEvent } from '../../../../src/pesit/session/events.ts'
import { createRequester } from '../../../../src/pesit/session/requester/requester.ts'
import { createResponder } from '../../../../src/pesit/session/responder/responder.ts'
import { Pour, type ReceiverDisk, type SenderDisk, start, Take, type Variant } from './data.ts'
import { type Carried, carry, type Cut, type Damage, End } from './wire.ts'

const timers = { connectMs: 1, answerMs: 1, longAnswerMs: 1, idleMs: 1 }

export interface WriterDisk extends SenderDisk {
  /** ACK(CREATE) may have come: the next attempt says PI 15 = 1. */
  opened: boolean
  intent: boolean
  delivered: boolean
  /** What ended an attempt against the rules. */
  readonly held: string[]
}

export interface TakerDisk extends ReceiverDisk {
  known: boolean
}

export const requesterOf = ({ framing, crc }: Variant) =>
  createRequester({
    requester: 'CORPCLI',
    server: 'BANKSRV',
    accessType: 'mixed',
    sync: { intervalKb: 1, window: 2 },
    framing,
    crc,
    resync: true,
    connectionId: 1,
    abortForm: 'raw',
    maximumEntityBytes: 600,
    timers,
  })
export const responderOf = () =>
  createResponder({
    framing: 'detect',
    connectionId: 0x61,
    abortForm: 'raw',
    maximumEntityBytes: 600,
    timers,
    maximumSync: { intervalKb: 1, window: 2 },
    resync: true,
  })

export function writeOnce(
  variant: Variant,
  file: Uint8Array,
  {
    sender,
    receiver,
    ...harm
  }: {
    readonly sender: WriterDisk
    readonly receiver: TakerDisk
    readonly cut?: Cut | null
    readonly damage?: Damage | null
  },
): Carried {
  const requester = new End(requesterOf(variant), writer(variant, file, sender))
  const responder = new End(responderOf(), taker(variant, receiver))
  requester.command({ type: 'connect' })
  return carry(requester, responder, harm)
}

function create({ form, packing }: Variant, restarted: boolean) {
  return {
    type: 'create',
    request: {
      file: { fileType: 0, fileName: 'V' },
      transferNumber: 7,
      restarted,
      dataCode: 'binary',
      priority: 0,
      entityBytes: packing.entityBytes,
      logical: { articleFormat: form.format, articleBytes: form.articleBytes },
      physical: { maximumSpace: 100 },
      historical: { creationDate: '260930081500' },
    },
  } as const
}

function writer(variant: Variant, file: Uint8Array, disk: WriterDisk) {
  let pour: Pour | undefined
  const goOn = (end: End) => {
    pour?.go()
    if (pour?.done !== true) return
    pour = undefined
    disk.intent = true
    end.command({ type: 'end-data' })
    end.command({ type: 'end-transfer' })
  }
  return (event: SessionEvent, end: End): void => {
    switch (event.type) {
      case 'connected':
        return end.command(create(variant, disk.opened))
      case 'created':
        disk.opened = true
        return end.command({ type: 'open', compression: optionOf(variant.compression) })
      case 'opened':
        return end.command({ type: 'write' })
      case 'write-accepted': {
        const { points, intent, opened } = disk
        const point = event.restartPoint
        const decision = decideRestart({ point, points, restarted: opened, inDoubt: intent })
        if (decision.kind === 'stop') {
          disk.held.push(decision.why)
          return end.command({ type: 'abort', diagnostic: { type: 3, reason: 311 } })
        }
        pour = new Pour(end, variant, { file, from: decision.from, disk })
        return goOn(end)
      }
      case 'sync-acknowledged':
        return goOn(end)
      case 'resync-requested': {
        const from = disk.points.find(({ number }) => number === event.restartPoint) ?? start
        end.command({ type: 'accept-resync', restartPoint: from.number })
        pour = new Pour(end, variant, { file, from, disk })
        return goOn(end)
      }
      case 'transfer-answered':
        if (event.diagnostic?.type !== 0) disk.held.push('the end was refused')
        else disk.delivered = true
        return end.command({ type: 'close' })
      case 'closed':
        return end.command({ type: 'deselect' })
      case 'deselected':
        return end.command({ type: 'release' })
      case 'refused':
        // Nothing was kept of an attempt that got nowhere: begin anew, as long as there is no intent.
        if (disk.intent) disk.held.push(`refused ${event.diagnostic.reason}`)
        else Object.assign(disk, { opened: false, points: [] })
        return end.command(create(variant, false))
      default:
        return
    }
  }
}

function taker({ form }: Variant, disk: TakerDisk) {
  let take: Take | undefined
  let restarted = false
  return (event: SessionEvent, end: End): void => {
    switch (event.type) {
      case 'connect-requested':
        return end.command({ type: 'accept-connect' })
      case 'create-requested':
        restarted = event.request.restarted
        if (restarted && !disk.known)
          return end.command({ type: 'refuse-create', diagnostic: { type: 2, reason: 233 } })
        disk.known = true
        return end.command({ type: 'accept-create' })
      case 'open-requested':
        return end.command({ type: 'accept-open', compression: optionOf(event.compression) })
      case 'write-requested': {
        const from = (restarted ? disk.points.at(-1) : undefined) ?? start
        if (!restarted && disk.published.length === 0) Object.assign(disk, { points: [] })
        take = new Take(form, disk, from)
        end.command({
          type: 'accept-write',
          restartPoint: from.number,
          recordwise: form.kind === 'lines',
        })
        const { wireBytes = from.offsetBytes } = (
          from.carry === '' ? {} : JSON.parse(from.carry)
        ) as { wireBytes?: number }
        return end.session.resumeAt(from.number, wireBytes, from.articles)
      }
      case 'data':
        return take?.data(event)
      case 'sync-received':
        return take?.sync(end, disk, event.number)
      case 'resync-acknowledged': {
        const from = disk.points.find(({ number }) => number === event.restartPoint) ?? start
        take = new Take(form, disk, from)
        return
      }
      case 'transfer-end-requested':
        // Complete here already: what came again is compared, not published.
        if (disk.published.length === 0) disk.published.push(take?.file ?? new Uint8Array(0))
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
