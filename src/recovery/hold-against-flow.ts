// At start: what waits to be sent was judged by the settings of an earlier start. Where these have changed
// meanwhile, a file that they would garble is held before anybody calls its bank. Of a transfer that the bank
// knows already nothing changes: it goes on as it was begun.

import { everyTransfer } from '../ledger/every-transfer.ts'
import { againstFlow, contradictionIn, type FlowForm, flowRule } from '../admission/against-flow.ts'
import type { Checker } from '../admission/checker.ts'
import type { Spool } from '../ledger/spool/spool.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { TransferMoves } from '../ledger/contract/moves.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import { said } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'
import { message } from '../wording/catalogue.ts'

export interface HoldAgainstFlowDeps {
  /** How the files of its flow become records as it is set now; null when its bank is no longer set. */
  readonly formOf: (transfer: Transfer) => FlowForm | null
  readonly ledger: Pick<TransferMoves, 'move'> & Pick<TransferReading, 'list'>
  readonly spool: Spool
  readonly checker: Checker
  readonly log: Log
}

export async function holdAgainstFlow(deps: HoldAgainstFlowDeps): Promise<void> {
  const ready = { direction: 'out', states: ['queued', 'waiting'] } as const
  for await (const transfer of everyTransfer(deps.ledger, ready))
    if (transfer.pesit === null) await holdIfGarbled(deps, transfer)
}

async function holdIfGarbled(deps: HoldAgainstFlowDeps, transfer: Transfer): Promise<void> {
  const { formOf, ledger, log } = deps
  const { flow } = flowRule(formOf(transfer))
  if (flow === undefined) return
  const { id, version } = transfer
  try {
    const found = await contradictionIn(deps, transfer, flow)
    if (found === null) return
    const values = againstFlow(transfer, found, flow)
    // A person may have let go what is only unlike the settings.
    if (!values.garbled) return
    const reason = message('CONTENT-AGAINST-FLOW', values)
    const patch = { code: reason.code, reason, dueMs: null }
    await ledger.move({ id, version, event: 'held', patch, sentence: reason })
  } catch (error) {
    // It is measured once more before the bank is told of it.
    log.warn({ transfer: id, error: said(error) }, 'A waiting file could not be looked at')
  }
}
