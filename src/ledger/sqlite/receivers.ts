// The verbs of `ReceiverLedger` on SQLite, put together.

import type { Clock } from '../../lib/time/clock.ts'
import type { ReceiverLedger } from '../receivers.ts'
import type { Committer } from './database/commit.ts'
import {
  deliveries,
  delivery,
  deliveryCounts,
  dropDelivery,
  dueDeliveries,
  forgetDeliveries,
  redeliver,
  settleDelivery,
} from './deliveries.ts'
import type { Statements } from './database/statements.ts'
import {
  configureWebhooks,
  cursor,
  disableWebhook,
  removeWebhook,
  saveCursor,
  saveWebhook,
  webhooks,
} from './webhooks.ts'

type Reading = Pick<
  ReceiverLedger,
  'webhooks' | 'dueDeliveries' | 'deliveries' | 'delivery' | 'deliveryCounts' | 'cursor'
>
type Writing = Omit<ReceiverLedger, keyof Reading>

export function receiversRead(sql: Statements, soon: Committer['read']): Reading {
  return {
    webhooks: () => soon(() => webhooks(sql)),
    dueDeliveries: (query) => soon(() => dueDeliveries(sql, query)),
    deliveries: (query) => soon(() => deliveries(sql, query)),
    delivery: (id) => soon(() => delivery(sql, id)),
    deliveryCounts: () => soon(() => deliveryCounts(sql)),
    cursor: (name) => soon(() => cursor(sql, name)),
  }
}

export function receiversWrite(
  sql: Statements,
  { run }: Pick<Committer, 'run'>,
  clock: Clock,
): Writing {
  const now = () => clock.nowMs()
  return {
    saveWebhook: (webhook) => run(() => saveWebhook(sql, webhook, now())),
    disableWebhook: (id) => run(() => disableWebhook(sql, id, now())),
    removeWebhook: (id) => run(() => removeWebhook(sql, id, now())),
    configureWebhooks: (configured) => run(() => configureWebhooks(sql, configured, now())),
    settleDelivery: (sequence, outcome) =>
      run(() => settleDelivery(sql, { sequence, outcome, nowMs: now() })),
    redeliver: (id) => run(() => redeliver(sql, id, now())),
    dropDelivery: (id) => run(() => dropDelivery(sql, id, now())),
    forgetDeliveries: (beforeMs, limit) => run(() => forgetDeliveries(sql, beforeMs, limit)),
    saveCursor: (name, sequence) => run(() => saveCursor(sql, name, sequence)),
  }
}

/** Who only reads is told so. */
export function receiversRefuse(refuse: () => Promise<never>): Writing {
  return {
    saveWebhook: refuse,
    disableWebhook: refuse,
    removeWebhook: refuse,
    configureWebhooks: refuse,
    settleDelivery: refuse,
    redeliver: refuse,
    dropDelivery: refuse,
    forgetDeliveries: refuse,
    saveCursor: refuse,
  }
}
