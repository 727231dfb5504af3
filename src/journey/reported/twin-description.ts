// The description of a transfer for people who must decide about its twin. Pure.

import type { Ordered, Twin } from '../../wording/catalogue/file/duplicates.ts'
import type { PaymentsIdentity } from '../payments.ts'
import type { Transfer } from '../transfer.ts'

export function twinDescription(transfer: Transfer): Twin {
  const { id, name, bank, createdMs, confirmedMs, payments } = transfer
  const { count = null, total = null } = payments === null ? {} : orderedBy(payments)
  return { id, name, bank, takenMs: createdMs, acknowledgedMs: confirmedMs, count, total }
}

export function orderedBy({ count, total, currency }: PaymentsIdentity): Ordered {
  return { count, total: `${total} ${currency}` }
}
