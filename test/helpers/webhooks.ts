// The station that tells webhooks, on a ledger of its own and a clock turned by hand; and the checks of
// receivers.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { Webhook as StandardReceiver } from 'standardwebhooks'
import { expect, onTestFinished, vi } from 'vitest'
import type { EventName } from '../../src/journey/reported/event-name.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { silentLog } from '../../src/lib/log.ts'
import {
  startWebhooks,
  type Webhooks,
  type WebhooksOptions,
} from '../../src/notify/webhooks/start.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'
import { drive, queued } from './new-transfer.ts'
import { tempFolder } from './temp-folder.ts'
import type { Heard, WebhookReceiver } from './webhook-receiver.ts'

export const secret = 'un secret bien gardé'
const toSent = ['attempt-started', 'finishing', 'bank-acknowledged'] as const
export const day = 86_400_000

export interface Given {
  readonly ledger: Ledger
  readonly clock: FakeClock
  readonly folder: string
  /** Starts the station anew; the one before is stopped. */
  start(options?: Partial<WebhooksOptions>): Promise<Webhooks>
}

export async function given(): Promise<Given> {
  const folder = tempFolder()
  const clock = fakeClock()
  const ledger = await openLedger({ folder, clock })
  let running: Webhooks | null = null
  onTestFinished(async () => {
    await running?.stop()
    await ledger.close()
  })
  return {
    ledger,
    clock,
    folder,
    async start(options = {}) {
      await running?.stop()
      running = await startWebhooks(
        {
          ledger,
          clock,
          log: silentLog,
          chance: () => 0,
          zone: 'Europe/Paris',
          placeOf: ({ name }) => Promise.resolve({ path: `/archive/${name}`, passing: false }),
          bankNumbers: (bank) => (bank === 'bnp' ? { serverId: 1, partnerId: 'ACME' } : null),
        },
        { configured: [], allow: null, dataFolder: folder, ...options },
      )
      return running
    },
  }
}

export async function sentFile(ledger: Ledger, name = 'paie.xml'): Promise<string> {
  return (await drive(ledger, (await queued(ledger, { name })).id, toSent)).id
}

export const until = (check: () => void | Promise<void>) => vi.waitFor(check, { interval: 5 })
export const untilHeard = (receiver: WebhookReceiver, count: number) =>
  until(() => expect(receiver.heard.length).toBeGreaterThanOrEqual(count))

export async function addTo(
  webhooks: Webhooks,
  url: string,
  events: readonly EventName[] = ['TRANSFER_COMPLETED', 'TRANSFER_FAILED'],
): Promise<string> {
  const outcome = await webhooks.add({ url, secret, events })
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome))
  return outcome.webhook.id
}

/** The check as integrators find it documented. */
export function verifySignature(payload: string, signature: string, key: string): boolean {
  const expected = `sha256=${createHmac('sha256', key).update(payload).digest('hex')}`
  return (
    signature.length === expected.length &&
    timingSafeEqual(Buffer.from(signature), Buffer.from(expected))
  )
}
export const documented = ({ headers }: Heard) => String(headers['x-pesitwizard-signature'])
export const standard = ({ body, headers }: Heard, key: string) =>
  new StandardReceiver(key, { format: 'raw' }).verify(body, headers as Record<string, string>)
