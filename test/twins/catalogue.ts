// The twins, in the order of the road. `npm run torture -- --twin NAME` and its neighbours run one.

import type { Twin } from './twin.ts'

export const twins: readonly Twin[] = [
  {
    name: 'spool-not-synced',
    wrong:
      'sealed bytes have their name before they are on the disk: a power cut leaves them empty',
    edits: [
      {
        file: 'share/verbs/seal.ts',
        from: 'await synced(copy, path)\n    return copied',
        to: 'return copied',
      },
    ],
  },
  {
    name: 'folders-not-synced',
    wrong: 'names are not made durable: a power cut takes them back',
    edits: [{ file: 'disk/durable.ts', from: 'await synced(handle, folder)', to: '' }],
  },
  {
    name: 'ledger-normal',
    wrong: 'commits are told before they are on the disk: a power cut forgets them',
    edits: [
      {
        file: 'ledger/sqlite/database/connect.ts',
        from: "'PRAGMA synchronous = FULL; PRAGMA wal_checkpoint",
        to: "'PRAGMA synchronous = NORMAL; PRAGMA wal_checkpoint",
      },
      {
        file: 'ledger/sqlite/database/connect.ts',
        from: 'wal && synchronous === 2',
        to: 'wal && synchronous === 1',
      },
    ],
  },
  {
    name: 'orphans-not-adopted',
    wrong: 'a claimed file without a row stays without one: it is never sent',
    edits: [
      {
        file: 'outbox/owner/adopt.ts',
        from: 'if (strangers.length > 0) {',
        to: 'if (strangers.length < 0) {',
      },
    ],
  },
  {
    name: 'twins-searched-before-written',
    wrong: 'a file is compared in one step and let go in another: equals that come at once all go',
    edits: [
      {
        file: 'admission/admit.ts',
        from: "const outcome = await deps.ledger.admit({ id, version, ...move, onTwin: 'hold' })",
        to: `const { payments } = move.patch ?? {}
  if (payments !== undefined) await deps.ledger.keepPayments(id, payments)
  const isAlone = (await deps.ledger.findTwin(id)) === null
  await deps.clock.sleep(50, deps.stopping)
  const outcome = isAlone
    ? await deps.ledger.move({ id, version, ...move })
    : await deps.ledger.admit({ id, version, ...move, onTwin: 'hold' })`,
      },
    ],
  },
  {
    name: 'past-not-seen',
    wrong:
      'the token of the folder is not compared with the ledger: one from the past sends again what was sent since',
    edits: [
      {
        file: 'outbox/owner/standing.ts',
        from: 'const isNewer = known === null || (sign !== null && sign.number > known.signs)',
        to: 'const isNewer = false',
      },
    ],
  },
  {
    name: 'new-identity-each-attempt',
    wrong: 'the bank sees another transfer at each attempt',
    edits: [
      {
        file: 'transfer/attempt.ts',
        from: 'if (record.current.pesit === null) await identify(deps, record)',
        to: 'await identify(deps, record)',
      },
    ],
  },
  {
    name: 'intent-not-recorded',
    wrong:
      'DTF.END leaves with nothing on record: after a crash the file is sent as if it had not been',
    edits: [
      {
        file: 'transfer/attempt-record.ts',
        from: 'async finishing(counts, reached) {',
        to: 'async finishing(counts, reached) {\n      if (counts.dataBytes >= 0) return true',
      },
      // Without the intent the move of the answer has no row in the table: it gets one.
      {
        file: 'journey/moves/outbound.ts',
        from: "    finishing: 'finishing',\n",
        to: "    finishing: 'finishing',\n    'bank-acknowledged': 'sent',\n",
      },
    ],
  },
  {
    name: 'resend-when-in-doubt',
    wrong: 'a break after the intent is taken for a break before it: sent again under a new number',
    edits: [
      { file: 'journey/moves/outbound.ts', from: "cut: 'in-doubt',", to: "cut: 'waiting'," },
      {
        file: 'transfer/verdict.ts',
        from: 'patch: { reason: told, dueMs },',
        to: 'patch: { reason: told, dueMs: 0, pesit: null },',
      },
      {
        file: 'recovery/transfers.ts',
        from: 'const patch = { reason: sentence, dueMs }',
        to: 'const patch = { reason: sentence, dueMs, pesit: null }',
      },
    ],
  },
  {
    name: 'believed-before-answered',
    wrong: 'a file counts as received before the bank said so: after a crash it is lost',
    edits: [
      {
        file: 'bank/native/send/end.ts',
        from: "  conversation.phase = 'finishing'\n",
        to: "  conversation.phase = 'finishing'\n  await job.journal.delivered(answerFrom({ diagnostic: { type: 0, reason: 0 } }))\n",
      },
    ],
  },
  {
    name: 'acknowledged-before-committed',
    wrong: 'TRANS.END leaves before the statement is on record: after a crash nobody has it',
    edits: [
      {
        file: 'bank/native/receive/receive-file.ts',
        from: '  try {\n    await sink.commit(fileBytes)\n  } catch (error) {\n    return giveUp(conversation, error)\n  }\n',
        to: '',
      },
      {
        file: 'bank/native/receive/receive-file.ts',
        from: '  await sink.confirmed(answer)\n',
        to: '  try {\n    await sink.commit(fileBytes)\n  } catch (error) {\n    return giveUp(conversation, error)\n  }\n  await sink.confirmed(answer)\n',
      },
    ],
  },
  {
    name: 'received-not-synced',
    wrong: 'a statement is on record before its bytes are on the disk: a power cut leaves it empty',
    edits: [
      {
        file: 'inbox/receive.ts',
        from: 'await confirmedOrGone(deps, { id, file }, () => synced(file, deps.spool.part(id)))',
        to: '',
      },
    ],
  },
  {
    name: 'offer-not-recognised',
    wrong: 'a statement that is offered again is shown again',
    edits: [
      {
        file: 'journey/statement.ts',
        from: 'statementRules.find(fits)',
        to: "statementRules.find((rule) => rule.then.kind !== 'same' && fits(rule))",
      },
    ],
  },
  {
    name: 'numbers-believed',
    wrong:
      'only the bank’s number and date tell a statement: one that is offered under new ones is shown again',
    edits: [
      {
        file: 'journey/statement.ts',
        from: 'statementRules.find(fits)',
        to: "statementRules.find((rule) => (rule.then.kind !== 'same' || rule.when.offer === true) && fits(rule))",
      },
    ],
  },
  {
    name: 'published-by-rename',
    wrong: 'a file in the inbox that has the name already is replaced',
    edits: [
      {
        file: 'share/verbs/deliver.ts',
        from: 'link as makeLink',
        to: 'rename as makeLink',
      },
    ],
  },
  {
    name: 'published-by-copy',
    wrong: 'a file appears in the inbox while it is written, and again after a crash',
    edits: [
      {
        file: 'share/verbs/deliver.ts',
        from: 'await makeLink(staged, target)',
        to: 'await copyFile(staged, target, 1)',
      },
      {
        file: 'share/verbs/deliver.ts',
        from: 'link as makeLink',
        to: 'copyFile, link as makeLink',
      },
    ],
  },
  {
    name: 'staged-not-synced',
    wrong: 'a statement is shown before its bytes are on the disk: a power cut leaves it empty',
    edits: [
      {
        file: 'share/verbs/deliver.ts',
        from: 'await synced(handle, path)',
        to: '',
      },
    ],
  },
]

export function twinNamed(name: string): Twin {
  const twin = twins.find((one) => one.name === name)
  if (twin === undefined)
    throw new Error(
      `no twin is called ${name}; there are ${twins.map((one) => one.name).join(', ')}`,
    )
  return twin
}
