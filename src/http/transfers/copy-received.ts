// A program asked for a file at a path of this machine: once the file is received whole, a copy is written
// there, and the ledger records that the program has it.

import { isRepetition } from '../../journey/statement.ts'
import type { Transfer } from '../../journey/transfer.ts'
import type { Fetch, FetchEnd, FetchRecords } from '../../ledger/contract/fetches.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import type { Notices } from '../../lib/waiting/bell.ts'
import { message } from '../../wording/catalogue.ts'
import { statusOf } from '../responses/views.ts'
import type { OneTransferDeps } from '../routes/one-transfer.ts'
import type { LocalFiles } from './local-files.ts'

interface CopyDeps {
  readonly ledger: Pick<FetchRecords, 'recordHandOver'> & Pick<TransferReading, 'find'>
  readonly notices: Notices
  readonly localFiles: LocalFiles
  readonly openBytes: OneTransferDeps['openBytes']
  /** Aborted when we stop. */
  readonly signal: AbortSignal
}

/**
 * Waits until the transfer of the fetch has ended, and copies its file to where the caller wants it. Returns
 * null when we stop first: the next start goes on.
 */
export async function copyReceived(
  deps: CopyDeps,
  fetch: Fetch,
  end: FetchEnd,
): Promise<FetchEnd | null> {
  let id = end.transferId
  while (id !== null && !deps.signal.aborted) {
    const news = deps.notices.next(id, 5_000, deps.signal)
    const transfer = await deps.ledger.find(id)
    // The bank sent a file again: the earlier transfer has its bytes.
    if (transfer !== null && isRepetition(transfer)) {
      id = transfer.sameAs
      continue
    }
    const status = transfer === null ? 'FAILED' : statusOf(transfer)
    if (transfer === null || status === 'FAILED' || status === 'CANCELLED') return end
    if (status === 'COMPLETED') return copied(deps, fetch, { transfer, end })
    await news
  }
  return id === null ? end : null
}

async function copied(
  { ledger, localFiles, openBytes }: CopyDeps,
  { target, localUid: user, actor }: Fetch,
  { transfer, end }: { readonly transfer: Transfer; readonly end: FetchEnd },
): Promise<FetchEnd> {
  const { id, name, confirmedMs, createdMs } = transfer
  const file = await openBytes(transfer)
  if (file === null) {
    const gone = message('RECEIVED-FILE-GONE', { name, receivedMs: confirmedMs ?? createdMs })
    return { result: 'failed', transferId: id, code: gone.code, message: gone }
  }
  try {
    const written = await localFiles.write(target, { from: file, user })
    if (written.kind === 'written') {
      await ledger.recordHandOver(id, { how: 'copy', actor })
      return end
    }
    const { message: why } = written.problem
    return { result: 'failed', transferId: id, code: why.code, message: why }
  } finally {
    await file.close()
  }
}
