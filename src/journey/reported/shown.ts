// A transfer as it may leave the program whole, as JSON: account numbers are shortened, and the keys by which
// payments are compared, which hold account numbers, become hashes: equal ones stay equal. Pure.

import { maskedAccount } from '../../lib/masked-account.ts'
import { sha256Of } from '../../lib/files/sha256.ts'
import type { PaymentsIdentity } from '../payments.ts'
import type { Transfer } from '../transfer.ts'

export function shownTransfer(transfer: Transfer): Transfer {
  const { payments, contentKey } = transfer
  return {
    ...transfer,
    contentKey: hashed(contentKey),
    payments: payments === null ? null : shownPayments(payments),
  }
}

function shownPayments(payments: PaymentsIdentity): PaymentsIdentity {
  const { key, referenceKeys, accounts } = payments
  return {
    ...payments,
    key: hashed(key),
    referenceKeys: referenceKeys.map(hashed),
    accounts: accounts.map(maskedAccount),
  }
}

function hashed(key: string): string {
  return key === '' ? '' : `sha256:${sha256Of(key)}`
}
