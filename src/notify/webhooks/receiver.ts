// The queue of one receiver. Its pending deliveries are in the ledger; here are only those that are being
// tried, a limited number at once. The trouble of one receiver affects no other: each has its own loop, its
// own connections and its own pauses.
//
//   due        Takes the first unfinished delivery of each transfer, those due longest first.
//   try        Makes the body from the notice as it was at its fact. Any 2xx is a success.
//   settle     Records that it was delivered, or the time of the next try, or after three days a dead letter.
//
// After a crash between a try and its settling the delivery is tried again: at least once, under the same id.
// While a receiver fails, it gets one try at a time, with pauses. So one notice that it cannot process delays
// the others by no more than a pause, and a receiver that is gone costs one connection a minute.

import { conditionSubject } from '../../journey/condition-subject.ts'
import type { Conditions } from '../../ledger/contract/conditions.ts'
import type {
  Deliveries,
  Delivery,
  DeliveryOutcome,
  Webhook,
  WebhookRecords,
} from '../../ledger/contract/deliveries.ts'
import type { FactChain } from '../../ledger/contract/fact-chain.ts'
import type { Notice } from '../../journey/reported/notice.ts'
import { startLoop } from '../../lib/waiting/loop.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { errorText } from '../../lib/files/files.ts'
import type { Log } from '../../lib/log.ts'
import { type BankNumbers, bodyOf } from './body.ts'
import { againAtMs, pauseMs } from './delays.ts'
import { failed, type Poster, type PostOutcome } from './post.ts'
import { type Secrets, signatureHeaders } from './sign.ts'
import { message, type MessageOf } from '../../wording/catalogue.ts'
import { whatOf } from '../../wording/sentence.ts'

export interface FileLocation {
  readonly path: string
  /** The file may still be moved: wait a little. */
  readonly passing: boolean
}

export interface ReceiverDeps {
  readonly ledger: Conditions & Deliveries & Pick<FactChain, 'newestMs'> & WebhookRecords
  readonly clock: Clock
  readonly log: Log
  readonly chance: () => number
  /** The operator's time zone, for sentences. */
  readonly zone: string
  /** Where the file of a notice lies. */
  readonly placeOf: (transfer: NonNullable<Notice['transfer']>) => Promise<FileLocation>
  readonly bankNumbers: (bank: string) => BankNumbers | null
}

export interface ReceiverOptions {
  readonly webhook: Webhook
  /** Read at each try, so that a renewed secret is used without a restart. */
  readonly secrets: (webhook: Webhook) => Secrets
  readonly poster: Poster
  readonly atOnce: number
}

export interface Receiver {
  ring(): void
  stop(): Promise<void>
}

/** A delivery waits this long, from its fact, for a file that still moves. */
const patientMs = 60_000
const passingMs = 500
const pollMs = 30_000
/** A receiver that fails for this long is reported as a condition. */
const troubleAfterMs = 15 * 60_000

interface State {
  readonly running: Map<number, Promise<void>>
  failures: number
  failingSinceMs: number | null
  noted: boolean
  pausedUntilMs: number
}

export function startReceiver(deps: ReceiverDeps, options: ReceiverOptions): Receiver {
  const { ledger, clock, log } = deps
  const { webhook, atOnce } = options
  // `noted` is true at first: a condition of an earlier run must be cleared by the first success.
  const state: State = {
    running: new Map(),
    failures: 0,
    failingSinceMs: null,
    noted: true,
    pausedUntilMs: 0,
  }
  /** Begins the tries that may begin now. */
  const round = async (signal: AbortSignal): Promise<number> => {
    const room = (state.failures > 0 ? 1 : atOnce) - state.running.size
    const pausedMs = state.pausedUntilMs - clock.monotonicMs()
    if (room <= 0) return pollMs
    if (pausedMs > 0) return pausedMs
    const nowMs = clock.nowMs()
    const except = [...state.running.keys()]
    const due = await ledger.dueDeliveries({ webhook: webhook.id, nowMs, limit: room, except })
    for (const delivery of due.deliveries) {
      const trying = tryOne(deps, options, { state, delivery, signal })
        .catch((error: unknown) => {
          state.pausedUntilMs = clock.monotonicMs() + passingMs
          log.error(
            { delivery: delivery.id, error: errorText(error) },
            'A delivery could not be tried',
          )
        })
        .finally(() => {
          state.running.delete(delivery.sequence)
          loop.ring()
        })
      state.running.set(delivery.sequence, trying)
    }
    if (due.deliveries.length > 0) return pollMs
    return due.nextMs === null ? pollMs : Math.min(pollMs, Math.max(1, due.nextMs - nowMs))
  }
  const loop = startLoop(round, {
    clock,
    onFailure: (error) =>
      log.error({ webhook: webhook.id, error: errorText(error) }, 'What is due could not be read'),
    afterFailureMs: pollMs,
  })
  return {
    ring: () => loop.ring(),
    async stop() {
      await loop.stop()
      await Promise.all(state.running.values())
      await options.poster.close()
    },
  }
}

interface Trying {
  readonly state: State
  readonly delivery: Delivery
  readonly signal: AbortSignal
}

