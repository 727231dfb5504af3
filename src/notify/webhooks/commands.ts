// What a person or a program may do with webhooks: add, change, remove and test one; list deliveries, send
// one again, drop one. A secret is accepted but never returned.

import { createHash, timingSafeEqual } from 'node:crypto'
import { type EventName, eventNames, isEventName } from '../../journey/reported/event-name.ts'
import type { Webhook } from '../../ledger/contract/deliveries.ts'
import type {
  ShownWebhook,
  TestOutcome,
  WebhookChange,
  WebhookCommands,
  WebhookOutcome,
} from '../../ledger/webhook-commands.ts'
import { newId } from '../../lib/id.ts'
import { createLimit } from '../../lib/waiting/limit.ts'
import { bodyOf, testNotice } from './body.ts'
import { whyNoWebhook } from './guard.ts'
import type { KeptSecrets } from './kept-secrets.ts'
import type { Poster } from './post.ts'
import { noteDead, post, type ReceiverDeps, failureOf } from './receiver.ts'
import { message } from '../../wording/catalogue.ts'
import type { WebhookFault } from '../../wording/catalogue/machine/webhooks.ts'
import { documentedHeader, type Secrets } from './sign.ts'

const usualOverlapMs = 48 * 3_600_000

interface OrderDeps extends ReceiverDeps {
  readonly allow: readonly string[] | null
  readonly kept: KeptSecrets
  readonly secrets: (webhook: Webhook) => Secrets
  readonly poster: (webhook: Webhook) => Poster
  readonly refresh: () => Promise<void>
  readonly ring: () => void
}

export function webhookOrders(deps: OrderDeps): WebhookCommands {
  const { ledger } = deps
  const adding = createLimit(1)
  const found = async (id: string) =>
    (await ledger.webhooks()).find((webhook) => webhook.id === id) ?? null
  return {
    list: () => list(deps),
    // Two calls at once must not add the same webhook twice.
    add: (wanted) => adding(() => add(deps, wanted)),
    async change(id, change) {
      const webhook = await found(id)
      if (webhook === null) return { kind: 'unknown' }
      return webhook.origin === 'config' ? configured : changeOne(deps, webhook, change)
    },
    async remove(id) {
      const webhook = await found(id)
      if (webhook === null) return { kind: 'unknown' }
      if (webhook.origin === 'config') return configured
      const shown = (await list(deps)).find((one) => one.id === id)
      await ledger.removeWebhook(id)
      await deps.refresh()
      return shown === undefined ? { kind: 'unknown' } : { kind: 'done', webhook: shown }
    },
    async test(id) {
      const webhook = await found(id)
      return webhook === null ? null : testOne(deps, webhook)
    },
    deliveries: (query) => ledger.deliveries(query),
    delivery: (id) => ledger.delivery(id),
    async redeliver(deliveryId) {
      const delivery = await ledger.redeliver(deliveryId)
      if (delivery === null) return null
      deps.ring()
      await noteDeadOf(deps, await found(delivery.webhook))
      return delivery
    },
    async drop(deliveryId) {
      if (!(await ledger.dropDelivery(deliveryId))) return null
      const delivery = await ledger.delivery(deliveryId)
      deps.ring()
      await noteDeadOf(deps, await found(delivery?.webhook ?? ''))
      return delivery
    },
  }
}

async function add(
  deps: OrderDeps,
  { url, secret, events, header, localUid }: Parameters<WebhookCommands['add']>[0],
): Promise<WebhookOutcome> {
  const why = whyRefused(deps, { url, secret, events, header })
  if (why !== null) return { kind: 'refused', message: message('WEBHOOK-REFUSED', why) }
  const there = (await deps.ledger.webhooks()).filter((one) => one.origin === 'api')
  const wanted = { url, events: eventsOf(events), header: header ?? documentedHeader }
  const twins = there.filter((one) => isSame(one, wanted) && isOpenTo(one, localUid))
  const twin = twins.find((one) => one.localUid === localUid) ?? twins[0]
  if (twin !== undefined) return addAgain(deps, twin, { secret, localUid })
  const keyless = there.filter((one) => one.localUid !== undefined)
  if (there.length >= maximumOfApi || (localUid !== undefined && keyless.length >= maximumKeyless))
    return tooMany(localUid !== undefined)
  const id = newId()
  await deps.ledger.saveWebhook({
    id,
    origin: 'api',
    ...wanted,
    secret: await deps.kept.seal(id, secret),
    previousSecret: '',
    previousUntilMs: null,
    ...(localUid === undefined ? {} : { localUid }),
  })
  return done(deps, id)
}

/**
 * How many webhooks the API may add: each fact makes a delivery for each of them. Callers without a key may
 * add fewer, so that callers with a key still can.
 */
const maximumOfApi = 150
const maximumKeyless = 100

function tooMany(isKeyless: boolean): WebhookOutcome {
  const coded = message(
    'WEBHOOKS-TOO-MANY',
    isKeyless ? { most: maximumKeyless, keyless: true } : { most: maximumOfApi, keyless: false },
  )
  return { kind: 'refused', message: coded }
}

/** The user of a webhook that an earlier version accepted from this machine. */
const unknownUser = -1

function eventsOf(names: readonly string[] | undefined): EventName[] {
  return [...new Set((names ?? []).filter(isEventName))].sort()
}

function isSame(one: Webhook, other: Pick<Webhook, 'url' | 'events' | 'header'>): boolean {
  const key = ({ url, events, header }: Pick<Webhook, 'url' | 'events' | 'header'>) =>
    JSON.stringify([new URL(url).href, eventsOf(events), header.toLowerCase()])
  return key(one) === key(other)
}

