// A release by a person: lets a held or rejected transfer go, or says what the bank's desk answered about a
// transfer that the bank may have. Such an answer is accepted for a transfer in doubt, and for one that is
// held because the bank may have it; for any other it is refused as a mistake. What the bank has counts as
// sent, so that the same payments, dropped again, are stopped as a duplicate. The table (journey/order.ts)
// says what a release does in which case.

import { nextState } from '../journey/moves/next-state.ts'
import {
  mayBeReleased,
  type OrderOutcome,
  type Release,
  releaseStand,
  releaseTable,
} from '../journey/order.ts'
import type { Transfer } from '../journey/transfer.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import { lookAtNote, noteFor, writeNote } from '../ledger/spool/identity-note.ts'
import { numberUsed } from '../transfer/number-used.ts'
import { act, letGo, movedMeanwhile, type OrderDeps, oneAtATime, readOnce } from './steps.ts'

/**
 * Lets a held or rejected transfer go, or records what the bank's desk answered about a transfer in doubt.
 */
export function release(deps: OrderDeps, order: Release): Promise<OrderOutcome> {
  return oneAtATime(() => releaseAlone(deps, order))
}

async function releaseAlone(deps: OrderDeps, order: Release): Promise<OrderOutcome> {
  const transfer = await deps.ledger.find(order.id)
  if (transfer === null) return { kind: 'unknown' }
  if (order.reason.trim() === '') return { kind: 'refused', message: message('REASON-MISSING', {}) }
  const endNoted =
    transfer.direction === 'out' && (await lookAtNote(deps.spool.note(transfer.id))) === 'intent'
  switch (releaseTable[releaseStand(transfer, endNoted)][order.doubt ?? 'nothing']) {
    case 'no-doubt':
      return { kind: 'refused', message: notInDoubt(order, transfer) }
    case 'ask-first':
      return { kind: 'refused', message: whyNotReleasable(transfer) ?? askFirst(transfer) }
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
  if (hindrance !== null) return { kind: 'refused', message: hindrance }
  const sentence = message('RELEASED', { actor: order.actor, why: order.reason })
  const renumbered = beginsAnew(transfer) ? { pesit: null, lastSync: 0 } : {}
  const patch = { dueMs: null, reason: null, ...renumbered }
  const outcome = await letGo(
    deps,
    order,
    { event: 'released', patch, sentence, version: transfer.version },
    ({ state }) => message('NOT-RELEASED', { state }),
  )
  if (outcome.kind === 'done') deps.wake(outcome.transfer.bank)
  return outcome
}

/**
 * True when the bank uses its number for another transfer and received none of its bytes under it. Also when
 * its bytes did not fit their records before the bank was told of it: it is sent with the settings of now.
 */
function beginsAnew({ code, pesit }: Transfer): boolean {
  return code === numberUsed || (code === 'RECORD-UNFIT' && pesit?.opened === false)
}

/**
 * Its bytes were never sealed, or lie in the wrong folder. A transfer in doubt was already sent from there.
 */
function whyNotReleasable(transfer: Transfer): CodedMessage | null {
  if (transfer.state === 'in-doubt' || mayBeReleased(transfer)) return null
  const { sha256, virtualFile, message: what } = transfer
  return sha256 === null
    ? neverReadWhole(transfer)
    : message('NEVER-SENT-FROM-HERE', { virtualFile, what })
}

function neverReadWhole({ sha256, name }: Transfer): CodedMessage | null {
  return sha256 === null ? message('NEVER-READ-WHOLE', { name }) : null
}

function askFirst(transfer: Transfer): CodedMessage {
  const { id, state, direction, name, virtualFile, bank, pesit } = transfer
  const values = {
    ...{ id, name: name === '' ? virtualFile : name, bank },
    number: pesit?.transferNumber ?? null,
    partner: pesit?.partner ?? '',
    inDoubt: state === 'in-doubt',
    canBeConfirmed: nextState(direction, state, 'confirmed-received') !== undefined,
  }
  return message('ASK-FIRST', values)
}

function notInDoubt({ doubt }: Release, transfer: Transfer): CodedMessage {
  const { id, name, virtualFile, bank, direction, state } = transfer
  const can = (event: 'cancelled' | 'released') => nextState(direction, state, event) !== undefined
  const values = {
    ...{ id, name: name === '' ? virtualFile : name, bank, state },
    said: doubt === 'received' ? 'received' : 'resend',
    canBeCancelled: can('cancelled'),
    canBeReleased: can('released') && mayBeReleased(transfer),
  } as const
  return message('NOT-IN-DOUBT', values)
}

async function confirmReceived(
  deps: OrderDeps,
  order: Release,
  transfer: Transfer,
): Promise<OrderOutcome> {
  const { state, version } = transfer
  // Without bytes there is nothing to archive, and a second copy of the file could not be recognized.
  const hindrance = state === 'held' ? neverReadWhole(transfer) : null
  if (hindrance !== null) return { kind: 'refused', message: hindrance }
  const read = state === 'held' ? await readOnce(deps, transfer) : {}
  if ('kind' in read) return read
  const { actor, reason: why } = order
  const sentence = message('CONFIRMED-BY-PERSON', { actor, bank: transfer.bank, why })
  const patch = { dueMs: null, reason: null, ...read }
  const step = { event: 'confirmed-received', patch, sentence, version } as const
  const outcome = await act(deps, order, step, movedMeanwhile)
  if (outcome.kind === 'done') deps.onSent()
  return outcome
}

async function sendAgain(
  deps: OrderDeps,
  order: Release,
  transfer: Transfer,
): Promise<OrderOutcome> {
  if (deps.isRunning(order.id)) {
    const running = { id: order.id, bank: transfer.bank }
    return { kind: 'refused', message: message('BEING-ASKED', running) }
  }
  const sentence = message('RESEND-ORDERED', { actor: order.actor, why: order.reason })
  // The note takes the intent back first: after a crash before the move, the ledger still says in doubt.
  const { pesit } = transfer
  const note = (intent: boolean) =>
    pesit === null
      ? Promise.resolve()
      : writeNote(deps.spool.note(order.id), noteFor(transfer, pesit, intent))
  await note(false)
  const patch = {
    pesit: null,
    dueMs: null,
    reason: null,
    attempts: 0,
    calls: 0,
    lastSync: 0,
  }
  // Moves the judged version only: if the bank is being asked meanwhile, the version has changed.
  const step = { event: 'resend-ordered', patch, sentence, version: transfer.version } as const
  const outcome = await letGo(deps, order, step, movedMeanwhile)
  if (outcome.kind === 'done') deps.wake(outcome.transfer.bank)
  else await note(true)
  return outcome
}
