// At start: waiting transfers were judged by the settings of an earlier start. If the settings have changed,
// a file that they would garble is held before its bank is called. A transfer that the bank knows already
// goes on with the settings of its beginning.

import { queuedStates } from '../journey/moves/state-sets.ts'
import { everyTransfer } from '../ledger/every-transfer.ts'
import { againstFlow, contradictionIn, type FlowForm, flowRule } from '../admission/against-flow.ts'
import type { Checker } from '../admission/checker.ts'
import type { Spool } from '../ledger/spool/spool.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { TransferMoves } from '../ledger/contract/moves.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import { errorText } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'
import { message } from '../wording/catalogue.ts'

export interface HoldAgainstFlowDeps {
  /** How the files of a flow become records now; null when its bank is no longer configured. */
  readonly formOf: (transfer: Transfer) => FlowForm | null
  readonly ledger: Pick<TransferMoves, 'move'> & Pick<TransferReading, 'list'>
  readonly spool: Spool
  readonly checker: Checker
  readonly log: Log
}

export async function holdAgainstFlow(deps: HoldAgainstFlowDeps): Promise<void> {
  const ready = { direction: 'out', states: queuedStates } as const
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
    // A file that differs from the settings without being garbled may have been released by a person.
    if (!values.garbled) return
    const reason = message('CONTENT-AGAINST-FLOW', values)
    const patch = { reason, dueMs: null }
    await ledger.move({ id, version, event: 'held', patch, sentence: reason })
  } catch (error) {
    // The file is measured once more before it is announced to the bank.
    log.warn({ transfer: id, error: errorText(error) }, 'A waiting file could not be looked at')
  }
}
