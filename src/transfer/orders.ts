// What a person may order of an outgoing transfer. The table of moves decides whether it can be; a refusal
// says why and what can be done instead. Whatever lets a file go is compared with all others in the ledger’s own
// transaction (ledger/sqlite/admitting.ts): the bank must not get the same payments twice unless the person names
// the one that went before.

import { said } from '../lib/files.ts'
import { createLimit } from '../lib/limit.ts'
import { mayBeReleased, type Order, type OrderOutcome, type Release } from '../journey/order.ts'
import type { PaymentsIdentity } from '../journey/payments.ts'
import { twinAsTold } from '../journey/twin-told.ts'
import type { FoundTwin } from '../journey/twins.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { AdmissionOutcome, Ledger, Move } from '../ledger/ledger.ts'
import { message } from '../wording/catalogue.ts'
import { sentenceOf } from '../wording/sentence.ts'
import { lookAtNote, noteFor, writeNote } from './identity-note.ts'
import { numberUsed } from './number-used.ts'

export interface OrderDeps {
  readonly ledger: Ledger
  readonly spool: { note(id: string): string }
  /** Stops the running attempt by the protocol; false when none is running. */
  readonly interrupt: (id: string) => boolean
  /** It is being sent, or its bank is being asked about it. */
  readonly isRunning: (id: string) => boolean
  /** The bank may be tried at once. */
  readonly wake: (bank: string) => void
  /** It counts as sent: it may be kept at once. */
  readonly onSent: () => void
  /** What a file orders that nobody has read for payments yet; null: nothing that we read. */
  readonly readPayments: (transfer: Transfer) => Promise<PaymentsIdentity | null>
  /** The operator's, for sentences. */
  readonly zone: string
}

/** What it takes to stop a file. */
export type StopDeps = Pick<OrderDeps, 'ledger' | 'interrupt'>

/** Tries again at once what waits, or what has failed and was not sent again meanwhile. One order at a time. */
export function retry(deps: OrderDeps, order: Order): Promise<OrderOutcome> {
  return oneAtATime(() => retryAlone(deps, order))
}

const oneAtATime = createLimit(1)

async function retryAlone(deps: OrderDeps, order: Order): Promise<OrderOutcome> {
  const sentence = `${order.actor} ordered another try.`
  const patch = { dueMs: null, calls: 0, attempts: 0, reason: '', code: '' }
  const outcome = await letGo(deps, order, { event: 'retried', patch, sentence }, (transfer) =>
    transfer.state === 'in-doubt'
      ? `The bank may have this file. Ask ${transfer.bank} first; then \`pesit-drop release ${order.id}\` with what it said.`
      : transfer.state === 'replaced'
        ? transfer.reason
        : `A transfer that is ${transfer.state} cannot be tried again.`,
  )
  if (outcome.kind === 'done') deps.wake(outcome.transfer.bank)
  return outcome
}

/** Gives up a transfer for good. Its bytes stay in the archive's keeping; the bank never gets them from us. */
export async function cancel(deps: StopDeps, order: Order): Promise<OrderOutcome> {
  const transfer = await deps.ledger.find(order.id)
  if (transfer === null) return { kind: 'unknown' }
  if (transfer.state === 'sending' && deps.interrupt(order.id))
    return { kind: 'stopping', transfer }
  const said = order.reason === '' ? '' : `: ${order.reason}`
  const sentence = `Cancelled by ${order.actor}${said}.`
  const patch = { dueMs: null, reason: sentence, code: 'CANCELLED' }
  return act(deps, order, { event: 'cancelled', patch, sentence }, (found) =>
    found.state === 'finishing' || found.state === 'in-doubt'
      ? `The bank may have this file already: cancelling here would not take it back. Ask ${found.bank}.`
      : `A transfer that is ${found.state} cannot be cancelled.`,
  )
}

/** Keeps back what waits for its turn until a person releases it. What runs is not stopped: cancel does that. */
export async function hold(deps: OrderDeps, order: Order): Promise<OrderOutcome> {
  const transfer = await deps.ledger.find(order.id)
  if (transfer === null) return { kind: 'unknown' }
  if (transfer.direction !== 'out' || !['queued', 'waiting'].includes(transfer.state))
    return { kind: 'refused', sentence: whyNotHeld(transfer) }
  const said = order.reason === '' ? '' : `: ${order.reason}`
  const sentence = `Held by ${order.actor}${said}.`
  const patch = { dueMs: null, reason: sentence, code: 'HELD-BY-PERSON' }
  return act(deps, order, { event: 'held', patch, sentence }, whyNotHeld)
}

