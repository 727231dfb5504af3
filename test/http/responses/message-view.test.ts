// A message in an answer.

import { expect, test } from 'vitest'
import { messageView, storedView } from '../../../src/http/responses/message-view.ts'
import { message } from '../../../src/wording/catalogue.ts'

const reader = { zone: 'UTC', language: 'en' } as const
const missing = message('KEY-UNKNOWN', { key: 'erp' })

test('a message has its code, its arguments and its sentence', () => {
  expect(messageView(missing, reader)).toEqual({
    code: 'KEY-UNKNOWN',
    arguments: { key: 'erp' },
    sentence: 'There is no key erp that could be revoked. See `pesit-drop keys list`.',
  })
})

test('where there is nothing to say, all three are empty', () => {
  expect(messageView(null, reader)).toEqual({ code: '', arguments: {}, sentence: '' })
})

test('what is stored as a sentence is shown as it is', () => {
  const stored = { message: null, code: 'OLD', sentence: 'As it was written.' }
  expect(storedView(stored, reader)).toEqual({
    code: 'OLD',
    arguments: {},
    sentence: 'As it was written.',
  })
  expect(storedView({ ...stored, message: missing }, reader).code).toBe('KEY-UNKNOWN')
})
