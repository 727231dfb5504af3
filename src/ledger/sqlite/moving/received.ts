// Files that were received completely: the look-up of earlier files, the verdict (journey/statement.ts) and
// its record run in one transaction of ledger/sqlite/database/commit.ts.

import { inboxSubject } from '../../../journey/condition-subject.ts'
import { nextState } from '../../../journey/moves/next-state.ts'
import type { Likeness, StatementVerdict } from '../../../journey/statement.ts'
import type { Transfer } from '../../../journey/transfer.ts'
import { present } from '../../../lib/assert.ts'
import { type ArgumentsOf, message } from '../../../wording/catalogue.ts'
import type { EarlierStatement } from '../../../wording/catalogue/bank/statements.ts'
import type { Moved, Received, ReceivedOutcome } from '../../contract/receiving.ts'
import { type Came, closest, type Judged, repeatsNoted } from './likeness.ts'
import { find, step } from './moves.ts'
import type { Statements } from '../database/statements.ts'
import { noteCondition } from '../conditions.ts'

/** At most this many repetitions are listed among the facts of a statement; more are only counted. */
const maximumSources = 20

export function recordReceived(
  sql: Statements,
  received: Received,
  nowMs: number,
): ReceivedOutcome {
  const transfer = find(sql, received.id)
  if (transfer === null) return { kind: 'unknown' }
  if (transfer.version !== received.version) return { kind: 'stale', transfer }
  if (nextState('in', transfer.state, 'committed') === undefined)
    return { kind: 'refused', transfer }
  const judged = closest(sql, { transfer, received, nowMs })
  if (judged?.verdict.kind === 'same')
    return known(sql, { transfer, received, nowMs, judged, because: judged.verdict.because })
  const moved = step(sql, transfer, {
    event: 'committed',
    to: 'committed',
    nowMs,
    ...shown(transfer, received, judged),
  })
  return { kind: 'recorded', verdict: judged?.verdict ?? { kind: 'new' }, moved, earlier: null }
}

function shown(transfer: Transfer, { sizeBytes, sha256 }: Received, judged: Judged | null) {
  const whole = { sizeBytes, sha256 }
  if (judged?.verdict.kind !== 'marked')
    return {
      patch: { ...whole, reason: null },
      sentence: message('STATEMENT-RECEIVED', whole),
    }
  const { verdict, earlier, likeness } = judged
  const about = { bank: transfer.bank, earlier: recognized(earlier), ...whole }
  const sentence =
    verdict.as === 'version'
      ? message('STATEMENT-VERSION', about)
      : message('STATEMENT-EQUAL', { ...about, other: otherIn(likeness) })
  return { patch: { ...whole, sameAs: earlier.id, reason: sentence }, sentence }
}

function otherIn({ damaged, fileName, label }: Likeness): 'damaged' | 'name' | 'label' | 'date' {
  if (damaged) return 'damaged'
  if (!fileName) return 'name'
  return label ? 'date' : 'label'
}

function known(
  sql: Statements,
  {
    transfer,
    received,
    nowMs,
    judged: { verdict, earlier },
    because,
  }: Came & {
    readonly judged: Judged
    readonly because: Extract<StatementVerdict, { kind: 'same' }>['because']
  },
): ReceivedOutcome {
  const { bank } = transfer
  const { sizeBytes, sha256 } = received
  const sentence = message('STATEMENT-REPEATED', { bank, earlier: recognized(earlier), because })
  const moved = step(sql, transfer, {
    event: 'already-received',
    to: 'archived',
    patch: { sizeBytes, sha256, sameAs: earlier.id, reason: sentence },
    sentence,
    nowMs,
  })
  if (because === 'ask' || because === 'repeating')
    noteRepeats(
      sql,
      {
        bank,
        virtualFile: transfer.virtualFile,
        folder: transfer.folder,
        statement: recognized(earlier),
        count: 1,
        fromMs: received.poll.startedMs,
        shown: false,
      },
      nowMs,
    )
  return {
    kind: 'recorded',
    verdict,
    moved,
    earlier: told(sql, { transfer, earlier, because, nowMs }),
  }
}

/** Records a repetition among the facts of the earlier file; after many of them, they are only counted. */
function told(
  sql: Statements,
  {
    transfer,
    earlier,
    because,
    nowMs,
  }: {
    readonly transfer: Transfer
    readonly earlier: Transfer
    readonly because: ArgumentsOf<'STATEMENT-OFFERED-AGAIN'>['because']
    readonly nowMs: number
  },
): Moved | null {
  const before = sql.one(
    "SELECT count(*) AS count FROM facts WHERE transfer_id = ? AND event = 'offered-again'",
    earlier.id,
  )
  if (Number(before?.['count'] ?? 0) >= maximumSources) return null
  const to = nextState('in', earlier.state, 'offered-again')
  return step(sql, earlier, {
    event: 'offered-again',
    to: present(to, 'a statement that came whole may be offered again'),
    sentence: message('STATEMENT-OFFERED-AGAIN', {
      bank: transfer.bank,
      transferNumber: transfer.pesit?.transferNumber ?? 0,
      id: transfer.id,
      because,
    }),
    nowMs,
  })
}

export function noteRepeats(
  sql: Statements,
  repeats: ArgumentsOf<'BANK-REPEATS'>,
  nowMs: number,
): void {
  const subject = inboxSubject('repeats', repeats)
  const before = repeatsNoted(sql, subject)
  const count = repeats.count + (before?.count ?? 0)
  const fromMs = Math.min(repeats.fromMs, before?.fromMs ?? repeats.fromMs)
  const condition = message('BANK-REPEATS', { ...repeats, count, fromMs })
  noteCondition(sql, { subject, condition, nowMs })
}

function recognized({ id, name, pesit, createdMs }: Transfer): EarlierStatement {
  return { id, name: name === '' ? (pesit?.label ?? '') : name, receivedMs: createdMs }
}

export function receivedSince(
  sql: Statements,
  query: {
    readonly folder: string
    readonly bank: string
    readonly virtualFile: string
    readonly sinceMs: number
    readonly atMost: number
  },
): number {
  const row = sql.one(
    `SELECT count(*) AS count FROM (
       SELECT created_ms FROM transfers WHERE virtual_file = ? AND bank = ? AND direction = 'in' AND folder = ?
       ORDER BY sequence DESC LIMIT ?)
     WHERE created_ms >= ?`,
    query.virtualFile,
    query.bank,
    query.folder,
    query.atMost,
    query.sinceMs,
  )
  return Number(row?.['count'] ?? 0)
}
