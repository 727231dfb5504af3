// The guard against sending a file twice. A transfer that is about to be queued is compared with all others
// and moved in one transaction. So, of equal files that arrive at the same time, exactly one is sent, by
// whatever way they arrived:
//
//   look up   other transfers of the environment with the same bytes, payments or reference that prevent the
//             sending (journey/twins.ts)
//   decide    There is none: the requested move is made. There is one: a file that has just arrived is held,
//             and its reason names the other; a person's command is refused and the answer names the other,
//             unless the person named it.
//   write     what the file orders, its state and its fact, together
//
// A crash before the COMMIT leaves no trace, and the step is done again from the state in the ledger; a file
// never finds itself. Verbs run one after the other (ledger/sqlite/database/commit.ts), so the next look-up
// sees what was written.

import type { PaymentsIdentity } from '../../../journey/payments.ts'
import {
  type FoundTwin,
  type Sameness,
  differencesOf,
  hindrances,
  lookBackMs,
} from '../../../journey/twins.ts'
import type { Admission, AdmissionOutcome, TransferPatch } from '../../contract/moves.ts'
import type { Transfer } from '../../../journey/transfer.ts'
import { orderedBy, twinDescription } from '../../../journey/reported/twin-description.ts'
import { assert } from '../../../lib/assert.ts'
import { message } from '../../../wording/catalogue.ts'
import { find, mayMove, moveOne, step } from './moves.ts'
import { sameFile, samePayments, sameReference } from './same-payments.ts'
import { type Row, transferOf } from '../rows.ts'
import type { Statements, Value } from '../database/statements.ts'

export function admitOne(sql: Statements, admission: Admission, nowMs: number): AdmissionOutcome {
  const may = mayMove(sql, admission)
  if (may.kind !== 'may') return may
  const { transfer } = may
  const { onTwin, again, ...move } = admission
  const { patch } = move
  const payments = patch?.payments === undefined ? transfer.payments : patch.payments
  const environment = patch?.environment ?? transfer.environment
  const found = twinsOf(sql, { ...transfer, payments, environment }, nowMs)
  if (onTwin === 'refuse') {
    const twin = foremost(found.filter(({ isWarning }) => !isWarning))
    if (twin === null || twin.transfer.id === again) return moveOne(sql, move, nowMs)
    return { kind: 'twin', transfer, twin }
  }
  const twin = foremost(found.filter(({ same }) => same !== 'reference')) ?? foremost(found)
  if (twin === null) return moveOne(sql, move, nowMs)
  const sentence = sentenceFor(transfer, payments, twin)
  const kept = { ...readOf(patch), sameAs: twin.transfer.id }
  if (sentence.code !== 'REFERENCE-SEEN')
    return {
      kind: 'moved',
      ...step(sql, transfer, {
        to: 'held',
        event: 'held',
        patch: { ...kept, reason: sentence },
        sentence,
        ...(move.actor === undefined ? {} : { actor: move.actor }),
        ...(move.detail === undefined ? {} : { detail: move.detail }),
        nowMs,
      }),
    }
  // A file that is held or rejected for another reason keeps that reason.
  return moveOne(sql, move.event === 'check-passed' ? { ...move, sentence } : move, nowMs)
}

export function findTwinOf(sql: Statements, id: string, nowMs: number): FoundTwin | null {
  const transfer = find(sql, id)
  if (transfer === null) return null
  return foremost(twinsOf(sql, transfer, nowMs).filter(({ isWarning }) => !isWarning))
}

interface Found extends FoundTwin {
  /** Its position in the order of release, among all that were released; 0 for a held one. */
  readonly letGo: number
  /** Only its reference is the same, which says little. */
  readonly isWarning: boolean
}

/** At most one of each kind: the one that was released last, or else the last that is held. */
function twinsOf(
  sql: Statements,
  of: Pick<Transfer, 'id' | 'direction' | 'environment' | 'sha256' | 'payments' | 'createdMs'>,
  nowMs: number,
): readonly Found[] {
  if (of.direction !== 'out') return []
  const { sha256, payments } = of
  const found: (Found | null)[] = []
  const look = (same: Sameness, from: string, ...values: Value[]) =>
    found.push(
      foundIn(
        sql.one(hindering(from), ...values, of.id, of.id, of.environment, nowMs - lookBackMs),
        {
          sql,
          same,
          isWarning: same === 'reference' && payments?.referenceStrength === 'weak',
        },
      ),
    )
  if (sha256 !== null) look('file', sameFile, sha256)
  if (payments !== null && payments.key !== '')
    look('payments', ...samePayments(payments, of.createdMs))
  if (payments !== null && payments.referenceKeys.length > 0)
    look('reference', sameReference, JSON.stringify(payments.referenceKeys))
  return found.filter((one) => one !== null)
}

const always = Object.entries(hindrances)
  .filter(([, hindrance]) => hindrance === 'always')
  .map(([state]) => `'${state}'`)
  .join(', ')

/** A transfer that is unfinished at its bank counts, however long ago it came. */
function hindering(from: string): string {
  return `SELECT *, coalesce((SELECT max(facts.sequence) FROM facts WHERE transfer_id = transfers.id AND to_state = 'queued'), 0) AS let_go
    FROM ${from} AND id <> ?
      AND (state IN (${always}) OR (state = 'held' AND code <> 'DUPLICATE' AND same_as IS NOT ?))
      AND direction = 'out' AND environment = ? AND (created_ms >= ? OR state NOT IN ('sent', 'archived'))
    ORDER BY state = 'held', let_go DESC, sequence DESC LIMIT 1`
}

function foundIn(
  row: Row | null,
  { sql, same, isWarning }: { readonly sql: Statements } & Pick<Found, 'same' | 'isWarning'>,
): Found | null {
  if (row === null) return null
  const { let_go: letGo, ...columns } = row
  return { transfer: transferOf(columns, sql.reader), letGo: letGo as number, same, isWarning }
}

/** The one that was released last: a person who names it knows of the earlier ones. Otherwise a held one. */
function foremost(found: readonly Found[]): Found | null {
  const isHeld = ({ transfer }: Found) => transfer.state === 'held'
  const [first = null] = found.toSorted(
    (one, other) => Number(isHeld(one)) - Number(isHeld(other)) || other.letGo - one.letGo,
  )
  return first
}

/** The part of a patch that was read in the file: it is kept whatever becomes of the file. */
function readOf({
  summary,
  payments,
  warnings,
  bank,
  environment,
}: TransferPatch = {}): TransferPatch {
  return {
    ...(bank === undefined ? {} : { bank }),
    ...(environment === undefined ? {} : { environment }),
    ...(summary === undefined ? {} : { summary }),
    ...(payments === undefined ? {} : { payments }),
    ...(warnings === undefined ? {} : { warnings }),
  }
}

function sentenceFor({ name }: Transfer, payments: PaymentsIdentity | null, found: Found) {
  const twin = twinDescription(found.transfer)
  if (found.same !== 'reference') return message('DUPLICATE', { name, same: found.same, twin })
  assert(payments !== null, 'a file with a reference orders payments')
  const values = {
    name,
    reference: payments.reference,
    own: orderedBy(payments),
    differs:
      found.transfer.payments === null ? [] : differencesOf(payments, found.transfer.payments),
    twin,
  }
  return found.isWarning ? message('REFERENCE-SEEN', values) : message('SAME-REFERENCE', values)
}
