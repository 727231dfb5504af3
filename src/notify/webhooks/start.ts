// The station of the webhooks: one receiver for each webhook of the configuration and of the API. The ledger
// writes pending deliveries together with the facts; `ring` makes the receivers look at once.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { EventName } from '../../journey/reported/event-name.ts'
import type { NewWebhook, Webhook } from '../../ledger/contract/deliveries.ts'
import type { WebhookCommands } from '../../ledger/webhook-commands.ts'
import { startPeriodic } from '../../lib/waiting/loop.ts'
import { settledTimeSince } from '../../lib/time/settled-time.ts'
import { errorText } from '../../lib/files/files.ts'
import type { Resolve } from './guard.ts'
import { openKeptSecrets } from './kept-secrets.ts'
import { webhookOrders } from './commands.ts'
import { failed, openPoster, type Poster } from './post.ts'
import type { ReceiverDeps } from './receiver.ts'
import { createReceivers } from './receivers.ts'
import type { Secrets } from './sign.ts'

/** A webhook of the configuration. */
export interface ConfiguredWebhook {
  readonly url: string
  readonly events: readonly EventName[]
  readonly header: string
  /** @throws KnownError SECRET-MISSING. */
  readonly secrets: () => Secrets
  readonly allow: readonly string[] | null
  /** A file with its certificate authority; null: the authorities of the system. */
  readonly ca: string | null
}

export interface WebhooksOptions {
  readonly configured: readonly ConfiguredWebhook[]
  /** Ranges that webhooks of the API may call; null: public, private and loopback addresses. */
  readonly allow: readonly string[] | null
  readonly dataFolder: string
  readonly atOnce?: number
  readonly timeoutMs?: number
  readonly resolve?: Resolve
}

export interface Webhooks extends WebhookCommands {
  readonly name: 'webhooks'
  /** There may be a delivery: look now. */
  ring(): void
  stop(): Promise<void>
}

const usualAtOnce = 4
const tidyEveryMs = 3_600_000
const keptMs = 30 * 24 * 3_600_000
const forgottenAtOnce = 5_000

export async function startWebhooks(
  deps: ReceiverDeps,
  options: WebhooksOptions,
): Promise<Webhooks> {
  const { ledger, clock } = deps
  const kept = await openKeptSecrets(options.dataFolder)
  const configured = new Map(options.configured.map((one) => [idOf(one), one]))
  await ledger.configureWebhooks([...configured].map(([id, one]) => rowOf(id, one)))

  const secrets = (webhook: Webhook): Secrets => {
    const own = configured.get(webhook.id)
    if (own !== undefined) return own.secrets()
    const { id, secret, previousSecret, previousUntilMs } = webhook
    const isValid = previousSecret !== '' && (previousUntilMs ?? 0) > clock.nowMs()
    return {
      current: kept.open(id, secret),
      previous: isValid ? kept.open(id, previousSecret) : null,
    }
  }
  const poster = (webhook: Webhook) => posterOf(webhook, configured.get(webhook.id), options)
  const receivers = createReceivers(deps, {
    secrets,
    poster,
    atOnce: options.atOnce ?? usualAtOnce,
  })
  const { refresh, ring } = receivers
  await refresh()
  const tidying = startTidying(deps)
  return {
    name: 'webhooks',
    ring,
    ...webhookOrders({ ...deps, allow: options.allow, kept, secrets, poster, refresh, ring }),
    async stop() {
      await receivers.stop()
      await tidying.stop()
    },
  }
}

function posterOf(
  { url }: Webhook,
  own: ConfiguredWebhook | undefined,
  options: WebhooksOptions,
): Poster {
  const { timeoutMs, resolve, atOnce = usualAtOnce } = options
  try {
    return openPoster({
      url,
      allow: own?.allow ?? options.allow,
      ca: own?.ca === undefined || own.ca === null ? null : readFileSync(own.ca, 'utf8'),
      atOnce,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(resolve === undefined ? {} : { resolve }),
    })
  } catch (error) {
    // The certificate authority cannot be read: this receiver gets nothing, the others do.
    const outcome = failed({ why: 'own', error: errorText(error) })
    return { post: () => Promise.resolve(outcome), close: () => Promise.resolve() }
  }
}

/** An entry of the configuration stays the same webhook as long as its URL does. */
function idOf({ url }: ConfiguredWebhook): string {
  const hex = createHash('sha256').update(url).digest('hex')
  return `config-${hex.slice(0, 16)}`
}

function rowOf(id: string, { url, events, header }: ConfiguredWebhook): NewWebhook {
  return {
    id,
    origin: 'config',
    url,
    events,
    header,
    secret: '',
    previousSecret: '',
    previousUntilMs: null,
  }
}

/** Once an hour, removes deliveries that ended long ago. */
function startTidying({ ledger, clock, log }: ReceiverDeps): { stop(): Promise<void> } {
  const settledMs = settledTimeSince(clock, () => ledger.newestMs())
  const tidy = async (): Promise<void> => {
    const beforeMs = (await settledMs()) - keptMs
    while ((await ledger.forgetDeliveries(beforeMs, forgottenAtOnce)) === forgottenAtOnce) {
      // A full page was removed: there may be more.
    }
  }
  return startPeriodic(tidy, {
    clock,
    everyMs: tidyEveryMs,
    onFailure: (error) =>
      log.error({ error: errorText(error) }, 'Old deliveries could not be forgotten'),
  })
}
