// Webhooks and their deliveries as programs see them.

import { expect, test } from 'vitest'
import {
  deliveryView,
  shownDelivery,
  webhookView,
  webhookViewOf,
} from '../../../src/http/responses/webhook-views.ts'
import type { Delivery } from '../../../src/ledger/contract/deliveries.ts'
import { testNotice } from '../../../src/notify/webhooks/body.ts'

const nowMs = Date.UTC(2026, 10, 24, 9, 0, 0)
const iso = '2026-11-24T09:00:00.000Z'
const webhook = {
  ...({ id: 'w1', origin: 'api', url: 'https://a', events: ['COMPLETED'] } as const),
  ...{ header: 'X-Signature', previousSecretUntilMs: null, createdMs: nowMs, pending: 2 },
  ...{ dead: 1, oldestPendingMs: nowMs, disabledMs: null },
} as unknown as Parameters<typeof webhookViewOf>[0]
const delivery = {
  ...{ sequence: 5, id: 'd1', webhook: 'w1', subject: 't1', event: 'TEST' },
  ...{ notice: testNotice('t1', nowMs), state: 'pending', createdMs: nowMs, dueMs: null },
  ...{ untilMs: nowMs, attempts: 1, lastMs: nowMs, status: 503, error: 'busy', doneMs: null },
} as unknown as Delivery

test('a webhook has its times as text, and nothing that is secret', () => {
  const shown = webhookViewOf(webhook)
  expect(webhookView.parse(shown)).toEqual(shown)
  expect(shown).toMatchObject({
    ...{ id: 'w1', createdAt: iso, oldestPendingAt: iso, previousSecretUntil: null },
    ...{ pending: 2, deadLetters: 1, disabledAt: null },
  })
  expect(JSON.stringify(webhookViewOf({ ...webhook, secret: 'hush' } as never))).not.toContain(
    'hush',
  )
})

test('a delivery names its webhook and the transfer that it is about', () => {
  const shown = shownDelivery(delivery)
  expect(deliveryView.parse(shown)).toEqual(shown)
  expect(shown).toMatchObject({
    ...{ id: 'd1', webhookId: 'w1', transferId: 't1', createdAt: iso, lastAttemptAt: iso },
    ...{ nextAttemptAt: null, status: 503, error: 'busy' },
  })
})

test('a delivery about a condition is about no transfer', () => {
  const notice = { ...delivery.notice, transfer: null }
  expect(shownDelivery({ ...delivery, notice }).transferId).toBe(null)
})
