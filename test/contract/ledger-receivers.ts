// Who is told what: webhooks, deliveries written with their facts, their order, their end; cursors.

import { message } from '../../src/wording/catalogue.ts'
import { describe, expect, test } from 'vitest'
import type { EventName } from '../../src/journey/reported/event-name.ts'
import { triedForMs } from '../../src/journey/reported/notice.ts'
import type { Delivery, NewWebhook } from '../../src/ledger/contract/deliveries.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { drive, newTransfer, queued } from '../helpers/new-transfer.ts'
import type { Begin } from './ledger.ts'
import { saying, withCode } from '../helpers/messages.ts'

const hook = (over: Partial<NewWebhook> = {}): NewWebhook => ({
  id: 'erp',
  origin: 'api',
  url: 'https://erp.example/hook',
  events: ['TRANSFER_COMPLETED', 'TRANSFER_FAILED'],
  header: 'X-PesitWizard-Signature',
  secret: 'sealed',
  previousSecret: '',
  previousUntilMs: null,
  ...over,
})

const toSent = ['attempt-started', 'finishing', 'bank-acknowledged'] as const
const failing = ['attempt-started', 'bank-refused'] as const

async function dueTo(ledger: Ledger, webhook: string, nowMs: number, limit = 10) {
  return (await ledger.dueDeliveries({ webhook, nowMs, limit })).deliveries
}
const all: readonly EventName[] = []

const answered500 = message('WEBHOOK-POST-FAILED', { why: 'status', status: 500 })
const noAnswer = message('WEBHOOK-POST-FAILED', { why: 'timeout', seconds: 15 })

