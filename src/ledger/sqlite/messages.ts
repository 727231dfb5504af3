// Messages in SQLite.

import { createHash } from 'node:crypto'
import { type Message, messageKey, type MessageSubject } from '../../journey/message.ts'
import type { NewMessage } from '../contract/messages.ts'
import type { Row } from './rows.ts'
import type { Statements } from './database/statements.ts'

const maximumPerList = 10_000

/** `fresh` is false for a message that is already stored: nothing is written. */
export function recordMessage(
  sql: Statements,
  born: NewMessage,
  nowMs: number,
): { readonly message: Message; readonly fresh: boolean } {
  const { bank, direction, about, text, transferId } = born
  const key = createHash('sha256').update(messageKey(born)).digest('hex')
  const written = sql.run(
    `INSERT INTO messages (message_key, bank, direction, at_ms, about, text, transfer_id, applied)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (message_key) DO NOTHING`,
    key,
    bank,
    direction,
    nowMs,
    JSON.stringify(about),
    text,
    transferId,
    born.applied ? 1 : 0,
  )
  const row = sql.one('SELECT * FROM messages WHERE message_key = ?', key)
  return { message: messageOf(row ?? {}), fresh: written === 1 }
}

export function noteApplied(sql: Statements, sequence: number, transferId: string | null): void {
  sql.run(
    'UPDATE messages SET applied = 1, transfer_id = ? WHERE sequence = ?',
    transferId,
    sequence,
  )
}

export function selectMessages(
  sql: Statements,
  { open = false, limit }: { readonly open?: boolean; readonly limit: number },
): readonly Message[] {
  const most = Math.max(0, Math.min(limit, maximumPerList))
  const where = open ? 'WHERE applied = 0 ORDER BY sequence' : 'ORDER BY sequence DESC'
  return sql.all(`SELECT * FROM messages ${where} LIMIT ?`, most).map(messageOf)
}

function messageOf(row: Row): Message {
  return {
    sequence: row['sequence'] as number,
    bank: row['bank'] as string,
    direction: row['direction'] as Message['direction'],
    atMs: row['at_ms'] as number,
    about: JSON.parse(row['about'] as string) as MessageSubject,
    text: row['text'] as string,
    transferId: row['transfer_id'] as string | null,
    applied: row['applied'] === 1,
  }
}
