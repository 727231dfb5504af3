// The diagrams of states are drawn from the tables of the program.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { statesPage } from '../../scripts/generate-diagrams.ts'

test('docs/reference/states.md is up to date (else: npx tsx scripts/generate-diagrams.ts)', () => {
  expect(readFileSync('docs/reference/states.md', 'utf8')).toBe(statesPage())
})
