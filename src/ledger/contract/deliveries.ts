// Webhooks, what is to be delivered to each of them, and how far the readers of facts have come. A delivery
// is written in the transaction of the fact or the condition that it announces.

import type { CodedMessage } from '../../wording/catalogue.ts'
import type { EventName, ReportedName } from '../../journey/reported/event-name.ts'
import type { Notice } from '../../journey/reported/notice.ts'

export interface Webhook {
  readonly id: string
  /** Where it was added: in the configuration, or by a call of the API. */
  readonly origin: 'config' | 'api'
  readonly url: string
  /** Empty: all of them. */
  readonly events: readonly EventName[]
  /** The header that carries the documented signature. */
  readonly header: string
  /** Sealed by its owner; '' where the configuration knows it. */
  readonly secret: string
  readonly previousSecret: string
  /** The previous secret signs too until then. */
  readonly previousUntilMs: number | null
  readonly createdMs: number
  /** When it answered that it is gone: nothing is delivered to it since. null: it is enabled. */
  readonly disabledMs: number | null
  /**
   * The user of this machine who added it without a key (-1: one whom an earlier version did not know);
   * absent for all others.
   */
  readonly localUid?: number
}

export type NewWebhook = Omit<Webhook, 'createdMs' | 'disabledMs'>

export type DeliveryState = 'pending' | 'delivered' | 'dead' | 'dropped'

/** One notice to one webhook. */
export interface Delivery {
  /** Order of creation, over all webhooks. */
  readonly sequence: number
  /** The same on every try: a receiver recognizes a repetition by it. */
  readonly id: string
  readonly webhook: string
  /** What must stay in order: a transfer's id, or the subject of a condition. */
  readonly subject: string
  readonly event: ReportedName
  readonly notice: Notice
  readonly state: DeliveryState
  readonly createdMs: number
  /**
   * When it is tried next; null when it is finished, or while an earlier one about the same subject is
   * pending.
   */
  readonly dueMs: number | null
  /** After that it is not tried any more. */
  readonly untilMs: number
  readonly attempts: number
  readonly lastMs: number | null
  /** HTTP status of the last answer; null when there was none. */
  readonly status: number | null
  /** Why the last try failed; null when it did not. */
  readonly failure: CodedMessage | null
  /** The failure as it was read; '' for none. */
  readonly error: string
  readonly doneMs: number | null
}

export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly status: number }
  /** Not tried yet: what it announces is not ready. */
  | { readonly kind: 'later'; readonly againMs: number }
  | {
      readonly kind: 'failed'
      readonly status: number | null
      readonly failure: CodedMessage
      /** null: it is given up. */
      readonly againMs: number | null
    }

export interface DueDeliveries {
  readonly deliveries: readonly Delivery[]
  /** When the next one after now is due; null when none is. */
  readonly nextMs: number | null
}

export interface DeliveryCount {
  readonly webhook: string
  readonly pending: number
  readonly dead: number
  /** When the oldest pending one was created. */
  readonly oldestMs: number | null
}

export interface WebhookRecords {
  /** Those that were not removed, in order of creation. */
  webhooks(): Promise<readonly Webhook[]>
  /** Adds a webhook, or changes the one with that id. One that was removed or disabled is enabled again. */
  saveWebhook(webhook: NewWebhook): Promise<Webhook>
  /**
   * Nothing is delivered to it any more, and its pending deliveries are dropped. False when there is none.
   */
  removeWebhook(id: string): Promise<boolean>
  /**
   * Nothing is delivered to it until it is saved again, and its pending deliveries are dropped; it stays in
   * the list.
   */
  disableWebhook(id: string): Promise<void>
  /** The webhooks of the configuration are these, and no others. */
  configureWebhooks(webhooks: readonly NewWebhook[]): Promise<void>
}

export interface Deliveries {
  /** What may be tried now, the longest due first, at most one for each subject. */
  dueDeliveries(query: {
    readonly webhook: string
    readonly nowMs: number
    readonly limit: number
    /** Sequences that are being tried already. */
    readonly except?: readonly number[]
  }): Promise<DueDeliveries>
  /** How a try ended. One that is finished makes way for the next about its subject. */
  settleDelivery(sequence: number, outcome: DeliveryOutcome): Promise<void>
  /** Newest first, before a sequence. */
  deliveries(query: {
    readonly webhook?: string
    /** Those of webhooks that this user added without a key. */
    readonly localUid?: number
    readonly states?: readonly DeliveryState[]
    readonly subject?: string
    readonly before?: number
    readonly limit: number
  }): Promise<readonly Delivery[]>
  delivery(id: string): Promise<Delivery | null>
  /**
   * Makes it pending again, under the same id, for the whole time. null when there is none, or its webhook is
   * gone.
   */
  redeliver(id: string): Promise<Delivery | null>
  /** Gives up one that is dead or pending, for good. False when it is neither. */
  dropDelivery(id: string): Promise<boolean>
  deliveryCounts(): Promise<readonly DeliveryCount[]>
  /** Deletes those that were finished before then, at most `limit`; returns how many. */
  forgetDeliveries(beforeMs: number, limit: number): Promise<number>
}

export interface Cursors {
  /** How far a reader of facts has come; null before its first time. */
  cursor(name: string): Promise<number | null>
  saveCursor(name: string, sequence: number): Promise<void>
}
