// A release by a person: lets go what was held or rejected, or says what the bank's desk said of a transfer
// that the bank may have. What is said of a doubt is believed of a transfer in doubt, and of one that is held
// because the bank may have it; of any other it is refused, since it cannot be meant. What the bank has
// counts as sent, so that the same payments, dropped again, are stopped as a duplicate. The table
// (journey/order.ts) says what a release does where.

import { nextState } from '../journey/moves/next-state.ts'
import {
  mayBeReleased,
  type OrderOutcome,
  type Release,
  releaseStand,
  releaseTable,
} from '../journey/order.ts'
import type { Transfer } from '../journey/transfer.ts'
import { message } from '../wording/catalogue.ts'
import { sentenceOf } from '../wording/sentence.ts'
import { lookAtNote, noteFor, writeNote } from '../ledger/spool/identity-note.ts'
import { numberUsed } from '../transfer/number-used.ts'
import { act, letGo, type OrderDeps, oneAtATime, readOnce } from './steps.ts'

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
  const endNoted =
    transfer.direction === 'out' && (await lookAtNote(deps.spool.note(transfer.id))) === 'intent'
  switch (releaseTable[releaseStand(transfer, endNoted)][order.doubt ?? 'nothing']) {
    case 'no-doubt':
      return { kind: 'refused', sentence: notInDoubt(deps, order, transfer) }
    case 'ask-first':
      return { kind: 'refused', sentence: whyNotReleasable(transfer) ?? askFirst(deps, transfer) }
    case 'confirm-received':
      return confirmReceived(deps, order, transfer)
    case 'send-again':
      return sendAgain(deps, order, transfer)
    case 'let-go':
      return letGoReleased(deps, order, transfer)
  }
}

async function letGoReleased(
  deps: OrderDeps,
  order: Release,
  transfer: Transfer,
): Promise<OrderOutcome> {
  const hindrance = whyNotReleasable(transfer)
  if (hindrance !== null) return { kind: 'refused', sentence: hindrance }
  const sentence = `Released by ${order.actor}: ${order.reason}`
  const renumbered = beginsAnew(transfer) ? { pesit: null, lastSync: 0 } : {}
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

/**
 * Its number is another transfer's at the bank, and none of its bytes left under it. Or its bytes did not fit
 * their records before the bank was told of it: it goes as its flow is set now.
 */
function beginsAnew({ code, pesit }: Transfer): boolean {
  return code === numberUsed || (code === 'RECORD-UNFIT' && pesit?.opened === false)
}

/**
 * Bytes that were never sealed, or that lie in the wrong folder. What is in doubt was sent from where it is.
 */
function whyNotReleasable(transfer: Transfer): string | null {
  if (transfer.state === 'in-doubt' || mayBeReleased(transfer)) return null
  if (transfer.sha256 !== null)
    return `${transfer.reason} It lies in the wrong folder, and is never sent under ${transfer.virtualFile}.`
  return neverReadWhole(transfer)
}

function neverReadWhole({ sha256, name }: Transfer): string | null {
  if (sha256 !== null) return null
  return `${name} was never read whole, so there is nothing to send. Cancel it, and have it dropped again.`
}

function askFirst({ zone }: OrderDeps, transfer: Transfer): string {
  const { id, state, direction, name, virtualFile, bank, pesit } = transfer
  const values = {
    ...{ id, name: name === '' ? virtualFile : name, bank },
    number: pesit?.transferNumber ?? null,
    partner: pesit?.partner ?? '',
    inDoubt: state === 'in-doubt',
    canBeConfirmed: nextState(direction, state, 'confirmed-received') !== undefined,
  }
  return sentenceOf(message('ASK-FIRST', values), { zone })
}

function notInDoubt({ zone }: OrderDeps, { doubt }: Release, transfer: Transfer): string {
  const { id, name, virtualFile, bank, direction, state } = transfer
  const can = (event: 'cancelled' | 'released') => nextState(direction, state, event) !== undefined
  const values = {
    ...{ id, name: name === '' ? virtualFile : name, bank, state },
    said: doubt === 'received' ? 'received' : 'resend',
    canBeCancelled: can('cancelled'),
    canBeReleased: can('released') && mayBeReleased(transfer),
  } as const
  return sentenceOf(message('NOT-IN-DOUBT', values), { zone })
}

async function confirmReceived(
  deps: OrderDeps,
  order: Release,
  transfer: Transfer,
): Promise<OrderOutcome> {
  const { state, version } = transfer
  // Without bytes there is nothing to keep in the archive, and nothing by which the same is known when it
  // comes again.
  const hindrance = state === 'held' ? neverReadWhole(transfer) : null
  if (hindrance !== null) return { kind: 'refused', sentence: hindrance }
  const read = state === 'held' ? await readOnce(deps, transfer) : {}
  if ('kind' in read) return read
  const sentence = `${order.actor} says that ${transfer.bank} has it: ${order.reason}`
  const patch = { dueMs: null, reason: '', code: '', ...read }
  const step = { event: 'confirmed-received', patch, sentence, version } as const
  const outcome = await act(deps, order, step, refusal)
  if (outcome.kind === 'done') deps.onSent()
  return outcome
}

async function sendAgain(
  deps: OrderDeps,
  order: Release,
  transfer: Transfer,
): Promise<OrderOutcome> {
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
