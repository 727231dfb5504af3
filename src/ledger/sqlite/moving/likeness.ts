// Which of the earlier files of a bank a complete received file resembles, by the evidence in the ledger.
// Runs
// in the transaction of received.ts.

import { received } from '../state-lists.ts'
import { conditionSubject, inboxSubject } from '../../../journey/condition-subject.ts'
import {
  isRepetition,
  judgeStatement,
  type Likeness,
  type StatementVerdict,
  weightOf,
} from '../../../journey/statement.ts'
import type { PesitIdentity, Transfer } from '../../../journey/transfer.ts'
import { present } from '../../../lib/assert.ts'
import type { ArgumentsOf } from '../../../wording/catalogue.ts'
import type { Received } from '../../contract/receiving.ts'
import { find } from './moves.ts'
import { conditionOf, offerKey, transferOf } from '../rows.ts'
import type { Statements } from '../database/statements.ts'

/** Banks may offer a statement again for this long. */
const lookBackMs = 400 * 24 * 60 * 60 * 1000
/**
 * Of earlier files with the same bytes, the newest are compared: an hourly empty statement makes thousands.
 */
const maximumCompared = 500
/** A poll that begins within this time after a file counts as the continuation of the poll before. */
const openPollMs = 60 * 60 * 1000

const isWhole = `direction = 'in' AND state IN (${received})`

export interface Judged {
  readonly verdict: StatementVerdict
  readonly likeness: Likeness
  /** The statement that it resembles, never a repetition of it. */
  readonly earlier: Transfer
}

/** A file that was received completely. */
export interface Came {
  readonly transfer: Transfer
  readonly received: Received
  readonly nowMs: number
}

/** The judgement by the closest of the earlier files. */
export function closest(sql: Statements, came: Came): Judged | null {
  const candidates = earlierOnes(sql, came)
  const confirmed = new Set(
    candidates.filter(({ confirmedMs }) => confirmedMs !== null).map(statementOf),
  )
  let best: Judged | null = null
  for (const candidate of candidates) {
    const earlier = rootOf(sql, candidate)
    const likeness = likenessOf(sql, came, {
      candidate,
      earlier,
      confirmed: earlier.confirmedMs !== null || confirmed.has(earlier.id),
    })
    const verdict = judgeStatement(likeness)
    if (best === null || weightOf(verdict) > weightOf(best.verdict))
      best = { verdict, likeness, earlier }
  }
  return best
}

/** Newest first; with the same bytes, or with the same identity and any bytes. */
function earlierOnes(sql: Statements, { transfer, received, nowMs }: Came): readonly Transfer[] {
  const { bank, virtualFile, id } = transfer
  const key = offerKey(bank, identityOf(transfer))
  const rows = [
    ...sql.all(
      `SELECT * FROM transfers WHERE sha256 = ? AND bank = ? AND virtual_file = ? AND ${isWhole} AND id <> ? AND created_ms >= ?
       ORDER BY sequence DESC LIMIT ${maximumCompared}`,
      received.sha256,
      bank,
      virtualFile,
      id,
      nowMs - lookBackMs,
    ),
    ...sql.all(
      `SELECT * FROM transfers WHERE offer_key = ? AND sha256 = ? AND ${isWhole} AND id <> ? ORDER BY sequence DESC LIMIT 1`,
      key,
      received.sha256,
      id,
    ),
    ...sql.all(
      `SELECT * FROM transfers WHERE offer_key = ? AND sha256 IS NOT NULL AND ${isWhole} AND id <> ? ORDER BY sequence DESC LIMIT 1`,
      key,
      id,
    ),
  ]
  return rows.map((row) => transferOf(row, sql.reader))
}

function statementOf(transfer: Transfer): string {
  return isRepetition(transfer) ? (transfer.sameAs ?? transfer.id) : transfer.id
}

function rootOf(sql: Statements, transfer: Transfer): Transfer {
  if (!isRepetition(transfer)) return transfer
  const earlier = find(sql, transfer.sameAs ?? '')
  return earlier === null || earlier.sequence >= transfer.sequence ? transfer : rootOf(sql, earlier)
}

function likenessOf(
  sql: Statements,
  { transfer, received, nowMs }: Came,
  at: { readonly candidate: Transfer; readonly earlier: Transfer; readonly confirmed: boolean },
): Likeness {
  const { candidate, earlier, confirmed } = at
  const [mine, its] = [identityOf(transfer), identityOf(candidate)]
  const isSameFolder = candidate.folder === transfer.folder
  const sincePollEnded = candidate.createdMs > lastFullPoll(sql, candidate)
  const { bank } = transfer
  return {
    bytes: candidate.sha256 === received.sha256,
    fileName: mine.fileName === its.fileName,
    label: mine.label === its.label && (mine.label !== '' || mine.fileName === its.fileName),
    date: mine.creationDate !== '' && mine.creationDate === its.creationDate,
    offer:
      offerKey(bank, mine) === offerKey(bank, its) &&
      (mine.transferNumber > 0 || mine.creationDate !== ''),
    thisAsk: isSameFolder && received.poll.given.includes(earlier.id),
    openAsk: isSameFolder && sincePollEnded && Math.abs(nowMs - candidate.createdMs) <= openPollMs,
    confirmed,
    offeredNoMore: !sincePollEnded && !wasDenied(sql, earlier),
    repeating: candidate.createdMs >= repeatingSince(sql, transfer),
    damaged:
      sql.one(
        'SELECT 1 FROM conditions WHERE subject = ?',
        conditionSubject('received', earlier.id),
      ) !== null,
  }
}

function identityOf({ pesit }: Transfer): PesitIdentity {
  return present(pesit, 'the identity of a file that a bank gave')
}

/** When the bank last said that it has nothing more for this inbox; before all time if it never did. */
function lastFullPoll(sql: Statements, { folder, virtualFile }: Transfer): number {
  const row = sql.one(
    'SELECT max(at_ms) AS at FROM asks WHERE inbox = ? AND virtual_file = ? AND drained = 1',
    folder,
    virtualFile,
  )
  return (row?.['at'] as number | null | undefined) ?? Number.NEGATIVE_INFINITY
}

/** The bank answered our TRANS.END with a refusal: it will offer the file again, at some time. */
function wasDenied(sql: Statements, { id, confirmedMs }: Transfer): boolean {
  return (
    confirmedMs === null &&
    sql.one(
      "SELECT 1 FROM facts WHERE transfer_id = ? AND event = 'bank-confirmed' LIMIT 1",
      id,
    ) !== null
  )
}

function repeatingSince(sql: Statements, { folder, virtualFile }: Transfer): number {
  return (
    repeatsNoted(sql, inboxSubject('repeats', { folder, virtualFile }))?.fromMs ??
    Number.POSITIVE_INFINITY
  )
}

/** What is recorded about a bank that repeats itself; null when nothing is. */
export function repeatsNoted(sql: Statements, subject: string): ArgumentsOf<'BANK-REPEATS'> | null {
  const row = sql.one('SELECT * FROM conditions WHERE subject = ?', subject)
  const noted = row === null ? null : conditionOf(row, sql.reader).message
  return noted?.code === 'BANK-REPEATS' ? noted.arguments : null
}
