// What a bank's desk asks for: in the operator's time, and with what a restart brought last.

import { expect, test } from 'vitest'
import type { Fact } from '../../../src/journey/fact.ts'
import { forTheDesk } from '../../../src/journey/reported/desk-sheet.ts'
import type { Transfer } from '../../../src/journey/transfer.ts'
import { identity } from '../../helpers/new-transfer.ts'

const startMs = Date.parse('2026-11-25T09:00:00Z')
const fact = (sequence: number, event: Fact['event'], sentence: string, detail = {}) =>
  ({ sequence, atMs: startMs + sequence * 60_000, event, sentence, detail }) as unknown as Fact

test('the answer to the restart is there with its diagnostic, besides the end of the attempt', () => {
  const transfer = { pesit: identity, name: 'paie.xml', sizeBytes: 9, sha256: 'ab' } as Transfer
  const facts = [
    fact(1, 'attempt-started', 'Called.'),
    fact(2, 'finishing', 'All sent.', { dataBytes: 9, articles: 1 }),
    fact(3, 'cut', 'The line broke.', { diagnostic: null }),
    fact(4, 'asked', 'Still in doubt: refused.', { diagnostic: { type: 2, reason: 26 } }),
  ]
  const desk = new Map(forTheDesk(transfer, facts, [], 'Europe/Paris'))
  expect(desk.get('called at')).toBe('2026-11-25 10:01:00 +01:00')
  expect(desk.get('then')).toBe('2026-11-25 10:03:00 +01:00: The line broke.')
  expect(desk.get('asked again')).toBe('2026-11-25 10:04:00 +01:00: Still in doubt: refused.')
  expect(desk.get('last diagnostic')).toBe('2-026')
})
