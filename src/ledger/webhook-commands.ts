// Commands about webhooks and their outcomes: the contract between the API and the station that carries them
// out.

import type { MessageOf } from '../wording/catalogue.ts'
import type { EventName } from '../journey/reported/event-name.ts'
import type { Deliveries, Delivery, Webhook } from './contract/deliveries.ts'

/** A webhook without its secrets. */
export interface ShownWebhook {
  readonly id: string
  readonly origin: Webhook['origin']
  readonly url: string
  /** Empty: all events. */
  readonly events: readonly EventName[]
  readonly header: string
  readonly previousSecretUntilMs: number | null
  readonly createdMs: number
  readonly pending: number
  readonly dead: number
  readonly oldestPendingMs: number | null
  /** It answered that it is gone. */
  readonly disabledMs: number | null
  readonly localUid?: number
}

export type WebhookRefusal = MessageOf<
  /** `EXISTS`: one with this URL, these events and another secret. `CONFIGURED`: it is changed elsewhere. */
  'WEBHOOK-REFUSED' | 'WEBHOOK-EXISTS' | 'WEBHOOKS-TOO-MANY' | 'WEBHOOK-CONFIGURED'
>

export type WebhookOutcome =
  | { readonly kind: 'done'; readonly webhook: ShownWebhook }
  | { readonly kind: 'refused'; readonly message: WebhookRefusal }
  | { readonly kind: 'unknown' }

export interface TestOutcome {
  readonly kind: 'told' | 'failed'
  readonly message: MessageOf<'WEBHOOK-TESTED'>
  readonly tookMs: number
}

export interface WebhookChange {
  readonly url?: string | undefined
  readonly events?: readonly string[] | undefined
  readonly header?: string | undefined
  readonly secret?: string | undefined
  /** How long the previous secret still signs as well. */
  readonly overlapMs?: number | undefined
}

export interface WebhookCommands {
  list(): Promise<readonly ShownWebhook[]>
  /** `localUid`: the user who adds it without a key. */
  add(
    wanted: WebhookChange & {
      readonly url: string
      readonly secret: string
      readonly localUid?: number | undefined
    },
  ): Promise<WebhookOutcome>
  change(id: string, change: WebhookChange): Promise<WebhookOutcome>
  remove(id: string): Promise<WebhookOutcome>
  /** Calls it now, with an event TEST. null: there is no such webhook. */
  test(id: string): Promise<TestOutcome | null>
  deliveries(query: Parameters<Deliveries['deliveries']>[0]): Promise<readonly Delivery[]>
  delivery(deliveryId: string): Promise<Delivery | null>
  redeliver(deliveryId: string): Promise<Delivery | null>
  /** Gives up a delivery for good; null: there is no such delivery that waits or is dead. */
  drop(deliveryId: string): Promise<Delivery | null>
}
