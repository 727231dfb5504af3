// The receiver of webhooks, and the addresses where receivers may be.

import { z } from 'zod'
import { type EventName, eventNames } from '../../journey/reported/event-name.ts'
import { isIpRange } from '../../lib/machine/ip-address.ts'
import { needs } from './schema-fault.ts'
import { path, secret } from './values.ts'

const names = Object.keys(eventNames) as [EventName, ...EventName[]]

const url = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
    error: needs('url'),
    abort: true,
  })
  .refine(
    (text) => new URL(text).username === '' && new URL(text).password === '',
    needs('url-without-user'),
  )

const ranges = z.array(z.string().refine(isIpRange, needs('ip-range'))).min(1)

export const webhookSchema = z.strictObject({
  url: url.describe('Where it is told, by POST'),
  events: z
    .array(z.enum(names))
    .min(1)
    .default(['TRANSFER_COMPLETED', 'TRANSFER_FAILED'])
    .describe('What it is told (docs/webhooks.md)'),
  secret: secret.describe('Signs what is told, used as it is written'),
  previousSecret: secret
    .optional()
    .describe('The one before, while it is changed: signs beside it in `webhook-signature`'),
  header: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, needs('header-name'))
    .default('X-PesitWizard-Signature')
    .describe('Where the signature `sha256=…` stands'),
  ca: path.optional().describe('Authority of its certificate; the system’s when absent'),
  allow: ranges.optional().describe('Where it may lead, when that is not `webhookAllow`'),
})

export const webhookAllowSchema = ranges
  .optional()
  .describe(
    'Addresses to which webhooks may lead. Absent: public, private and loopback ones. Link-local addresses and those of cloud credentials never',
  )
