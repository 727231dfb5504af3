// Which transfers hold the same bytes, order the same payments or have the same reference, as the FROM and
// WHERE of a query with its values. Pure.

import type { PaymentsIdentity } from '../../../journey/payments.ts'
import { blankDatesWithinMs } from '../../../journey/twins.ts'
import type { Value } from '../database/statements.ts'

export const sameFile = 'transfers WHERE sha256 = ?'

/** The same rule as `datesAgree` of journey/twins.ts. */
export function samePayments(
  { key, dates }: PaymentsIdentity,
  createdMs: number,
): [string, ...Value[]] {
  const equal = "transfers WHERE content_key = ? AND content_key <> ''"
  if (dates === null) return [equal, key]
  const within = 'abs(created_ms - ?) <= ?'
  if (dates === '')
    return [`${equal} AND (payment_dates IS NULL OR ${within})`, key, createdMs, blankDatesWithinMs]
  return [
    `${equal} AND (payment_dates IS NULL OR payment_dates = ? OR (payment_dates = '' AND ${within}))`,
    key,
    dates,
    createdMs,
    blankDatesWithinMs,
  ]
}

export const sameReference =
  'transfers WHERE id IN (SELECT transfer_id FROM payment_references WHERE key IN (SELECT value FROM json_each(?)))'
