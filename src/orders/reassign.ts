// Moves waiting transfers from one bank to another, where they are held: for a bank that was renamed or
// replaced.
//
// Only a transfer that the old bank cannot know of is moved. It gets a number of its own (PI 13) before the
// bank is called, so a transfer that never had a number was never named to the bank. The facts decide, since
// a number may have been given and taken back. A transfer in doubt, or one that the bank may have, is never
// moved. A moved transfer is judged like a new file (ledger.admit): it is compared with all of its new
// environment. It is held whatever the result, until a person releases it.

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
  /** The banks of the configuration. */
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
/** Transfers in these states are not moved, but listed in the answer. */
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
  // A transfer that was held before keeps its reason.
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
