// How a person's command becomes a move of a transfer. A move that lets a file go is compared with all other
// transfers in the ledger’s own transaction (ledger/sqlite/moving/admitting.ts): the bank must not get the
// same payments twice unless the person names the earlier transfer.

import type { FoundTwin } from '../journey/twins.ts'
import type { BankMessages } from '../ledger/contract/messages.ts'
import type { AdmissionOutcome, Move, TransferMoves } from '../ledger/contract/moves.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import { errorText } from '../lib/files/files.ts'
import { createLimit } from '../lib/waiting/limit.ts'
import { nextState } from '../journey/moves/next-state.ts'
import type { Order, OrderOutcome, Release } from '../journey/order.ts'
import type { PaymentsIdentity } from '../journey/payments.ts'
import { twinDescription } from '../journey/reported/twin-description.ts'
import type { Transfer } from '../journey/transfer.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'

export interface OrderDeps {
  readonly ledger: TransferMoves & TransferReading & Pick<BankMessages, 'recordMessage'>
  readonly spool: { note(id: string): string }
  /** Stops the running attempt by the protocol; false when none is running. */
  readonly interrupt: (id: string) => boolean
  /** The transfer is being sent, or its bank is being asked about it. */
  readonly isRunning: (id: string) => boolean
  /** The bank may be called at once. */
  readonly wake: (bank: string) => void
  /** Like `wake`, and also allows one call to a bank that refused our identification. */
  readonly callNow: (bank: string) => void
  /** The transfer counts as sent: it may be archived at once. */
  readonly onSent: () => void
  /** Reads the payments of a file that was not read for payments yet; null: no format that we read. */
  readonly readPayments: (transfer: Transfer) => Promise<PaymentsIdentity | null>
  /**
   * Why the file would arrive garbled: its content does not fit the settings of its flow. null: it would not.
   */
  readonly whyGarbled: (transfer: Transfer) => Promise<CodedMessage | null>
}

/** Commands that let a file go run one at a time: none is judged while another moves a transfer. */
export const oneAtATime = createLimit(1)

type Step = Omit<Move, 'id' | 'version' | 'actor'> & { readonly version?: number }

/** Makes a move that lets a file go, unless another transfer with the same payments stands in the way. */
export async function letGo(
  deps: OrderDeps,
  order: Order & Partial<Pick<Release, 'again' | 'doubt'>>,
  step: Step,
  why: (transfer: Transfer) => CodedMessage,
): Promise<OrderOutcome> {
  const transfer = await deps.ledger.find(order.id)
  if (transfer === null) return { kind: 'unknown' }
  const { again = null } = order
  const read = await lookedAt(deps, transfer, step)
  if ('kind' in read) return read
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
  return {
    kind: 'refused',
    message: twinInTheWay({ ...outcome, order: orderNamed(order, step) }),
  }
}

/** Reads the bytes before they are let go. When the table has no such move, nothing is read. */
async function lookedAt(
  deps: OrderDeps,
  transfer: Transfer,
  { event, patch = {} }: Step,
): Promise<Read | Refused> {
  const { direction, state, sha256 } = transfer
  if (nextState(direction, state, event) === undefined) return {}
  if (direction !== 'out' || sha256 === null) return {}
  return whereReadable(transfer, async () => {
    // A transfer that begins again is sent with the settings of now, not with those of its first attempt.
    const pesit = patch.pesit === undefined ? transfer.pesit : patch.pesit
    const garbled = await deps.whyGarbled({ ...transfer, pesit })
    if (garbled !== null) return { kind: 'refused', message: garbled }
    return unread(deps, transfer)
  })
}

type Read = { readonly payments?: PaymentsIdentity | null }
type Refused = { readonly kind: 'refused'; readonly message: CodedMessage }

/** Reads the payments of a file that was not read for them yet; a refusal when our copy cannot be read. */
export function readOnce(deps: OrderDeps, transfer: Transfer): Promise<Read | Refused> {
  return whereReadable(transfer, () => unread(deps, transfer))
}

async function whereReadable(
  { id, name }: Transfer,
  work: () => Promise<Read | Refused>,
): Promise<Read | Refused> {
  try {
    return await work()
  } catch (error) {
    const values = { id, name: name === '' ? id : name, why: errorText(error) }
    return { kind: 'refused', message: message('COPY-UNREADABLE', values) }
  }
}

/** A file that was held before it was judged has not been read for payments. */
async function unread(
  deps: OrderDeps,
  transfer: Transfer,
): Promise<{ readonly payments?: PaymentsIdentity | null }> {
  if (transfer.direction !== 'out' || transfer.sha256 === null || transfer.paymentsRead) return {}
  return { payments: await deps.readPayments(transfer) }
}

/** The command that the person must repeat with the twin named. */
function orderNamed(
  { doubt }: Partial<Pick<Release, 'doubt'>>,
  { event }: Step,
): 'release' | 'resend' | 'retry' {
  if (event === 'retried') return 'retry'
  return doubt === 'resend' ? 'resend' : 'release'
}

function twinInTheWay({
  transfer: { id, name },
  twin,
  order,
}: {
  readonly transfer: Transfer
  readonly twin: FoundTwin
  readonly order: 'release' | 'resend' | 'retry'
}): CodedMessage {
  const values = {
    ...{ id, name, same: twin.same, state: twin.transfer.state },
    order,
    twin: twinDescription(twin.transfer),
  } as const
  return message('TWIN-IN-THE-WAY', values)
}

export async function act(
  deps: Pick<OrderDeps, 'ledger'>,
  order: Order,
  step: Step,
  why: (transfer: Transfer) => CodedMessage,
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
  why: (transfer: Transfer) => CodedMessage,
): OrderOutcome {
  switch (outcome.kind) {
    case 'moved':
      return { kind: 'done', transfer: outcome.transfer }
    case 'stale':
      return { kind: 'refused', message: movedMeanwhile(outcome.transfer) }
    case 'refused':
      return { kind: 'refused', message: why(outcome.transfer) }
    case 'unknown':
      return { kind: 'unknown' }
  }
}

/** It is in another state by now than when it was judged. */
export function movedMeanwhile({ state }: Transfer): CodedMessage {
  return message('MOVED-MEANWHILE', { state })
}
