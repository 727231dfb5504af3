// Who may call: a name, a password, and where it is asked for an address and a certificate.

import { describe, expect, test } from 'vitest'
import type { CallerOptions } from '../../src/callers/options.ts'
import { identifyCaller } from '../../src/callers/identify-caller.ts'

const bank: CallerOptions = {
  bank: 'ma-banque',
  identifier: 'BANQUE01',
  partner: 'NOUS',
  password: () => 'CALLPASS',
  from: null,
  certificate: null,
}
const connect = { requester: 'BANQUE01', server: 'NOUS', accessControl: 'CALLPASS' }
const line = { address: '192.0.2.7:40000', certificate: null }
const why = (
  caller: Partial<CallerOptions>,
  changed: object = {},
  where: { readonly address: string; readonly certificate: string | null } = line,
) => {
  const known = identifyCaller([{ ...bank, ...caller }], { ...connect, ...changed }, where)
  return known.caller === null ? known.why : known.caller.bank
}

describe('a caller', () => {
  test('with the right name and password is identified as the bank', () => {
    expect(why({})).toBe('ma-banque')
  })

  test.each<[string, Partial<CallerOptions>, object, string]>([
    ['under another name', {}, { requester: 'OTHER' }, 'name'],
    ['who wants somebody else', {}, { server: 'OTHER' }, 'partner'],
    ['with a wrong password', {}, { accessControl: 'GUESS' }, 'password'],
    ['without a password', {}, { accessControl: undefined }, 'password'],
    [
      'without a password where ours is empty',
      { password: () => '' },
      { accessControl: '' },
      'password',
    ],
    ['from another address', { from: ['192.0.2.8'] }, {}, 'address'],
    ['without its certificate', { certificate: 'AB:CD' }, {}, 'certificate'],
  ])('%s is not', (_what, caller, changed, expected) => {
    expect(why(caller, changed)).toBe(expected)
  })

  test.each([
    [null, false],
    [['192.0.2.7'], true],
    [['192.0.2.8'], false],
  ])('with a wrong password, named for the addresses %j, is itself: %s', (from, isItself) => {
    const guess = { ...connect, accessControl: 'GUESS' }
    expect(identifyCaller([{ ...bank, from }], guess, line)).toMatchObject({
      ...{ caller: null, bank: 'ma-banque', why: 'password', isItself },
    })
  })

  test('a caller with a wrong name for us is reported with the right name', () => {
    expect(identifyCaller([bank], { ...connect, server: 'OTHER' }, line)).toMatchObject({
      ...{ bank: 'ma-banque', why: 'partner', said: 'OTHER', expected: 'NOUS' },
    })
  })

  test('from its address, with its certificate, is identified as the bank', () => {
    const caller = { from: ['192.0.2.7'], certificate: 'AB:CD' }
    expect(why(caller, {}, { ...line, certificate: 'AB:CD' })).toBe('ma-banque')
    const mapped = { address: '::ffff:192.0.2.7:40000', certificate: 'AB:CD' }
    expect(why(caller, {}, mapped)).toBe('ma-banque')
  })
})
