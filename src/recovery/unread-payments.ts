// Reads files that were not read for payments yet: files that were held before they were judged, that an
// earlier version claimed, or that were found in the spool beside a lost ledger. At start, all of them that
// may be sent or may have been sent are read before any new file is compared with them.

import { everyTransfer } from '../ledger/every-transfer.ts'
import type { AdmissionRules } from '../admission/deps.ts'
import type { Checker } from '../admission/checker.ts'
import { readPayments } from '../admission/judge.ts'
import type { Spool } from '../ledger/spool/spool.ts'
import type { PaymentsIdentity } from '../journey/payments.ts'
import type { OutboundState } from '../journey/moves/outbound.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { TransferMoves } from '../ledger/contract/moves.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import { errorText } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'

export interface PaymentsReaderDeps {
  /** How files of this folder are checked. */
  readonly rulesOf: (folder: string) => AdmissionRules
  readonly spool: Spool
  readonly log: Log
  readonly checker: Checker
}

export function paymentsReader({
  rulesOf,
  spool,
  log,
  checker,
}: PaymentsReaderDeps): (transfer: Transfer) => Promise<PaymentsIdentity | null> {
  return (transfer) =>
    readPayments({ spool, log, checker, rules: rulesOf(transfer.folder) }, transfer)
}

/** Claimed and sealed transfers are judged again; the bytes of transfers in these states lie in the spool. */
const states = [
  'held',
  'queued',
  'waiting',
  'sending',
  'finishing',
  'in-doubt',
  'failed',
  'rejected',
] as const satisfies readonly OutboundState[]

export async function readUnread(
  deps: PaymentsReaderDeps & {
    readonly ledger: Pick<TransferMoves, 'keepPayments'> & Pick<TransferReading, 'list'>
  },
): Promise<void> {
  const { ledger, log } = deps
  const read = paymentsReader(deps)
  for await (const transfer of everyTransfer(ledger, { direction: 'out', states })) {
    if (transfer.paymentsRead || transfer.sha256 === null) continue
    try {
      await ledger.keepPayments(transfer.id, await read(transfer))
    } catch (error) {
      log.warn(
        { transfer: transfer.id, error: errorText(error) },
        'A file could not be read for payments; it is compared by its bytes alone',
      )
    }
  }
}
