// Messages about receivers of webhooks that do not take what they are sent, and about orders to change
// webhooks that are refused. Pure.

import { entry, type InnerMessage } from '../../entry.ts'

const receiver = { scope: 'daemon', severity: 'error', fault: 'operator', heals: false } as const

const refused = { scope: 'daemon', severity: 'warning', fault: 'operator', heals: false } as const

/** Why a webhook cannot be as somebody wants it. */
export type WebhookFault =
  /** `text` says what is wrong with its URL. */
  | { readonly why: 'url'; readonly text: string }
  | { readonly why: 'event'; readonly event: string; readonly known: readonly string[] }
  | { readonly why: 'header-name' }
  | { readonly why: 'header-reserved'; readonly header: string }
  | { readonly why: 'secret-empty' }
/** Why a receiver was not told. */
export type PostFault =
  | { readonly why: 'status'; readonly status: number }
  | { readonly why: 'timeout'; readonly seconds: number }
  /** `text` says why its URL may not be called. */
  | { readonly why: 'url'; readonly text: string }
  /** No connection, or one that was cut, or TLS: in the words of the system. */
  | { readonly why: 'connection'; readonly error: string }
  /** Its secret or its certificate authority cannot be read: in the words of the system. */
  | { readonly why: 'own'; readonly error: string }

const told = { scope: 'daemon', severity: 'info', fault: 'nobody', heals: true } as const

export const webhooks = {
  'WEBHOOK-REFUSED': entry<WebhookFault>(refused),
  'WEBHOOK-EXISTS': entry<{ readonly id: string }>(refused),
  'WEBHOOK-CONFIGURED': entry<Record<string, never>>(refused),
  'WEBHOOK-TESTED': entry<{
    /** Of its answer; null: it did not answer. */
    readonly status: number | null
    /** Why it failed; null when it accepted the event. */
    readonly what: InnerMessage | null
  }>({ ...refused, severity: 'info' }),
  /** One try to deliver. */
  'WEBHOOK-POST-FAILED': entry<PostFault>({ ...receiver, fault: 'network', heals: true }),
  'WEBHOOK-UNKNOWN': entry<{ readonly id: string }>(refused),
  'DELIVERY-UNKNOWN': entry<{ readonly id: string }>(refused),
  'WEBHOOK-FAILING': entry<{
    /** Without its query, which may be secret. */
    readonly url: string
    readonly sinceMs: number
    readonly what: InnerMessage
  }>({ ...receiver, fault: 'network', heals: true }),
  /** The notice of a test call. */
  'WEBHOOK-TEST': entry<Record<never, never>>(told),
  /** The notice that a condition has ended. */
  'CONDITION-OVER': entry<{ readonly what: InnerMessage }>(told),
  /** It answered 410: gone for good. */
  'WEBHOOK-DISABLED': entry<{ readonly url: string }>(receiver),
  /** It was not told of these facts, each tried for three days. */
  'WEBHOOK-DEAD-LETTERS': entry<{ readonly url: string; readonly count: number }>(receiver),
} as const
