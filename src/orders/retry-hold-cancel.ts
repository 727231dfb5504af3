// The commands for an outgoing transfer besides a release (release.ts). The table of moves decides whether a
// command is possible; a refusal says why it is not, and what can be done instead.

import type { Order, OrderOutcome } from '../journey/order.ts'
import type { Transfer } from '../journey/transfer.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import { act, letGo, movedMeanwhile, type OrderDeps, oneAtATime } from './steps.ts'

/** What cancelling a transfer needs. */
export type StopDeps = Pick<OrderDeps, 'ledger' | 'interrupt'>

/**
 * Tries a waiting transfer again at once, or a failed one that was not sent again meanwhile. One command at a
 * time.
 */
export function retry(deps: OrderDeps, order: Order): Promise<OrderOutcome> {
  return oneAtATime(() => retryAlone(deps, order))
}

async function retryAlone(deps: OrderDeps, order: Order): Promise<OrderOutcome> {
  const queued = await queuedNow(deps, order)
  if (queued !== null) return queued
  const sentence = message('RETRY-ORDERED', { actor: order.actor, how: 'again' })
  const patch = { dueMs: null, calls: 0, attempts: 0, reason: null }
  const outcome = await letGo(deps, order, { event: 'retried', patch, sentence }, whyNotRetried)
  if (outcome.kind === 'done') deps.callNow(outcome.transfer.bank)
  return outcome
}

function whyNotRetried({ id, bank, state, message: why }: Transfer): CodedMessage {
  return message('NOT-RETRIED', { id, bank, state, replaced: state === 'replaced' ? why : null })
}

/**
 * Of a queued transfer, which goes by itself at its turn: ends the pause of its bank and calls it once in any
 * case.
 */
async function queuedNow(deps: OrderDeps, order: Order): Promise<OrderOutcome | null> {
  if ((await deps.ledger.find(order.id))?.state !== 'queued') return null
  const sentence = message('RETRY-ORDERED', { actor: order.actor, how: 'call-now' })
  const outcome = await act(deps, order, { event: 'retried', sentence }, movedMeanwhile)
  if (outcome.kind === 'done') deps.callNow(outcome.transfer.bank)
  return outcome
}

/** Gives up a transfer for good. The archive keeps its bytes; we never send them to the bank. */
export async function cancel(deps: StopDeps, order: Order): Promise<OrderOutcome> {
  const transfer = await deps.ledger.find(order.id)
  if (transfer === null) return { kind: 'unknown' }
  if (transfer.state === 'sending' && deps.interrupt(order.id))
    return { kind: 'stopping', transfer }
  const { actor, reason: why } = order
  const sentence = message('CANCELLED', { how: 'order', actor, why })
  const patch = { dueMs: null, reason: sentence }
  return act(deps, order, { event: 'cancelled', patch, sentence }, ({ bank, state }) =>
    message('NOT-CANCELLED', { bank, state }),
  )
}

/**
 * Keeps a transfer from being sent until a person releases it. A running one is not stopped: `cancel` does
 * that.
 */
export async function hold(deps: OrderDeps, order: Order): Promise<OrderOutcome> {
  const transfer = await deps.ledger.find(order.id)
  if (transfer === null) return { kind: 'unknown' }
  if (transfer.direction !== 'out' || !['queued', 'waiting'].includes(transfer.state))
    return { kind: 'refused', message: whyNotHeld(transfer) }
  const { actor, reason: why } = order
  const sentence = message('HELD-BY-PERSON', { actor, why })
  const patch = { dueMs: null, reason: sentence }
  return act(deps, order, { event: 'held', patch, sentence }, whyNotHeld)
}

function whyNotHeld({ state, direction }: Transfer): CodedMessage {
  return message('NOT-HELD', { state, direction })
}
