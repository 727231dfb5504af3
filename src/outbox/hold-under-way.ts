// Holds what is under way, so that a person decides of each: of all, or of one outbox. Where the ledger is
// from the past, what is at its end becomes a doubt: its note may say that the end was not asked for, but the
// note is as old as the ledger, and what came since is not known. An attempt that is running finds at its end
// that its transfer was moved, and finishes nothing.

import { moveNewest } from '../ledger/move-newest.ts'
import { everyTransfer } from '../ledger/every-transfer.ts'
import type { MoveStep, TransferMoves } from '../ledger/contract/moves.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import type { OutboundState } from '../journey/moves/outbound.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { CodedMessage } from '../wording/catalogue.ts'

const underWay = [
  'claimed',
  'sealed',
  'queued',
  'waiting',
  'sending',
] as const satisfies readonly OutboundState[]
/** @returns how many. */
export async function holdUnderWay(
  deps: {
    readonly ledger: Pick<TransferMoves, 'move'> & Pick<TransferReading, 'list'>
    /** Stops a running attempt by the protocol. */
    readonly interrupt?: (id: string) => void
  },
  which: {
    /** What was claimed there; all when absent. */
    readonly folder?: string
    readonly why: (transfer: Transfer) => CodedMessage
    /**
     * Why what is at its end is a doubt that nobody but a person ends; absent: the journal of its attempt
     * knows.
     */
    readonly whyDoubt?: (transfer: Transfer) => CodedMessage
  },
): Promise<number> {
  let held = 0
  const { whyDoubt } = which
  if (whyDoubt !== undefined)
    await each(deps.ledger, { ...which, states: ['finishing'] }, async (transfer) => {
      const reason = whyDoubt(transfer)
      const patch = { reason, dueMs: null }
      if ((await moved(deps.ledger, transfer, { event: 'cut', patch, sentence: reason })) !== null)
        held += 1
    })
  await each(deps.ledger, { ...which, states: underWay }, async (transfer) => {
    const reason = which.why(transfer)
    const patch = { reason, dueMs: null }
    const before = await moved(deps.ledger, transfer, { event: 'held', patch, sentence: reason })
    if (before === null) return
    held += 1
    if (before.state === 'sending') deps.interrupt?.(transfer.id)
  })
  return held
}

/** Asks no bank by itself any more about what is in doubt. */
export async function leaveDoubtToPeople(
  { ledger }: { readonly ledger: Pick<TransferMoves, 'move'> & Pick<TransferReading, 'list'> },
  why: (transfer: Transfer) => CodedMessage,
): Promise<void> {
  await each(ledger, { states: ['in-doubt'] }, async (transfer) => {
    if (transfer.dueMs === null) return
    await moved(ledger, transfer, {
      event: 'asked',
      patch: { dueMs: null },
      sentence: why(transfer),
    })
  })
}

async function each(
  ledger: Pick<TransferMoves, 'move'> & Pick<TransferReading, 'list'>,
  { folder, states }: { readonly folder?: string; readonly states: readonly OutboundState[] },
  work: (transfer: Transfer) => Promise<void>,
): Promise<void> {
  const query = { ...(folder === undefined ? {} : { folder }), direction: 'out', states } as const
  for await (const transfer of everyTransfer(ledger, query)) {
    // An upload was claimed in no folder.
    if (folder === undefined || transfer.look !== '') await work(transfer)
  }
}

/**
 * As it was before; null: it is where it cannot be moved from. Who works on it may move it at the same time.
 */
async function moved(
  ledger: Pick<TransferMoves, 'move'> & Pick<TransferReading, 'list'>,
  found: Transfer,
  step: MoveStep,
): Promise<Transfer | null> {
  const outcome = await moveNewest(ledger, found, step)
  return outcome.kind === 'moved' ? outcome.before : null
}
