import { expect, test } from 'vitest'
import { ourFailure } from '../../src/bank/our-failure.ts'
import { message } from '../../src/wording/catalogue.ts'
import { KnownError } from '../../src/wording/known-error.ts'
import { whatOf } from '../../src/wording/sentence.ts'

test('a known error keeps its own message', () => {
  const full = message('DISK-FULL', { what: 'folder', path: '/data' })
  expect(ourFailure('my-bank', 'receiving', new KnownError(full))).toBe(full)
})

test('a system error is reported with its code and its text', () => {
  const error = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' })
  expect(ourFailure('my-bank', 'sending', error)).toEqual({
    code: 'OUR-FAILURE',
    arguments: { bank: 'my-bank', while: 'sending', error: 'EIO', why: 'EIO: i/o error, read' },
  })
})

test.each<[unknown, string]>([
  [new Error('no code'), 'no code'],
  ['a text', 'a text'],
  [null, 'null'],
])('%j has no code of the system', (error, why) => {
  expect(ourFailure('my-bank', 'sending', error).arguments).toMatchObject({ error: '', why })
})

test.each([
  ['calling', 'my-bank was not called because our side failed: x'],
  ['preparing', 'Sending could not begin because our side failed: x'],
  ['sending', 'Sending to my-bank stopped because our side failed: x'],
  ['receiving', 'Receiving stopped because our side failed: x'],
] as const)('the sentence says what was stopped while %s', (moment, sentence) => {
  expect(whatOf(ourFailure('my-bank', moment, new Error('x')), { zone: 'UTC' })).toBe(sentence)
})
