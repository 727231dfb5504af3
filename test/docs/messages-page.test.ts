// The page of messages is what the catalogue says.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { messagesPage } from '../../scripts/generate-messages.ts'

test('docs/reference/messages.md is up to date (else: npx tsx scripts/generate-messages.ts)', () => {
  expect(readFileSync('docs/reference/messages.md', 'utf8')).toBe(messagesPage())
})