export function receiversContract(begin: Begin): void {
  describe('webhooks', () => {
    test('a disabled one gets no deliveries and its pending ones are dropped, until it is saved again', async () => {
      const { ledger, clock } = await begin()
      await ledger.saveWebhook(hook())
      await drive(ledger, (await queued(ledger)).id, toSent)
      await ledger.disableWebhook('erp')
      const disabledMs = clock.nowMs()
      await drive(ledger, (await queued(ledger)).id, toSent)
      expect(await ledger.webhooks()).toMatchObject([{ id: 'erp', disabledMs }])
      expect((await ledger.deliveries({ limit: 9 })).map(({ state }) => state)).toEqual(['dropped'])
      await ledger.saveWebhook(hook())
      await drive(ledger, (await queued(ledger)).id, toSent)
      expect(await ledger.webhooks()).toMatchObject([{ disabledMs: null }])
      expect((await ledger.deliveries({ limit: 9 })).map(({ state }) => state)).toEqual([
        'pending',
        'dropped',
      ])
    })

    test('a saved one is there after a restart, unchanged', async () => {
      const { ledger, clock, place } = await begin()
      const createdMs = clock.nowMs()
      await ledger.saveWebhook(hook({ previousSecret: 'old', previousUntilMs: 5 }))
      await ledger.close()
      const expected = {
        ...hook({ previousSecret: 'old', previousUntilMs: 5 }),
        createdMs,
        disabledMs: null,
      }
      expect(await (await place.open()).webhooks()).toEqual([expected])
    })

    test('one that is saved again is changed, and keeps its time of creation', async () => {
      const { ledger, clock } = await begin()
      const { createdMs } = await ledger.saveWebhook(hook())
      clock.jump(5)
      await ledger.saveWebhook(hook({ url: 'https://other.example/' }))
      expect(await ledger.webhooks()).toEqual([
        { ...hook({ url: 'https://other.example/' }), createdMs, disabledMs: null },
      ])
    })

    test('a removed one gets no deliveries, not even its pending ones', async () => {
      const { ledger, clock } = await begin()
      await ledger.saveWebhook(hook())
      await drive(ledger, (await queued(ledger)).id, toSent)
      expect(await ledger.removeWebhook('erp')).toBe(true)
      expect(await ledger.removeWebhook('erp')).toBe(false)
      await drive(ledger, (await queued(ledger)).id, toSent)
      expect(await ledger.webhooks()).toEqual([])
      expect(await dueTo(ledger, 'erp', clock.nowMs())).toEqual([])
      expect(await ledger.deliveries({ limit: 10 })).toMatchObject([{ state: 'dropped' }])
    })

    test('those of the configuration are the ones that it names; those of the API stay', async () => {
      const { ledger } = await begin()
      await ledger.saveWebhook(hook())
      await ledger.configureWebhooks([
        hook({ id: 'a', origin: 'config' }),
        hook({ id: 'b', origin: 'config' }),
      ])
      await ledger.configureWebhooks([hook({ id: 'b', origin: 'config', events: all })])
      const found = await ledger.webhooks()
      expect(found.map(({ id, events }) => [id, events.length])).toEqual([
        ['b', 0],
        ['erp', 2],
      ])
    })
  })

  describe('deliveries', () => {
    test('a move is never there without the deliveries that result from it', async () => {
      const { ledger, clock, place } = await begin()
      await ledger.saveWebhook(hook())
      const sent = await drive(ledger, (await queued(ledger)).id, toSent)
      const [fact] = (await ledger.facts({ transferId: sent.id })).slice(-1)
      await ledger.close()
      const reopened = await place.open()
      const [owed, ...others] = await dueTo(reopened, 'erp', clock.nowMs())
      expect(others).toEqual([])
      expect(owed).toMatchObject({
        webhook: 'erp',
        subject: sent.id,
        event: 'TRANSFER_COMPLETED',
        state: 'pending',
        attempts: 0,
        dueMs: clock.nowMs(),
        untilMs: clock.nowMs() + triedForMs,
        notice: {
          event: 'TRANSFER_COMPLETED',
          sequence: fact?.sequence,
          message: saying('It was bank-acknowledged.'),
          transfer: { id: sent.id, direction: 'out', state: 'sent', name: 'salaires.xml' },
        },
      })
    })

    test('a move that was refused or came too late schedules none', async () => {
      const { ledger } = await begin()
      await ledger.saveWebhook(hook({ events: all }))
      const { id, version } = await queued(ledger)
      const move = { id, version, event: 'bank-acknowledged', sentence: saying('No.') } as const
      await ledger.move(move)
      await ledger.move({ ...move, version: 1 })
      expect(await ledger.deliveries({ limit: 10 })).toEqual([])
    })

    test('a recording schedules them too', async () => {
      const { ledger } = await begin()
      await ledger.saveWebhook(hook({ events: ['FILE_HELD'] }))
      await ledger.record([
        newTransfer(),
        newTransfer({ state: 'held', sentence: saying('First start.') }),
      ])
      expect(await ledger.deliveries({ limit: 10 })).toMatchObject([
        { event: 'FILE_HELD', notice: { message: saying('First start.') } },
      ])
    })

    test('each webhook gets one for a fact, under the first name that it wants', async () => {
      const { ledger } = await begin()
      await ledger.saveWebhook(hook({ id: 'documented' }))
      await ledger.saveWebhook(hook({ id: 'exact', events: ['FILE_REJECTED', 'TRANSFER_FAILED'] }))
      await ledger.saveWebhook(hook({ id: 'every', events: all }))
      await ledger.saveWebhook(hook({ id: 'none', events: ['BANK_MESSAGE'] }))
      const born = newTransfer()
      await ledger.record([born])
      await drive(ledger, born.id, ['sealed', 'check-failed'])
      const told = (await ledger.deliveries({ limit: 10 })).map(({ webhook, event }) => [
        webhook,
        event,
      ])
      expect(Object.fromEntries(told)).toEqual({
        documented: 'TRANSFER_FAILED',
        exact: 'FILE_REJECTED',
        every: 'FILE_REJECTED',
      })
    })

    test('a condition schedules them when it begins and when it ends, not while it lasts', async () => {
      const { ledger } = await begin()
      await ledger.saveWebhook(hook({ events: all }))
      const trouble = withCode('BANK-UNREACHABLE', 'No answer.')
      for (const condition of [null, trouble, trouble, null, null])
        await ledger.note('bank:bnp', condition)
      const told = await ledger.deliveries({ limit: 10 })
      expect(told).toMatchObject([
        { event: 'BANK_REACHABLE', subject: 'bank:bnp', notice: { transfer: null } },
        { event: 'BANK_UNREACHABLE', notice: { condition: { code: 'BANK-UNREACHABLE' } } },
      ])
    })
  })

  describe('due deliveries', () => {
    const given = async () => {
      const given = await begin()
      await given.ledger.saveWebhook(hook({ events: all }))
      const one = await drive(given.ledger, (await queued(given.ledger)).id, failing)
      const other = await drive(given.ledger, (await queued(given.ledger)).id, failing)
      const due = () => dueTo(given.ledger, 'erp', given.clock.nowMs())
      return { ...given, one, other, due }
    }
    const told = (deliveries: readonly Delivery[]) =>
      deliveries.map(({ subject, event }) => [subject, event])

    test('are the first of each transfer, and the next one when that is finished', async () => {
      const { ledger, one, other, due } = await given()
      const begun = await due()
      expect(told(begun)).toEqual([
        [one.id, 'TRANSFER_STARTED'],
        [other.id, 'TRANSFER_STARTED'],
      ])
      await ledger.settleDelivery(begun[0]?.sequence ?? 0, { kind: 'delivered', status: 204 })
      expect(told(await due())).toEqual([
        [one.id, 'TRANSFER_FAILED'],
        [other.id, 'TRANSFER_STARTED'],
      ])
    })

    test('a failed one comes again at its time, and none of its transfer before it', async () => {
      const { ledger, clock, one, other, due } = await given()
      const [first] = await due()
      const againMs = clock.nowMs() + 5_000
      const failed = { kind: 'failed', status: 500, failure: answered500, againMs } as const
      await ledger.settleDelivery(first?.sequence ?? 0, failed)
      expect(told(await due())).toEqual([[other.id, 'TRANSFER_STARTED']])
      const { nextMs } = await ledger.dueDeliveries({
        webhook: 'erp',
        nowMs: clock.nowMs(),
        limit: 1,
      })
      expect(nextMs).toBe(againMs)
      clock.jump(5_000)
      const again = (await due()).find(({ subject }) => subject === one.id)
      expect(again).toMatchObject({
        id: first?.id,
        event: 'TRANSFER_STARTED',
        attempts: 1,
        status: 500,
        failure: answered500,
        error: 'It answered 500.',
      })
    })

    test('one that is given up is a dead letter, and the next one is due', async () => {
      const { ledger, one, due } = await given()
      const [first] = await due()
      const dead = { kind: 'failed', status: null, failure: noAnswer, againMs: null } as const
      await ledger.settleDelivery(first?.sequence ?? 0, dead)
      expect(told(await due())).toContainEqual([one.id, 'TRANSFER_FAILED'])
      expect(await ledger.deliveries({ states: ['dead'], limit: 10 })).toMatchObject([
        { id: first?.id, failure: noAnswer, dueMs: null },
      ])
      expect(await ledger.deliveryCounts()).toMatchObject([{ webhook: 'erp', pending: 3, dead: 1 }])
    })

    test('a dead letter that is sent again keeps its id, gets the whole time again, and waits for its turn', async () => {
      const { ledger, clock, one, due } = await given()
      const [first] = await due()
      const dead = { kind: 'failed', status: null, failure: noAnswer, againMs: null } as const
      await ledger.settleDelivery(first?.sequence ?? 0, dead)
      clock.jump(1_000)
      expect(await ledger.redeliver(first?.id ?? '')).toMatchObject({
        state: 'pending',
        dueMs: null,
        untilMs: clock.nowMs() + triedForMs,
      })
      const [turn] = (await due()).filter(({ subject }) => subject === one.id)
      expect(turn?.event).toBe('TRANSFER_FAILED')
      await ledger.settleDelivery(turn?.sequence ?? 0, { kind: 'delivered', status: 200 })
      expect((await due()).map(({ id }) => id)).toContain(first?.id)
      expect(await ledger.redeliver('nobody')).toBeNull()
    })

    test('after a dropped one the next is due, and settling does not send it again', async () => {
      const { ledger, one, due } = await given()
      const [first] = await due()
      expect(await ledger.dropDelivery(first?.id ?? '')).toBe(true)
      expect(await ledger.dropDelivery(first?.id ?? '')).toBe(false)
      await ledger.settleDelivery(first?.sequence ?? 0, { kind: 'delivered', status: 200 })
      expect((await ledger.delivery(first?.id ?? ''))?.state).toBe('dropped')
      expect(told(await due()).filter(([subject]) => subject === one.id)).toEqual([
        [one.id, 'TRANSFER_FAILED'],
      ])
    })

    test('those being tried are skipped, and the next ones are returned', async () => {
      const { ledger, clock, one, other, due } = await given()
      const [first] = await due()
      const query = { webhook: 'erp', nowMs: clock.nowMs(), limit: 1 }
      const { deliveries } = await ledger.dueDeliveries({
        ...query,
        except: [first?.sequence ?? 0],
      })
      expect(first?.subject).toBe(one.id)
      expect(told(deliveries)).toEqual([[other.id, 'TRANSFER_STARTED']])
    })

    test('a postponed one comes later, without a counted try', async () => {
      const { ledger, clock, one, due } = await given()
      const [first] = await due()
      const againMs = clock.nowMs() + 500
      await ledger.settleDelivery(first?.sequence ?? 0, { kind: 'later', againMs })
      expect(told(await due()).filter(([subject]) => subject === one.id)).toEqual([])
      clock.jump(500)
      expect((await due()).find(({ id }) => id === first?.id)).toMatchObject({ attempts: 0 })
    })

    test('deliveries that ended long ago are forgotten, pending ones are not', async () => {
      const { ledger, clock, due } = await given()
      const [first] = await due()
      await ledger.settleDelivery(first?.sequence ?? 0, { kind: 'delivered', status: 200 })
      expect(await ledger.forgetDeliveries(clock.nowMs(), 10)).toBe(0)
      clock.jump(1)
      expect(await ledger.forgetDeliveries(clock.nowMs(), 10)).toBe(1)
      expect(await ledger.deliveries({ limit: 10 })).toHaveLength(3)
    })
  })

  describe('cursors', () => {
    test('a cursor is null before its first use, and unchanged after a restart', async () => {
      const { ledger, place } = await begin()
      expect(await ledger.cursor('beside')).toBeNull()
      await ledger.saveCursor('beside', 7)
      await ledger.saveCursor('beside', 9)
      await ledger.saveCursor('other', 1)
      await ledger.close()
      expect(await (await place.open()).cursor('beside')).toBe(9)
    })
  })
}
