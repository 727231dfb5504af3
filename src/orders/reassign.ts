// Moves what waits for one bank to another, where it is held: for a bank that was renamed or replaced.
//
// Only what the old bank cannot have heard of is moved. A number of its own (PI 13) is given before the bank
// is called, so whatever never got one was never named there; the facts tell, since a number may have been
// given and taken back. What is in doubt, or may be at the bank, is never moved. What is moved is judged as a
// file that arrives (ledger.admit): it is compared with all of the environment that it comes into. It is
// held, whatever comes of that: a person lets it go.

import { everyTransfer } from '../ledger/every-transfer.ts'
import type { Order } from '../journey/order.ts'
import { isPerhapsAtBank } from '../journey/order.ts'
import type { Environment } from '../journey/transfer.ts'
import type { TransferMoves } from '../ledger/contract/moves.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import type { Transfer } from '../journey/transfer.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'

export interface ReassignDeps {
  readonly ledger: Pick<TransferReading, 'list' | 'facts'> & Pick<TransferMoves, 'admit'>
  /** Of the configuration. */
  readonly banks: readonly { readonly name: string; readonly environment: Environment }[]
}

export interface Reassigning extends Omit<Order, 'id'> {
  readonly from: string
  readonly to: string
}

export type Reassigned =
  | {
      readonly kind: 'done'
      readonly moved: readonly Transfer[]
      readonly left: readonly { readonly transfer: Transfer; readonly why: CodedMessage }[]
    }
  | { readonly kind: 'refused'; readonly why: CodedMessage }

export async function reassign(deps: ReassignDeps, order: Reassigning): Promise<Reassigned> {
  const { from, to } = order
  const target = deps.banks.find(({ name }) => name === to)
  if (target === undefined || from === to) {
    const banks = deps.banks.map(({ name }) => name)
    return { kind: 'refused', why: message('REASSIGN-UNKNOWN', { from, to, banks }) }
  }
  const moved: Transfer[] = []
  const left: { transfer: Transfer; why: CodedMessage }[] = []
  const waiting = { direction: 'out', bank: from, states: [...movable, ...told] } as const
  for await (const transfer of everyTransfer(deps.ledger, waiting)) {
    const why = await whyNot(deps, transfer)
    const outcome = why ?? (await moveOne(deps, order, { transfer, target }))
    if ('code' in outcome) left.push({ transfer, why: outcome })
    else moved.push(outcome.transfer)
  }
  return { kind: 'done', moved, left }
}

const movable = ['queued', 'waiting', 'held'] as const
/** Not moved, and named. */
const told = ['claimed', 'sealed', 'sending', 'finishing', 'in-doubt'] as const

async function whyNot({ ledger }: ReassignDeps, transfer: Transfer): Promise<CodedMessage | null> {
  const { id, name, bank, state, pesit } = transfer
  if (state === 'in-doubt' || isPerhapsAtBank(transfer))
    return message('NOT-REASSIGNED-DOUBT', { name, bank })
  if (!movable.some((one) => one === state)) return message('NOT-REASSIGNED-BUSY', { name, state })
  const facts = pesit === null ? await ledger.facts({ transferId: id }) : []
  return pesit !== null || facts.some(({ event }) => event === 'identified')
    ? message('NOT-REASSIGNED-IDENTIFIED', { name, bank, number: pesit?.transferNumber ?? null })
    : null
}

async function moveOne(
  { ledger }: ReassignDeps,
  { from, to, actor, reason }: Reassigning,
  at: {
    readonly transfer: Transfer
    readonly target: { readonly name: string; readonly environment: Environment }
  },
): Promise<{ readonly transfer: Transfer } | CodedMessage> {
  const { id, name, version, state } = at.transfer
  const sentence = message('REASSIGNED', { id, from, to, actor, why: reason })
  // What was held for a reason of its own keeps that one.
  const why = state === 'held' ? {} : { reason: sentence }
  const place = { bank: to, environment: at.target.environment }
  const outcome = await ledger.admit({
    ...{ id, version, actor, event: 'reassigned', sentence, onTwin: 'hold' },
    patch: { ...place, dueMs: null, attempts: 0, calls: 0, ...why },
    detail: { from, to },
  })
  if (outcome.kind === 'moved') return { transfer: outcome.transfer }
  const now = 'transfer' in outcome ? outcome.transfer.state : 'gone'
  return message('NOT-REASSIGNED-BUSY', { name, state: now })
}
