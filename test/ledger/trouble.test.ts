// What a condition asks of people.

import { expect, test } from 'vitest'
import { concernOf, isPastLimit } from '../../src/ledger/trouble.ts'
import { message } from '../../src/wording/catalogue.ts'

const moment = { nowMs: 1_000_000, troubleMs: 300_000 }
const young = { sinceMs: moment.nowMs - 1_000 }
const old = { sinceMs: moment.nowMs - 300_000 }
const unreachable = message('BANK-UNREACHABLE', { bank: 'b', host: 'h', port: 1, why: 'no answer' })
const refused = message('BANK-REFUSED', {
  bank: 'b',
  what: message('LINE-CUT', { bank: 'b', why: 'x' }),
})
const told = message('FOLDER-ABOVE-WRITABLE', { folder: '/srv/out', above: '/srv' })

test.each([
  ['a bank that cannot be reached for a moment', unreachable, young, 'heals', false],
  ['one that cannot be reached for too long', unreachable, old, 'person', true],
  ['a bank that refuses us', refused, young, 'person', false],
  ['one that has refused us for long', refused, old, 'person', true],
  ['what is only told', told, young, 'told', false],
  ['what is only told, for ever', told, old, 'told', false],
] as const)('%s', (...[, coded, since, concern, pastLimit]) => {
  const condition = { code: coded.code, message: coded, ...since }
  expect(concernOf(condition, moment)).toBe(concern)
  expect(isPastLimit(condition, moment)).toBe(pastLimit)
})

test('what this version cannot read is for a person', () => {
  const unknown = message('MESSAGE-UNKNOWN', { code: 'OF-A-LATER-VERSION' })
  const condition = { code: 'OF-A-LATER-VERSION', message: unknown, ...young }
  expect(concernOf(condition, moment)).toBe('person')
})
