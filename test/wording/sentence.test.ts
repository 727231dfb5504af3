// Coded messages: every code of the catalogue has its words, and what is stored reads back as it was.

import { describe, expect, test } from 'vitest'
import { catalogue, message } from '../../src/wording/catalogue.ts'
import {
  argumentsText,
  messageFrom,
  nextStepOf,
  sentenceOf,
  titleOf,
} from '../../src/wording/sentence.ts'

const paris = { zone: 'Europe/Paris' }
const twin = {
  id: '019a-1',
  name: 'paie-11.xml',
  bank: 'ma-banque',
  takenMs: Date.UTC(2026, 10, 23, 15, 5),
  acknowledgedMs: null,
}

describe('a coded message', () => {
  test('is read as what happened and what to do, times in the zone of the reader', () => {
    const held = message('DUPLICATE', { name: 'paie.xml', same: 'payments', twin })
    expect(sentenceOf(held, paris)).toBe(
      'paie.xml is held: the same payments as paie-11.xml, taken on 2026-11-23 16:05:00 +01:00, and not acknowledged by ma-banque when this one came. Release it only if these payments must be made a second time.',
    )
    expect(nextStepOf(held, paris)).toBe(
      'Release it only if these payments must be made a second time.',
    )
    expect(titleOf(held)).toBe('Sent before')
  })

  test('is read back from its stored form; a sentence and an unknown code are not', () => {
    const held = message('DUPLICATE', { name: 'é "q".xml', same: 'file', twin })
    expect(messageFrom(held.code, argumentsText(held))).toEqual(held)
    expect(messageFrom('DUPLICATE', argumentsText('a sentence'))).toBeNull()
    expect(messageFrom('OF-A-NEWER-VERSION', '{"a":1}')).toBeNull()
  })

  test('has a title without a full stop, for every code', () => {
    for (const code of Object.keys(catalogue) as (keyof typeof catalogue)[])
      expect(titleOf({ code, arguments: {} } as never)).toMatch(/^[A-Z].*[^.]$/)
  })
})