function whyNotHeld({ state, direction }: Transfer): string {
  if (direction === 'in') return 'Only a file that goes out can be held.'
  if (state === 'held') return 'It is held already.'
  if (state === 'sending') return 'It is on its way at this moment: cancel it to stop it.'
  return `A transfer that is ${state} cannot be held: only one that waits for its turn.`
}

/** Lets go what was held or rejected, or says what the bank's desk said of a transfer in doubt. */
export function release(deps: OrderDeps, order: Release): Promise<OrderOutcome> {
  return oneAtATime(() => releaseAlone(deps, order))
}

async function releaseAlone(deps: OrderDeps, order: Release): Promise<OrderOutcome> {
  const transfer = await deps.ledger.find(order.id)
  if (transfer === null) return { kind: 'unknown' }
  if (order.reason.trim() === '')
    return {
      kind: 'refused',
      sentence: 'A release needs a reason: it is kept for ever beside the name.',
    }
  if (transfer.state === 'in-doubt') return decideDoubt(deps, order, transfer)
  const hindrance = await whyNotReleased(deps, order, transfer)
  if (hindrance !== null) return { kind: 'refused', sentence: hindrance }
  const sentence = `Released by ${order.actor}: ${order.reason}`
  // Its number is another transfer's at the bank, and none of its bytes left under it.
  const renumbered = transfer.code === numberUsed ? { pesit: null, lastSync: 0 } : {}
  const patch = { dueMs: null, reason: '', code: '', ...renumbered }
  const outcome = await letGo(
    deps,
    order,
    { event: 'released', patch, sentence, version: transfer.version },
    (found) => `A transfer that is ${found.state} is not held: nothing to release.`,
  )
  if (outcome.kind === 'done') deps.wake(outcome.transfer.bank)
  return outcome
}

/** What a release would get wrong: bytes that were never sealed, or a file that the bank may have. */
async function whyNotReleased(
  deps: OrderDeps,
  order: Release,
  transfer: Transfer,
): Promise<string | null> {
  if (!mayBeReleased(transfer)) {
    if (transfer.sha256 !== null)
      return `${transfer.reason} It lies in the wrong folder, and is never sent under ${transfer.virtualFile}.`
    return `${transfer.name} was never read whole, so there is nothing to send. Cancel it, and have it dropped again.`
  }
  if (transfer.direction !== 'out' || order.doubt === 'resend') return null
  if ((await lookAtNote(deps.spool.note(transfer.id))) !== 'intent') return null
  return `The note beside the bytes says that the end of ${transfer.name} may have been sent: ${transfer.bank} may have it. Ask its desk. If it surely does not have it, release it with --resend.`
}

async function decideDoubt(
  deps: OrderDeps,
  order: Release,
  transfer: Transfer,
): Promise<OrderOutcome> {
  if (order.doubt === null) {
    const sentence = `${transfer.bank} may have this file. Ask its desk about transfer ${transfer.pesit?.transferNumber ?? '?'} of ${transfer.pesit?.partner ?? '?'}, then release it with --received, or with --resend if it surely does not have it.`
    return { kind: 'refused', sentence }
  }
  if (order.doubt === 'received') {
    const sentence = `${order.actor} says that ${transfer.bank} has it: ${order.reason}`
    const patch = { dueMs: null, reason: '', code: '' }
    const step = { event: 'confirmed-received', patch, sentence } as const
    const outcome = await act(deps, order, step, refusal)
    if (outcome.kind === 'done') deps.onSent()
    return outcome
  }
  if (deps.isRunning(order.id)) {
    const sentence = `${transfer.bank} is being asked about it at this very moment. Wait for its answer: \`pesit-drop show ${order.id}\`.`
    return { kind: 'refused', sentence }
  }
  const sentence = `${order.actor} orders to send it again as a new transfer: ${order.reason}`
  // The note takes the intent back first: a crash before the move leaves the doubt in the ledger.
  const { pesit } = transfer
  const note = (intent: boolean) =>
    pesit === null
      ? Promise.resolve()
      : writeNote(deps.spool.note(order.id), noteFor(transfer, pesit, intent))
  await note(false)
  const patch = {
    pesit: null,
    dueMs: null,
    reason: '',
    code: '',
    attempts: 0,
    calls: 0,
    lastSync: 0,
  }
  // Of the version that was judged: who began to ask the bank meanwhile has moved it on.
  const step = { event: 'resend-ordered', patch, sentence, version: transfer.version } as const
  const outcome = await letGo(deps, order, step, refusal)
  if (outcome.kind === 'done') deps.wake(outcome.transfer.bank)
  else await note(true)
  return outcome
}

