// All transfers that a query finds, read one page at a time, so that memory does not grow with their number.

import type { Transfer } from '../journey/transfer.ts'
import type { ListQuery, TransferReading } from './contract/transfers.ts'

const usualPage = 500

/**
 * Oldest first. The next page is read when the caller has finished the previous one. So a transfer that has
 * left the query meanwhile is not yielded, and none is yielded twice.
 */
export async function* everyTransfer(
  ledger: Pick<TransferReading, 'list'>,
  query: Omit<ListQuery, 'after' | 'order' | 'limit'>,
  pageOf = usualPage,
): AsyncGenerator<Transfer, void> {
  for (let after = 0; ; ) {
    const page = await ledger.list({ ...query, order: 'oldest', after, limit: pageOf })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < pageOf) return
    after = last.sequence
  }
}
