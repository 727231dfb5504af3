// Coded messages: every code of the catalogue has its words, and what is stored reads back as it was.

import { describe, expect, test } from 'vitest'
import { catalogue, message } from '../../src/wording/catalogue.ts'
import {
  argumentsText,
  messageFrom,
  messageIn,
  messageText,
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

  test('reads back from what is stored', () => {
    const held = message('DUPLICATE', { name: 'é "q".xml', same: 'file', twin })
    expect(messageFrom(held.code, argumentsText(held))).toEqual(held)
    expect(messageIn(messageText(held))).toEqual(held)
  })

  test('of a later version is told by its code', () => {
    const later = messageFrom('OF-A-LATER-VERSION', '{"a":1}')
    expect(later).toEqual(message('MESSAGE-UNKNOWN', { code: 'OF-A-LATER-VERSION' }))
    expect(sentenceOf(later, paris)).toBe('OF-A-LATER-VERSION.')
    expect(messageFrom('DUPLICATE', 'no JSON').code).toBe('MESSAGE-UNKNOWN')
    expect(messageIn('').code).toBe('MESSAGE-UNKNOWN')
  })

  test('that an early version stored as a sentence reads as that sentence', () => {
    const old = messageFrom('DUPLICATE', '{"oldText":"It was sent before."}')
    expect(old).toMatchObject({ code: 'OLD-TEXT', arguments: { code: 'DUPLICATE' } })
    expect(sentenceOf(old, paris)).toBe('It was sent before.')
  })

  test.each(['{}', '{"name":"a.xml"}', '{"name":"a.xml","same":"file","twin":{}}', '{"twin":[]}'])(
    'whose arguments do not fit its code is told by its code: %s',
    (text) => {
      const sentence = sentenceOf(messageFrom('DUPLICATE', text), paris)
      expect(sentence).not.toMatch(/undefined|NaN|object/)
      expect(sentence).toMatch(/^DUPLICATE\./)
    },
  )

  test('whose arguments say “undefined” themselves is told whole', () => {
    const held = message('NEVER-READ-WHOLE', { name: 'undefined.xml' })
    expect(sentenceOf(held, paris)).toContain('undefined.xml was never read whole')
  })

  test('has a title without a full stop, for every code', () => {
    for (const code of Object.keys(catalogue) as (keyof typeof catalogue)[])
      expect(titleOf({ code, arguments: {} } as never)).toMatch(/^[A-Z].*[^.]$/)
  })
})