const refusal = (transfer: Transfer) => `It is ${transfer.state} by now: look at it again.`

type Step = Omit<Move, 'id' | 'version' | 'actor'> & { readonly version?: number }

/** A move after which a file goes by itself: not made while another with the same payments stands in the way. */
async function letGo(
  deps: OrderDeps,
  order: Order & Partial<Pick<Release, 'again'>>,
  step: Step,
  why: (transfer: Transfer) => string,
): Promise<OrderOutcome> {
  const transfer = await deps.ledger.find(order.id)
  if (transfer === null) return { kind: 'unknown' }
  const { again = null } = order
  const read = await unread(deps, transfer).catch((error: unknown) => ({ failed: said(error) }))
  if ('failed' in read) {
    const sentence = `Our copy of ${transfer.name} cannot be read (${read.failed}), so nobody knows whether the same went before. Look at the disk of the data folder.`
    return { kind: 'refused', sentence }
  }
  const outcome = await deps.ledger.admit({
    id: order.id,
    version: transfer.version,
    actor: order.actor,
    ...step,
    patch: { ...step.patch, ...read },
    onTwin: 'refuse',
    ...(again === null ? {} : { again, detail: { again } }),
  })
  if (outcome.kind !== 'twin') return toldOf(outcome, why)
  return { kind: 'refused', sentence: twinInTheWay(deps, { ...outcome, event: step.event }) }
}

/** What was held before it was judged has not been read for payments. */
async function unread(
  deps: OrderDeps,
  transfer: Transfer,
): Promise<{ readonly payments?: PaymentsIdentity | null }> {
  if (transfer.direction !== 'out' || transfer.sha256 === null || transfer.paymentsRead) return {}
  return { payments: await deps.readPayments(transfer) }
}

const orderOf: Partial<Record<Move['event'], 'retry' | 'resend'>> = {
  retried: 'retry',
  'resend-ordered': 'resend',
}

function twinInTheWay(
  { zone }: Pick<OrderDeps, 'zone'>,
  {
    transfer: { id, name },
    twin,
    event,
  }: {
    readonly transfer: Transfer
    readonly twin: FoundTwin
    readonly event: Move['event']
  },
): string {
  const values = {
    ...{ id, name, same: twin.same, state: twin.transfer.state },
    order: orderOf[event] ?? 'release',
    twin: twinAsTold(twin.transfer),
  } as const
  return sentenceOf(message('TWIN-IN-THE-WAY', values), { zone })
}

async function act(
  deps: Pick<OrderDeps, 'ledger'>,
  order: Order,
  step: Step,
  why: (transfer: Transfer) => string,
): Promise<OrderOutcome> {
  const transfer = await deps.ledger.find(order.id)
  if (transfer === null) return { kind: 'unknown' }
  const outcome = await deps.ledger.move({
    id: order.id,
    version: transfer.version,
    actor: order.actor,
    ...step,
  })
  return toldOf(outcome, why)
}

function toldOf(
  outcome: Exclude<AdmissionOutcome, { kind: 'twin' }>,
  why: (transfer: Transfer) => string,
): OrderOutcome {
  switch (outcome.kind) {
    case 'moved':
      return { kind: 'done', transfer: outcome.transfer }
    case 'stale':
      return {
        kind: 'refused',
        sentence: `It was moved at this very moment and is ${outcome.transfer.state} now: look at it again.`,
      }
    case 'refused':
      return { kind: 'refused', sentence: why(outcome.transfer) }
    case 'unknown':
      return { kind: 'unknown' }
  }
}
