// A whole transfer as JSON, in the form in which it may leave the program: account numbers are shortened. The
// keys by which payments are compared contain account numbers, so they become hashes; equal keys have equal
// hashes. Pure.

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
