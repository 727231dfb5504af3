// Schedules the deliveries to webhooks that result from a fact or a condition, in the transaction that writes
// it: neither exists without the other. Each webhook is notified once, under the first of the event names
// that
// it wants.

import {
  conditionEventOf,
  type EventName,
  eventNamesOf,
} from '../../../journey/reported/event-name.ts'
import type { Fact } from '../../../journey/fact.ts'
import { type Notice, noticeOf } from '../../../journey/reported/notice.ts'
import type { Transfer } from '../../../journey/transfer.ts'
import { addDelivery } from './deliveries.ts'
import { type CodedMessage, message } from '../../../wording/catalogue.ts'
import type { Statements } from '../database/statements.ts'
import { selectWebhooks } from './webhooks.ts'

export function scheduleForFact(sql: Statements, transfer: Transfer, fact: Fact): void {
  schedule(sql, {
    names: eventNamesOf(transfer, fact),
    subject: transfer.id,
    atMs: fact.atMs,
    noticeOf: (event) => noticeOf(event, transfer, fact),
  })
}

export function scheduleForCondition(
  sql: Statements,
  condition: {
    readonly subject: string
    readonly code: string
    readonly message: CodedMessage
    readonly sinceMs: number
  },
  { over, nowMs }: { readonly over: boolean; readonly nowMs: number },
): void {
  const { subject, code, message: coded, sinceMs } = condition
  const name = conditionEventOf(subject, over)
  schedule(sql, {
    names: name === null ? [] : [name],
    subject,
    atMs: nowMs,
    noticeOf: (event) => ({
      event,
      atMs: nowMs,
      message: over ? message('CONDITION-OVER', { what: coded }) : coded,
      sequence: null,
      transfer: null,
      condition: { subject, code, sinceMs },
    }),
  })
}

function schedule(
  sql: Statements,
  due: {
    readonly names: readonly EventName[]
    readonly subject: string
    readonly atMs: number
    readonly noticeOf: (name: EventName) => Notice
  },
): void {
  if (due.names.length === 0) return
  for (const { id, events, disabledMs } of selectWebhooks(sql)) {
    if (disabledMs !== null) continue
    const name = due.names.find((one) => events.length === 0 || events.includes(one))
    if (name === undefined) continue
    addDelivery(sql, {
      webhook: id,
      subject: due.subject,
      notice: due.noticeOf(name),
      nowMs: due.atMs,
    })
  }
}
