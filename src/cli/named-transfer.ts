// The transfer that a command is about: by its id, the last characters of it, or the name of its file.

import type { Transfer } from '../journey/transfer.ts'
import type { TransferSearch } from '../ledger/contract/searching.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import { ambiguous, lookUp } from '../ledger/look-up.ts'
import { KnownError } from '../wording/known-error.ts'
import { message } from '../wording/catalogue.ts'

/** @throws KnownError TRANSFER-UNKNOWN, or TRANSFER-AMBIGUOUS with the transfers that fit. */
export async function transferNamed(
  ledger: Pick<TransferReading, 'find'> & Pick<TransferSearch, 'named'>,
  asked: string,
): Promise<Transfer> {
  const found = await lookUp(ledger, asked)
  switch (found.kind) {
    case 'found':
      return found.transfer
    case 'ambiguous':
      throw new KnownError(ambiguous(asked, found))
    case 'unknown':
      throw new KnownError(message('TRANSFER-UNKNOWN', { keyless: false, asked }))
  }
}