/**
 * Only the user who added a webhook may see its deliveries. Another user without a key who names the same URL
 * gets a webhook of his own: he does not get this one, and does not learn whether he guessed its secret.
 */
function isOpenTo(one: Webhook, localUid: number | undefined): boolean {
  const owner = one.localUid ?? unknownUser
  return localUid === undefined || owner === unknownUser || owner === localUid
}

/**
 * A program that adds its webhook at each of its starts keeps one webhook, which is enabled again if its
 * receiver was gone. With another secret the call would change what somebody else added: the answer names
 * that webhook.
 */
async function addAgain(
  deps: OrderDeps,
  twin: Webhook,
  { secret, localUid }: { readonly secret: string; readonly localUid: number | undefined },
): Promise<WebhookOutcome> {
  if (isEqual(deps.secrets(twin).current, secret)) {
    // The caller knows its secret, so he is its receiver: a webhook without a known user is his from now on.
    const isAdopted = localUid !== undefined && (twin.localUid ?? unknownUser) === unknownUser
    if (twin.disabledMs !== null || isAdopted)
      await deps.ledger.saveWebhook(isAdopted ? { ...twin, localUid } : twin)
    return done(deps, twin.id)
  }
  return { kind: 'refused', message: message('WEBHOOK-EXISTS', { id: twin.id }) }
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest())
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}

async function changeOne(
  deps: OrderDeps,
  webhook: Webhook,
  change: WebhookChange,
): Promise<WebhookOutcome> {
  const why = whyRefused(deps, change)
  if (why !== null) return { kind: 'refused', message: message('WEBHOOK-REFUSED', why) }
  const { url, events, header } = change
  await deps.ledger.saveWebhook({
    ...webhook,
    url: url ?? webhook.url,
    events: events === undefined ? webhook.events : events.filter(isEventName),
    header: header ?? webhook.header,
    ...(await rotated(deps, webhook, change)),
  })
  return done(deps, webhook.id)
}

const configured: WebhookOutcome = {
  kind: 'refused',
  message: message('WEBHOOK-CONFIGURED', {}),
}

/** The new secret signs from now on; the old one is valid beside it for a time. */
async function rotated(
  { kept, clock }: OrderDeps,
  webhook: Webhook,
  { secret, overlapMs = usualOverlapMs }: WebhookChange,
): Promise<Partial<Webhook>> {
  if (secret === undefined) return {}
  const { id } = webhook
  return {
    secret: await kept.seal(id, secret),
    previousSecret: overlapMs === 0 ? '' : webhook.secret,
    previousUntilMs: overlapMs === 0 ? null : clock.nowMs() + overlapMs,
  }
}

function whyRefused(
  { allow }: OrderDeps,
  { url, events, header, secret }: WebhookChange,
): WebhookFault | null {
  const text = url === undefined ? null : whyNoWebhook(url, allow)
  if (text !== null) return { why: 'url', text }
  const strange = events?.find((name) => !isEventName(name))
  if (strange !== undefined) return { why: 'event', event: strange, known: Object.keys(eventNames) }
  if (header !== undefined && !/^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(header))
    return { why: 'header-name' }
  if (header !== undefined && reserved.has(header.toLowerCase()))
    return { why: 'header-reserved', header }
  if (secret === '') return { why: 'secret-empty' }
  return null
}

const reserved: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'webhook-id',
  'webhook-signature',
  'webhook-timestamp',
])

async function done(deps: OrderDeps, id: string): Promise<WebhookOutcome> {
  await deps.refresh()
  const webhook = (await list(deps)).find((one) => one.id === id)
  return webhook === undefined ? { kind: 'unknown' } : { kind: 'done', webhook }
}

async function list({ ledger, clock }: OrderDeps): Promise<readonly ShownWebhook[]> {
  const counts = new Map((await ledger.deliveryCounts()).map((count) => [count.webhook, count]))
  const nowMs = clock.nowMs()
  return (await ledger.webhooks()).map(
    ({ id, origin, url, events, header, previousUntilMs, createdMs, disabledMs, localUid }) => ({
      ...(localUid === undefined ? {} : { localUid }),
      id,
      origin,
      url,
      events,
      header,
      previousSecretUntilMs:
        previousUntilMs !== null && previousUntilMs > nowMs ? previousUntilMs : null,
      createdMs,
      pending: counts.get(id)?.pending ?? 0,
      dead: counts.get(id)?.dead ?? 0,
      oldestPendingMs: counts.get(id)?.oldestMs ?? null,
      disabledMs,
    }),
  )
}

async function testOne(deps: OrderDeps, webhook: Webhook): Promise<TestOutcome> {
  const { clock } = deps
  const poster = deps.poster(webhook)
  const id = newId()
  const beganMs = clock.monotonicMs()
  try {
    const body = bodyOf(testNotice(id, clock.nowMs()), {
      localPath: '',
      bank: null,
      reader: { zone: deps.zone },
    })
    const signal = new AbortController().signal
    const posted = await post(
      deps,
      { webhook, secrets: deps.secrets, poster },
      { id, body, signal },
    )
    const status = posted.kind === 'answered' ? posted.status : null
    const told = status !== null && status >= 200 && status < 300
    return {
      kind: told ? 'told' : 'failed',
      message: message('WEBHOOK-TESTED', { status, what: told ? null : failureOf(posted) }),
      tookMs: Math.round(clock.monotonicMs() - beganMs),
    }
  } finally {
    await poster.close()
  }
}

async function noteDeadOf({ ledger }: OrderDeps, webhook: Webhook | null): Promise<void> {
  if (webhook !== null) await noteDead(ledger, webhook)
}
