// The valid parts of a configuration that has faults, so that the relations between its parts are checked at
// once and not only after the last fault is corrected. Pure.

import { z } from 'zod'
import { bankSchema } from './schema/bank.ts'
import { draftInDialect } from './schema/dialect-presets.ts'
import { httpSchema } from './schema/http.ts'
import {
  type BankConfig,
  type Config,
  configSchema,
  type InboxConfig,
  inboxSchema,
  type OutboxConfig,
  outboxSchema,
  type WebhookConfig,
} from './schema/configuration.ts'
import { webhookSchema } from './schema/webhook.ts'

export interface Draft {
  readonly data?: string
  readonly zone?: string
  readonly listen?: Config['listen']
  readonly http?: Partial<Pick<Config['http'], 'localFolders' | 'open' | 'proxies'>>
  readonly banks: readonly Partial<BankConfig>[]
  readonly outboxes: readonly Partial<OutboxConfig>[]
  readonly inboxes: readonly Partial<InboxConfig>[]
  readonly webhooks: readonly Partial<WebhookConfig>[]
}

/** Leaves out invalid values and fills in defaults. Positions in lists do not change. */
export function draftOf(value: unknown): Draft {
  const { data, zone, listen } = configSchema.shape
  const { localFolders, open, proxies } = httpSchema.shape
  return {
    ...readable({ data, zone, listen }, value),
    http: readable({ localFolders, open, proxies }, ownProperty(value, 'http')),
    banks: list(value, 'banks').map((one) => draftInDialect(readable(bankSchema.shape, one))),
    outboxes: list(value, 'outboxes').map((one) => readable(outboxSchema.shape, one)),
    inboxes: list(value, 'inboxes').map((one) => readable(inboxSchema.shape, one)),
    webhooks: list(value, 'webhooks').map((one) => readable(webhookSchema.shape, one)),
  }
}

function readable<S extends z.core.$ZodShape>(
  shape: S,
  value: unknown,
): Partial<z.output<z.ZodObject<S>>> {
  const found = Object.entries(shape).flatMap(([key, schema]) => {
    const read = z.safeParse(schema, ownProperty(value, key))
    return read.success && read.data !== undefined ? [[key, read.data] as const] : []
  })
  return Object.fromEntries(found) as Partial<z.output<z.ZodObject<S>>>
}

function list(value: unknown, key: string): readonly unknown[] {
  const found = ownProperty(value, key)
  return Array.isArray(found) ? (found as unknown[]) : []
}

/** The own property of a plain value, never one of its prototype. */
export function ownProperty(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined
}
