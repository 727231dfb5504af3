// The log of polls in SQLite. Runs inside a transaction of ledger/sqlite/database/commit.ts.

import type { Poll } from '../contract/receiving.ts'
import { messageText } from '../../wording/sentence.ts'
import type { Statements } from './database/statements.ts'

/** Polls kept for each virtual file of an inbox: the newest are enough. */
const maximumKept = 500

export function recordPoll(sql: Statements, poll: Poll): void {
  sql.run(
    'INSERT INTO asks (inbox, bank, virtual_file, at_ms, result, files, message, slot_ms, drained) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    poll.inbox,
    poll.bank,
    poll.virtualFile,
    poll.atMs,
    poll.result,
    poll.files,
    messageText(poll.message),
    poll.slotMs,
    poll.drained === true ? 1 : 0,
  )
  sql.run(
    `DELETE FROM asks WHERE inbox = ?1 AND virtual_file = ?2 AND sequence <=
     (SELECT sequence FROM asks WHERE inbox = ?1 AND virtual_file = ?2 ORDER BY sequence DESC LIMIT 1 OFFSET ${maximumKept})`,
    poll.inbox,
    poll.virtualFile,
  )
}
