// The part of the ledger's contract that tells others: who is to be told, what is owed to whom, and how far
// the readers of facts have come. A delivery is written in the transaction of the fact that owes it.

import type { EventName, ToldName } from '../journey/told/event-name.ts'
import type { Notice } from '../journey/told/notice.ts'

export interface Webhook {
  readonly id: string
  /** Who named it: the configuration, or a call of the API. */
  readonly origin: 'config' | 'api'
  readonly url: string
  /** Empty: all of them. */
  readonly events: readonly EventName[]
  /** Where the documented signature stands. */
  readonly header: string
  /** Sealed by its owner; '' where the configuration knows it. */
  readonly secret: string
  readonly previousSecret: string
  /** The previous secret signs too until then. */
  readonly previousUntilMs: number | null
  readonly createdMs: number
  /** It said that it is gone: nothing is owed to it since. null: it is told. */
  readonly disabledMs: number | null
  /** The user of this machine who added it without a key (-1: one whom an earlier version did not know); absent for all others. */
  readonly localUid?: number
}

export type NewWebhook = Omit<Webhook, 'createdMs' | 'disabledMs'>

export type DeliveryState = 'pending' | 'delivered' | 'dead' | 'dropped'

/** One notice owed to one webhook. */
export interface Delivery {
  /** Order of birth, over all. */
  readonly sequence: number
  /** The same on every try: by it a receiver knows what it has had. */
  readonly id: string
  readonly webhook: string
  /** What must stay in order: a transfer's id, or the subject of a condition. */
  readonly subject: string
  readonly event: ToldName
  readonly notice: Notice
  readonly state: DeliveryState
  readonly createdMs: number
  /** When it is tried next; null while an earlier one about the same subject is not over, or when it is over itself. */
  readonly dueMs: number | null
  /** After that no more is tried. */
  readonly untilMs: number
  readonly attempts: number
  readonly lastMs: number | null
  /** Of the last answer, when there was one. */
  readonly status: number | null
  /** Why the last try failed; '' when it did not. */
  readonly error: string
  readonly doneMs: number | null
}

export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly status: number }
  /** Not tried yet: what it tells of is not ready. */
  | { readonly kind: 'later'; readonly againMs: number }
  | {
      readonly kind: 'failed'
      readonly status: number | null
      readonly error: string
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
  /** Birth of the oldest that is pending. */
  readonly oldestMs: number | null
}

export interface ReceiverLedger {
  /** Those that are told, in order of birth. */
  webhooks(): Promise<readonly Webhook[]>
  /** Adds one, or changes the one of that id. One that was removed is there again, one that was disabled is told again. */
  saveWebhook(webhook: NewWebhook): Promise<Webhook>
  /** Nothing is owed to it any more, and what was is dropped. False when there is none. */
  removeWebhook(id: string): Promise<boolean>
  /** Nothing is owed to it until it is saved again, and what was is dropped; it stays in the list. */
  disableWebhook(id: string): Promise<void>
  /** The webhooks of the configuration are these, and no others. */
  configureWebhooks(webhooks: readonly NewWebhook[]): Promise<void>
  /** What may be tried now, the longest due first, at most one a subject. */
  dueDeliveries(query: {
    readonly webhook: string
    readonly nowMs: number
    readonly limit: number
    /** Being tried already. */
    readonly except?: readonly number[]
  }): Promise<DueDeliveries>
  /** How a try ended. One that is over makes way for the next about its subject. */
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
  /** Owes it again, under the same id, for the whole time. null when there is none, or its webhook is gone. */
  redeliver(id: string): Promise<Delivery | null>
  /** Gives up one that is dead or pending, for good. False when it is neither. */
  dropDelivery(id: string): Promise<boolean>
  deliveryCounts(): Promise<readonly DeliveryCount[]>
  /** Forgets what was over before then, at most so many; gives how many. */
  forgetDeliveries(beforeMs: number, limit: number): Promise<number>
  /** How far a reader of facts has come; null before its first time. */
  cursor(name: string): Promise<number | null>
  saveCursor(name: string, sequence: number): Promise<void>
}
