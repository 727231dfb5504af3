// Webhooks and their deliveries as programs see them: without secrets, times as text. Pure.

import { z } from 'zod'
import type { Delivery } from '../../ledger/contract/deliveries.ts'
import type { ShownWebhook } from '../../ledger/webhook-commands.ts'

export const webhookView = z.object({
  id: z.string(),
  origin: z.enum(['config', 'api']).describe('config: it is changed in the configuration'),
  url: z.string(),
  events: z.array(z.string()).describe('None: all'),
  header: z.string(),
  createdAt: z.iso.datetime(),
  previousSecretUntil: z.iso.datetime().nullable(),
  pending: z.int().describe('What it is owed'),
  deadLetters: z.int().describe('What it was not told in three days'),
  oldestPendingAt: z.iso.datetime().nullable(),
  disabledAt: z.iso
    .datetime()
    .nullable()
    .describe('It answered 410 (gone) then, and is told nothing until it is changed'),
})

export const deliveryStates = ['pending', 'delivered', 'dead', 'dropped'] as const
export const deliveryView = z.object({
  id: z.string().describe('webhook-id of every try'),
  webhookId: z.string(),
  transferId: z.string().nullable(),
  event: z.string(),
  state: z.enum(deliveryStates),
  sequence: z.int().describe('Pages go on before this number'),
  createdAt: z.iso.datetime(),
  nextAttemptAt: z.iso.datetime().nullable().describe('null: over, or waiting for one before it'),
  lastAttemptAt: z.iso.datetime().nullable(),
  attempts: z.int(),
  status: z.int().nullable().describe('Of the last answer'),
  error: z.string(),
})

export function webhookViewOf(webhook: ShownWebhook): z.infer<typeof webhookView> {
  const { id, origin, url, events, header, createdMs, pending, dead } = webhook
  return {
    id,
    origin,
    url,
    events: [...events],
    header,
    createdAt: iso(createdMs),
    previousSecretUntil: isoOrNull(webhook.previousSecretUntilMs),
    pending,
    deadLetters: dead,
    oldestPendingAt: isoOrNull(webhook.oldestPendingMs),
    disabledAt: isoOrNull(webhook.disabledMs),
  }
}

export function shownDelivery(delivery: Delivery): z.infer<typeof deliveryView> {
  const { id, webhook, event, state, sequence, attempts, status, error, notice } = delivery
  return {
    id,
    webhookId: webhook,
    transferId: notice.transfer?.id ?? null,
    event,
    state,
    sequence,
    createdAt: iso(delivery.createdMs),
    nextAttemptAt: isoOrNull(delivery.dueMs),
    lastAttemptAt: isoOrNull(delivery.lastMs),
    attempts,
    status,
    error,
  }
}

const iso = (atMs: number) => new Date(atMs).toISOString()
const isoOrNull = (atMs: number | null) => (atMs === null ? null : iso(atMs))
