// What a file that its bank has acknowledged closes: elder ones that wait for a person, surely never reached
// a bank, and order the same payments. They are replaced. Of those that have no more than the message id in
// common a person must say whether they were corrected or came in addition: closing one that was never paid
// would lose it.

import type { TransferEvent } from '../../../journey/moves/next-state.ts'
import type { PaymentsIdentity } from '../../../journey/payments.ts'
import { orderedBy, twinAsTold } from '../../../journey/told/twin-told.ts'
import type { Transfer } from '../../../journey/transfer.ts'
import { type CodedMessage, message } from '../../../wording/catalogue.ts'
import type { TransferPatch } from '../../contract/moves.ts'
import { sameFile, samePayments, sameReference } from './same-payments.ts'
import { transferOf } from '../rows.ts'
import type { Statements, Value } from '../database/statements.ts'

export interface Replacing {
  readonly transfer: Transfer
  readonly event: TransferEvent
  readonly patch: TransferPatch
  readonly sentence: CodedMessage
}

/** The moves that an acknowledged file brings about, in the transaction of its own. */
export function replacedBy(sql: Statements, by: Transfer): readonly Replacing[] {
  const { sha256, payments } = by
  if (by.direction !== 'out') return []
  const equal = [
    ...(sha256 === null ? [] : open(sql, by, [sameFile, sha256])),
    ...(payments === null || payments.key === ''
      ? []
      : open(sql, by, samePayments(payments, by.createdMs))),
  ]
  const replaced = [...new Map(equal.map((one) => [one.id, one])).values()]
  const known = new Set(replaced.map(({ id }) => id))
  const alike =
    payments === null || payments.referenceStrength === 'weak'
      ? []
      : open(sql, by, [sameReference, JSON.stringify(payments.referenceKeys)])
  return [
    ...replaced.map((one) => replacing(one, by)),
    ...alike
      .filter(({ id }) => !known.has(id))
      .flatMap((one) => (one.payments === null ? [] : [linking(one, one.payments, by)])),
  ]
}

/** What a bank may have, or is held as a second one, is not for a machine to close. */
const notForUs = ['DUPLICATE', 'LEDGER-LOST', 'RESTORED', 'RECOVERY']

function open(
  sql: Statements,
  by: Transfer,
  [from, ...values]: [string, ...Value[]],
): readonly Transfer[] {
  return sql
    .all(
      `SELECT * FROM ${from} AND direction = 'out' AND environment = ? AND sequence < ?
        AND state IN ('held', 'rejected', 'failed') AND code NOT IN (${notForUs.map((code) => `'${code}'`).join(', ')})
        ORDER BY sequence`,
      ...values,
      by.environment,
      by.sequence,
    )
    .map((row) => transferOf(row, sql.reader))
}

function replacing(transfer: Transfer, by: Transfer): Replacing {
  const { name, code } = transfer
  const sentence = message('REPLACED', { name, was: code, by: twinAsTold(by) })
  return {
    transfer,
    event: 'replaced',
    patch: { reason: sentence, sameAs: by.id, dueMs: null },
    sentence,
  }
}

/** Its reason stays: that is what it waits for. */
function linking(transfer: Transfer, payments: PaymentsIdentity, by: Transfer): Replacing {
  const { id, name } = transfer
  const own = orderedBy(payments)
  const { reference } = payments
  const sentence = message('REPLACED-PERHAPS', { id, name, reference, own, by: twinAsTold(by) })
  return { transfer, event: 'linked', patch: { sameAs: by.id }, sentence }
}
