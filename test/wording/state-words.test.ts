// The word for a state, for each language.

import { expect, test } from 'vitest'
import { stateNames } from '../../src/journey/moves/next-state.ts'
import { stateWord } from '../../src/wording/state-words.ts'

test('in English the word is the name that programs get too', () => {
  for (const state of stateNames) expect(stateWord(state, { language: 'en' })).toBe(state)
})

test('every state has a French word', () => {
  const missing = stateNames.filter((state) => stateWord(state, { language: 'fr' }) === state)
  expect(missing).toEqual([])
})
