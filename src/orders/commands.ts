// The front door of operator commands: everything that a person or a program can order. The command line
// calls it by the control socket, the API by its routes; a cancel file in an outbox ends in the same `cancel`
// (cancel-by-file.ts). How a command is judged and carried out is said in the file of each command.

import type {
  Order,
  OrderOutcome,
  Release,
  MessageToBank,
  SendMessageOutcome,
} from '../journey/order.ts'
import type { Poll } from '../ledger/contract/receiving.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import { sendMessage, type SendMessageDeps } from './message.ts'
import { reassign, type ReassignDeps, type Reassigning } from './reassign.ts'
import { release } from './release.ts'
import { cancel, hold, retry } from './retry-hold-cancel.ts'
import type { OrderDeps } from './steps.ts'

/** How a poll ended, and how many of its files are not in the inbox yet. */
type Polled = Poll & { readonly undelivered: number }

/** A person says that the owner of an outbox is gone for good. */
interface TakeOver {
  readonly folder: string
  readonly actor: string
  readonly reason: string
}

type TakenOver = { readonly kind: 'done' | 'refused'; readonly said: CodedMessage }

/** A transfer of a reassignment; `message` says why it is held now, or why it was not moved. */
interface ReassignedOne {
  readonly id: string
  readonly name: string
  readonly message: CodedMessage | null
}

type ReassignOutcome =
  | {
      readonly kind: 'done'
      readonly moved: ReassignedOne[]
      readonly left: (ReassignedOne & { readonly state: string })[]
    }
  | { readonly kind: 'refused'; readonly message: CodedMessage }

interface TakeOverOutcome {
  readonly kind: 'done' | 'refused'
  readonly message: CodedMessage
}

export interface CommandDeps extends OrderDeps, Pick<ReassignDeps, 'banks'> {
  readonly messages: Omit<SendMessageDeps, 'ledger' | 'banks'>
  readonly outboxes: readonly {
    readonly folder: string
    look(): void
    takeOver(order: Omit<TakeOver, 'folder'>): Promise<TakenOver>
  }[]
  readonly inboxes: readonly {
    readonly virtualFile: string
    readonly bank: string
    readonly folder: string
    readonly poll: () => Promise<Polled>
  }[]
  /** Lets one call through to a bank that refused our identification. */
  readonly allowCall: (bank: string) => void
  /** Transfers were moved from one bank to another. */
  readonly onReassigned: () => Promise<void>
}

export interface OperatorCommands {
  /** @see retry-hold-cancel.ts */
  retry(order: Order): Promise<OrderOutcome>
  hold(order: Order): Promise<OrderOutcome>
  cancel(order: Order): Promise<OrderOutcome>
  /** @see release.ts */
  release(order: Release): Promise<OrderOutcome>
  /** @see reassign.ts */
  reassign(order: Reassigning): Promise<ReassignOutcome>
  /** @see message.ts */
  sendMessage(messageToBank: MessageToBank): Promise<SendMessageOutcome>
  /** Makes an outbox ours whose owner is gone for good. */
  takeOver(order: TakeOver): Promise<TakeOverOutcome>
  /** Scans all outboxes now. */
  scan(): void
  /** Polls the inboxes of a virtual file now; null: all inboxes. */
  poll(virtualFile: string | null): Promise<readonly Polled[]>
  /** Polls the inbox of this folder now; null when no inbox has it. */
  pollFolder(folder: string): Promise<Polled | null>
}

export function createCommands(deps: CommandDeps): OperatorCommands {
  const { ledger, outboxes, inboxes } = deps
  const pollOne = ({ bank, poll }: CommandDeps['inboxes'][number]) => {
    deps.allowCall(bank)
    return poll()
  }
  return {
    retry: (order) => retry(deps, order),
    hold: (order) => hold(deps, order),
    cancel: (order) => cancel(deps, order),
    release: (order) => release(deps, order),
    reassign: (order) => reassignAndReport(deps, order),
    sendMessage: (messageToBank) =>
      sendMessage({ ...deps.messages, ledger, banks: deps.banks }, messageToBank),
    async takeOver(order) {
      const { kind, said } = await takeOver(deps, order)
      return { kind, message: said }
    },
    scan: () => outboxes.forEach((outbox) => outbox.look()),
    poll: (virtualFile) =>
      Promise.all(
        inboxes
          .filter((inbox) => virtualFile === null || inbox.virtualFile === virtualFile)
          .map(pollOne),
      ),
    async pollFolder(folder) {
      const found = inboxes.find((inbox) => inbox.folder === folder)
      return found === undefined ? null : pollOne(found)
    },
  }
}

/** Moves what waits for one bank to another, and has reported anew what is left. */
async function reassignAndReport(deps: CommandDeps, order: Reassigning): Promise<ReassignOutcome> {
  const outcome = await reassign(deps, order)
  if (outcome.kind === 'refused') return { kind: 'refused', message: outcome.why }
  await deps.onReassigned()
  return {
    kind: 'done',
    moved: outcome.moved.map(({ id, name, message: held }) => ({ id, name, message: held })),
    left: outcome.left.map(({ transfer: { id, name, state }, why }) => ({
      ...{ id, name, state, message: why },
    })),
  }
}

async function takeOver(
  { outboxes }: Pick<CommandDeps, 'outboxes'>,
  { folder, actor, reason }: TakeOver,
): Promise<TakenOver> {
  const outbox = outboxes.find((one) => one.folder === folder)
  if (outbox !== undefined) return outbox.takeOver({ actor, reason })
  const known = outboxes.map((one) => one.folder)
  return { kind: 'refused', said: message('TAKE-OVER-UNKNOWN', { folder, outboxes: known }) }
}
