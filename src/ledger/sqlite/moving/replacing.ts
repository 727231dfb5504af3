// What a file that its bank has acknowledged closes: older transfers that wait for a person, certainly never
// reached a bank, and order the same payments. They are marked as replaced. When only the message id is the
// same, a person must say whether the payments were corrected or came in addition: closing a transfer that
// was
// never paid would lose it.

import type { TransferEvent } from '../../../journey/moves/next-state.ts'
import type { PaymentsIdentity } from '../../../journey/payments.ts'
import { orderedBy, twinDescription } from '../../../journey/reported/twin-description.ts'
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

/** The moves that follow from an acknowledged file, in the transaction of its own move. */
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

/** A transfer that the bank may have, or that is held as a duplicate, must be closed by a person. */
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
  const sentence = message('REPLACED', { name, was: code, by: twinDescription(by) })
  return {
    transfer,
    event: 'replaced',
    patch: { reason: sentence, sameAs: by.id, dueMs: null },
    sentence,
  }
}

/** Its reason is kept, because that is what it still waits for. */
function linking(transfer: Transfer, payments: PaymentsIdentity, by: Transfer): Replacing {
  const { id, name } = transfer
  const own = orderedBy(payments)
  const { reference } = payments
  const sentence = message('REPLACED-PERHAPS', {
    id,
    name,
    reference,
    own,
    by: twinDescription(by),
  })
  return { transfer, event: 'linked', patch: { sameAs: by.id }, sentence }
}