async function tryOne(
  deps: ReceiverDeps,
  options: ReceiverOptions,
  { state, delivery, signal }: Trying,
): Promise<void> {
  const { ledger, clock } = deps
  const { notice } = delivery
  const place = notice.transfer === null ? null : await deps.placeOf(notice.transfer)
  if (place?.passing === true && clock.nowMs() - notice.atMs < patientMs) {
    const againMs = clock.nowMs() + passingMs
    return ledger.settleDelivery(delivery.sequence, { kind: 'later', againMs })
  }
  const bank = notice.transfer === null ? null : deps.bankNumbers(notice.transfer.bank)
  const body = bodyOf(notice, { localPath: place?.path ?? '', bank, reader: { zone: deps.zone } })
  const posted = await post(deps, options, { id: delivery.id, body, signal })
  // Our own stop cut the call off: the receiver did not fail. The next start tries again.
  if (posted.kind === 'failed' && signal.aborted) return
  const outcome = judge(posted, delivery, { nowMs: clock.nowMs(), chance: deps.chance() })
  await ledger.settleDelivery(delivery.sequence, outcome)
  await remember(deps, options.webhook, { state, outcome, delivery })
}

/** Makes one signed call, for a delivery or a test. */
export async function post(
  { clock }: Pick<ReceiverDeps, 'clock'>,
  { webhook, secrets, poster }: Pick<ReceiverOptions, 'webhook' | 'secrets' | 'poster'>,
  {
    id,
    body,
    signal,
  }: { readonly id: string; readonly body: string; readonly signal: AbortSignal },
): Promise<PostOutcome> {
  try {
    const headers = signatureHeaders({
      id,
      body,
      header: webhook.header,
      secrets: secrets(webhook),
      nowMs: clock.nowMs(),
    })
    return await poster.post(body, headers, signal)
  } catch (error) {
    // The secret cannot be read: nothing is sent unsigned.
    return failed({ why: 'own', error: errorText(error) })
  }
}

function judge(
  posted: PostOutcome,
  { attempts, untilMs }: Delivery,
  { nowMs, chance }: { readonly nowMs: number; readonly chance: number },
): Exclude<DeliveryOutcome, { kind: 'later' }> {
  const status = posted.kind === 'answered' ? posted.status : null
  if (status !== null && status >= 200 && status < 300) return { kind: 'delivered', status }
  const againMs = againAtMs({
    failures: attempts + 1,
    nowMs,
    untilMs,
    retryAfterMs: posted.kind === 'answered' ? posted.retryAfterMs : null,
    chance,
  })
  return { kind: 'failed', status, failure: failureOf(posted), againMs }
}

export function failureOf(posted: PostOutcome): MessageOf<'WEBHOOK-POST-FAILED'> {
  return posted.kind === 'failed'
    ? posted.failure
    : message('WEBHOOK-POST-FAILED', { why: 'status', status: posted.status })
}

async function remember(
  deps: ReceiverDeps,
  webhook: Webhook,
  {
    state,
    outcome,
    delivery,
  }: {
    readonly state: State
    readonly outcome: Exclude<DeliveryOutcome, { kind: 'later' }>
    readonly delivery: Delivery
  },
): Promise<void> {
  const { ledger, clock, log } = deps
  const nowMs = clock.nowMs()
  if (outcome.kind === 'delivered') {
    state.failures = 0
    state.failingSinceMs = null
    state.pausedUntilMs = 0
    if (state.noted) await ledger.note(conditionSubject('webhook', webhook.id), null)
    state.noted = false
    return
  }
  state.failures += 1
  state.failingSinceMs ??= nowMs
  state.pausedUntilMs = clock.monotonicMs() + pauseMs(state.failures)
  const { failure, againMs } = outcome
  const error = whatOf(failure, deps)
  if (outcome.status === goneStatus) return disable(deps, webhook)
  const fields = { webhook: webhook.id, delivery: delivery.id, event: delivery.event, error }
  if (againMs === null) {
    log.error(fields, 'A webhook was given up after three days: it is a dead letter now')
    await noteDead(ledger, webhook)
  } else log[state.failures === 1 ? 'warn' : 'debug'](fields, 'A webhook failed; it is tried again')
  if (nowMs - state.failingSinceMs < troubleAfterMs) return
  state.noted = true
  await ledger.note(
    `webhook:${webhook.id}`,
    message('WEBHOOK-FAILING', {
      url: shownUrl(webhook.url),
      sinceMs: state.failingSinceMs,
      what: failure,
    }),
  )
}

/** Standard Webhooks: 410 says that nobody listens at this URL any more. It is reported as a condition. */
const goneStatus = 410

async function disable({ ledger, log, zone }: ReceiverDeps, { id, url }: Webhook): Promise<void> {
  await ledger.disableWebhook(id)
  const disabled = message('WEBHOOK-DISABLED', { url: shownUrl(url) })
  await ledger.note(goneSubject(id), disabled)
  log.warn({ webhook: id, code: disabled.code }, whatOf(disabled, { zone }))
}

export const goneSubject = (id: string) => conditionSubject('webhook-gone', id)

/** Reports how many dead letters a webhook has, or that it has none. */
export async function noteDead(
  ledger: Conditions & Deliveries & Pick<FactChain, 'newestMs'> & WebhookRecords,
  { id, url }: Webhook,
): Promise<void> {
  const counts = await ledger.deliveryCounts()
  const dead = counts.find(({ webhook }) => webhook === id)?.dead ?? 0
  await ledger.note(
    `webhook-dead:${id}`,
    dead === 0 ? null : message('WEBHOOK-DEAD-LETTERS', { url: shownUrl(url), count: dead }),
  )
}

/** Hides the query of the URL: it may contain a secret. */
function shownUrl(url: string): string {
  const { origin, pathname, search } = new URL(url)
  return `${origin}${pathname}${search === '' ? '' : '?…'}`
}
