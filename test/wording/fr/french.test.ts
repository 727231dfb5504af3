// Messages in French: what is translated is told in French, the rest in English, and every state has its
// word.

import { expect, test } from 'vitest'
import { stateNames } from '../../../src/journey/moves/next-state.ts'
import { catalogue, message } from '../../../src/wording/catalogue.ts'
import { frenchSize, frenchTime } from '../../../src/wording/fr/format.ts'
import { french } from '../../../src/wording/fr/french.ts'
import { statesInFrench } from '../../../src/wording/fr/states.ts'
import { nextStepOf, sentenceOf, whatOf } from '../../../src/wording/sentence.ts'

const reader = { zone: 'Europe/Paris', language: 'fr' } as const

test('an unreachable bank is reported in French', () => {
  const unreachable = message('BANK-UNREACHABLE', {
    bank: 'ma-banque',
    host: 'h',
    port: 1,
    why: '',
  })
  expect(whatOf(unreachable, reader)).toBe('La banque ma-banque est injoignable.')
  expect(nextStepOf(unreachable, reader)).toContain('pare-feu')
})

test('the same diagnostic has another meaning at another step', () => {
  const at = (step: 'create' | 'select') =>
    whatOf(message('PESIT-2-205', { bank: 'ma-banque', step, how: 'refused', text: '' }), reader)
  expect(at('create')).toContain('elle ne connaît pas ce fichier virtuel (PESIT-2-205)')
  expect(at('select')).toContain('elle n’a pas de fichier pour nous')
})

test('a message without a translation comes in English', () => {
  const missing = message('LEDGER-MISSING', { path: '/data/ledger.db' })
  expect(sentenceOf(missing, reader)).toBe(sentenceOf(missing, { zone: 'Europe/Paris' }))
})

test('every state of a transfer has its French word', () => {
  expect(Object.keys(statesInFrench).sort()).toEqual([...stateNames].sort())
})

test('times and sizes are written as French people do', () => {
  expect(frenchTime(Date.UTC(2026, 10, 23, 9, 43), 'Europe/Paris')).toBe('23 nov. 2026 à 10:43')
  expect(frenchSize(1_258_291)).toBe('1,2\u00a0Mo')
})

test('the number of translated messages may only grow', () => {
  expect(Object.keys(french).length).toBeGreaterThanOrEqual(13)
  expect(Object.keys(catalogue).length).toBeGreaterThan(Object.keys(french).length)
})
