// Writes facts: numbered consecutively, each chained to the one before. A number is never used again, even
// when
// its fact is gone, so a missing fact leaves a visible gap.

import type { Fact } from '../../journey/fact.ts'
import type { CodedMessage } from '../../wording/catalogue.ts'
import { messageText, sentenceOf } from '../../wording/sentence.ts'
import { type ChainedFact, type Head, linkOf } from '../audit/audit.ts'
import type { Row } from './rows.ts'
import type { Statements } from './database/statements.ts'

export type NewFact = Omit<Fact, 'sequence' | 'sentence' | 'message'> & {
  readonly text: CodedMessage
}

export function writeFact(sql: Statements, { text, ...fact }: NewFact): Fact {
  const { transferId, atMs, event, from, to, actor } = fact
  const message = messageText(text)
  // Facts of the first versions have a sentence, which is in the chain; no fact has one since.
  const sentence = ''
  const previous = head(sql)
  const given = sql.one("SELECT seq FROM sqlite_sequence WHERE name = 'facts'")
  const sequence = Math.max(previous.sequence, Number(given?.['seq'] ?? 0)) + 1
  const detail = JSON.stringify(fact.detail)
  const stored = { sequence, transferId, atMs, event, from, to, sentence, actor, detail, message }
  sql.run(
    'INSERT INTO facts (sequence, transfer_id, at_ms, event, from_state, to_state, sentence, actor, detail, message, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    sequence,
    transferId,
    atMs,
    event,
    from,
    to,
    sentence,
    actor,
    detail,
    message,
    linkOf(sql.auditKey, previous.chain, stored),
  )
  return {
    ...fact,
    sequence,
    sentence: sentenceOf(text, sql.reader),
    message: text,
  }
}

export function head(sql: Statements): Head {
  const row = sql.one('SELECT sequence, chain FROM facts ORDER BY sequence DESC LIMIT 1')
  return row === null
    ? { sequence: 0, chain: '' }
    : { sequence: row['sequence'] as number, chain: row['chain'] as string }
}

export function newestMs(sql: Statements): number | null {
  const row = sql.one('SELECT at_ms FROM facts ORDER BY sequence DESC LIMIT 1')
  return row === null ? null : (row['at_ms'] as number)
}

export function chainedFacts(
  sql: Statements,
  { after, limit }: { readonly after: number; readonly limit: number },
): readonly ChainedFact[] {
  return sql
    .all('SELECT * FROM facts WHERE sequence > ? ORDER BY sequence LIMIT ?', after, limit)
    .map(chainedOf)
}

function chainedOf(row: Row): ChainedFact {
  return {
    sequence: row['sequence'] as number,
    transferId: row['transfer_id'] as string,
    atMs: row['at_ms'] as number,
    event: row['event'] as string,
    from: row['from_state'] as string | null,
    to: row['to_state'] as string,
    sentence: row['sentence'] as string,
    actor: row['actor'] as string,
    detail: row['detail'] as string,
    message: row['message'] as string,
    chain: row['chain'] as string,
  }
}
