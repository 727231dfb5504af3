// Calls of programs in SQLite. Each writing verb runs inside a transaction of
// ledger/sqlite/database/commit.ts.

import { assert } from '../../../lib/assert.ts'
import type { Transfer } from '../../../journey/transfer.ts'
import type { NewTransfer } from '../../../journey/new-transfer.ts'
import { type CallKey, type OnceOutcome, callKeysKeptMs } from '../../contract/calls.ts'
import type { Fetch, FetchEnd, NewFetch } from '../../contract/fetches.ts'
import { messageIn, messageText } from '../../../wording/sentence.ts'
import { addToLists } from '../reading/local-lists.ts'
import { recordOne } from '../moving/moves.ts'
import { localUidOf, type Row } from '../rows.ts'
import type { Statements } from '../database/statements.ts'

interface Call<New> {
  readonly wanted: New
  readonly key: CallKey | null
  readonly nowMs: number
  /**
   * The time by which keys are forgotten: after the clock was ahead for a moment, their calls must not be
   * accepted a second time.
   */
  readonly settledMs: number
}

export function recordOnce(sql: Statements, call: Call<NewTransfer>): OnceOutcome<Transfer> {
  const { wanted, key, nowMs, settledMs } = call
  return (
    claimKey(sql, { key, id: wanted.id, nowMs, settledMs }) ?? {
      kind: 'recorded',
      made: recordOne(sql, wanted, nowMs),
    }
  )
}

export function recordFetch(sql: Statements, call: Call<NewFetch>): OnceOutcome<Fetch> {
  const { wanted, key, nowMs, settledMs } = call
  freeKey(sql, key)
  const before = claimKey(sql, { key, id: wanted.id, nowMs, settledMs })
  if (before !== null) return before
  const { id, bank, virtualFile, folder, remoteName, target, actor, localUid } = wanted
  sql.run(
    `INSERT INTO fetches (id, bank, virtual_file, folder, remote_name, target, actor, at_ms, local_uid, result)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'running')`,
    id,
    bank,
    virtualFile,
    folder,
    remoteName,
    target,
    actor,
    nowMs,
    localUid ?? null,
  )
  const made = findFetch(sql, id)
  assert(made !== null, 'a fetch that was written is there')
  return { kind: 'recorded', made }
}

/** Stores the key for what is being created; returns what it was stored for before, if it is taken. */
function claimKey(
  sql: Statements,
  {
    key,
    id,
    nowMs,
    settledMs,
  }: {
    readonly key: CallKey | null
    readonly id: string
    readonly nowMs: number
    readonly settledMs: number
  },
): Known | null {
  if (key === null) return null
  sql.run('DELETE FROM call_keys WHERE at_ms < ?', settledMs - callKeysKeptMs)
  const known = findCall(sql, key)
  if (known !== null) return known
  sql.run(
    'INSERT INTO call_keys (caller, key, request, made_id, at_ms) VALUES (?, ?, ?, ?, ?)',
    key.caller,
    key.key,
    key.request,
    id,
    nowMs,
  )
  return null
}

/**
 * A call that ended without a file created nothing that could be created twice: repeated, it polls the bank
 * again.
 */
function freeKey(sql: Statements, key: CallKey | null): void {
  const known = key === null ? null : findCall(sql, key)
  if (known?.kind !== 'known') return
  const fetch = findFetch(sql, known.id)
  if (key === null || fetch === null || !['nothing', 'failed'].includes(fetch.result)) return
  const { caller, formerCaller = caller } = key
  sql.run(
    'DELETE FROM call_keys WHERE caller IN (?, ?) AND key = ? AND made_id = ?',
    ...[caller, formerCaller, key.key, known.id],
  )
}

type Known = Exclude<OnceOutcome<never>, { kind: 'recorded' }>

export function findCall(sql: Statements, asked: CallKey): Known | null {
  const { caller, key, request, formerCaller = caller } = asked
  const byCaller = (one: string) =>
    sql.one('SELECT * FROM call_keys WHERE caller = ? AND key = ?', one, key)
  const row = byCaller(caller) ?? byCaller(formerCaller)
  if (row === null) return null
  return { kind: row['request'] === request ? 'known' : 'other', id: row['made_id'] as string }
}

/**
 * ?1: the id; ?2: the user. -1 stands for a user recorded by an earlier version, which did not know which.
 */
const isHis = 'local_uid IN (?2, -1)'

export function opensWithoutKey(sql: Statements, id: string, localUid: number): boolean {
  const row = sql.one(
    `SELECT EXISTS (SELECT 1 FROM transfers WHERE id = ?1 AND ${isHis})
         OR EXISTS (SELECT 1 FROM fetches WHERE id = ?1 AND ${isHis})
         OR EXISTS (SELECT 1 FROM fetches WHERE transfer_id = ?1 AND ${isHis})
         OR EXISTS (SELECT 1 FROM deliveries JOIN webhooks ON webhooks.id = deliveries.webhook
                    WHERE deliveries.subject = ?1
                      AND (webhooks.origin = 'config' OR webhooks.${isHis})) AS opens`,
    id,
    localUid,
  )
  return row?.['opens'] === 1
}

export function endFetch(
  sql: Statements,
  ended: { readonly id: string; readonly end: FetchEnd; readonly nowMs: number },
): void {
  const { id, end, nowMs } = ended
  const changed = sql.run(
    "UPDATE fetches SET result = ?, transfer_id = ?, code = ?, message = ?, ended_ms = ? WHERE id = ? AND result = 'running'",
    end.result,
    end.transferId,
    end.code,
    end.message === null ? '' : messageText(end.message),
    nowMs,
    id,
  )
  if (changed === 0 || end.transferId === null) return
  const localUid = findFetch(sql, id)?.localUid
  // Whichever call fetched the file, the caller who was answered with it may see it.
  if (localUid !== undefined) addToLists(sql, localUid, end.transferId)
}

export function findFetch(sql: Statements, id: string): Fetch | null {
  const row = sql.one('SELECT * FROM fetches WHERE id = ?', id)
  return row === null ? null : fetchOf(row)
}

export function runningFetches(sql: Statements): readonly Fetch[] {
  return sql.all("SELECT * FROM fetches WHERE result = 'running' ORDER BY at_ms, id").map(fetchOf)
}

function fetchOf(row: Row): Fetch {
  return {
    id: row['id'] as string,
    bank: row['bank'] as string,
    virtualFile: row['virtual_file'] as string,
    folder: row['folder'] as string,
    remoteName: row['remote_name'] as string,
    target: row['target'] as string,
    actor: row['actor'] as string,
    ...localUidOf(row),
    atMs: row['at_ms'] as number,
    result: row['result'] as Fetch['result'],
    transferId: row['transfer_id'] as string | null,
    code: row['code'] as string,
    message: row['message'] === '' ? null : messageIn(row['message'] as string),
    endedMs: row['ended_ms'] as number | null,
  }
}
