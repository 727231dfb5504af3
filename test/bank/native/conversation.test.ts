// What a bank says beside a diagnostic is kept, in the sentence for people and beside it for programs.

import { expect, test } from 'vitest'
import { brokenOff, type BankConversation } from '../../../src/bank/native/conversation.ts'
import { silentLog } from '../../../src/lib/log.ts'
import type { Line, LineEvent } from '../../../src/pesit-socket/line.ts'
import { whatOf } from '../../../src/wording/sentence.ts'

const conversation: BankConversation = {
  bank: 'ma-banque',
  line: {} as Line,
  log: silentLog,
  phase: 'finishing',
  selecting: 'create',
}
const diagnostic = { type: 3, reason: 304 }
const text = 'PARTNER LOCKED, CALL 01 02 03'

test.each<[string, LineEvent]>([
  ['ABORT', { type: 'aborted', by: 'peer', diagnostic, reason: 'the other side sent ABORT', text }],
  ['IDT', { type: 'interrupted', diagnostic, endCode: 4, text }],
  ['a refusal', { type: 'refused', request: 'create', diagnostic, text }],
])('the text of %s is in what is told', (_name, event) => {
  const outcome = brokenOff(conversation, event)
  expect(whatOf(outcome.message, { zone: 'UTC' })).toContain(`(“${text}”)`)
  expect(JSON.stringify(outcome)).toContain(`"text":"${text}"`)
})

test('when the bank wrote no text, the sentence has no empty quotes', () => {
  const reason = 'the other side sent ABORT'
  const outcome = brokenOff(conversation, { type: 'aborted', by: 'peer', diagnostic, reason })
  expect(whatOf(outcome.message, { zone: 'UTC' })).not.toContain('“')
  expect(outcome).not.toHaveProperty('text')
})
