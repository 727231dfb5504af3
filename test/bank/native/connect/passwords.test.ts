// Which password CONNECT carries while a password is being changed, and what is recorded of the change.

import { describe, expect, test } from 'vitest'
import {
  accessesFor,
  afterAnswer,
  bankProvedItself,
  beforeConnect,
} from '../../../../src/bank/native/connect/passwords.ts'
import type { OwnIdentification } from '../../../../src/bank/native/options.ts'

type State = 'none' | 'open' | 'done'

function identification(changes: Partial<OwnIdentification> = {}): OwnIdentification {
  return {
    ...{ server: 'BANK', partner: 'ACME', password: () => 'old', newPassword: null },
    ...{ serverPassword: null, preConnection: null },
    ...changes,
  }
}

/** A change of the password in this state, and what is recorded of it. */
function changing(state: State) {
  const recorded: State[] = []
  const newPassword = {
    reveal: () => 'new',
    state: () => state,
    record: (next: State) => Promise.resolve(void recorded.push(next)),
  }
  return { own: identification({ newPassword }), recorded }
}

const change = { password: 'old', newPassword: 'new' }

describe('what is tried', () => {
  test('without a change, the password, or none', () => {
    expect(accessesFor(identification())).toEqual([{ password: 'old' }])
    expect(accessesFor(identification({ password: null }))).toEqual([{}])
  })

  test.each([
    ['has not begun', 'none', [change]],
    ['may have reached the bank', 'open', [{ password: 'new' }, change]],
    ['was accepted', 'done', [{ password: 'new' }]],
  ] as const)('when the change %s', (_, state, accesses) => {
    expect(accessesFor(changing(state).own)).toEqual(accesses)
  })

  test('a first password is sent as new, without an old one', () => {
    const { newPassword } = changing('none').own
    expect(accessesFor(identification({ password: null, newPassword }))).toEqual([
      { newPassword: 'new' },
    ])
  })
})

describe('what is recorded', () => {
  test('that the change may have reached the bank, before a CONNECT that carries it', async () => {
    const { own, recorded } = changing('none')
    await beforeConnect(own, { password: 'new' })
    expect(recorded).toEqual([])
    await beforeConnect(own, change)
    expect(recorded).toEqual(['open'])
  })

  test.each([
    ['the change', change, true, ['done']],
    ['the new password alone', { password: 'new' }, true, ['done']],
  ] as const)('that it is done, when the bank accepts %s', async (_, access, accepted, states) => {
    const { own, recorded } = changing('open')
    await afterAnswer(own, access, accepted)
    expect(recorded).toEqual(states)
  })

  test('that it did not happen, when the bank refuses the change', async () => {
    const { own, recorded } = changing('open')
    await afterAnswer(own, change, false)
    expect(recorded).toEqual(['none'])
  })

  test('nothing, when the bank refuses the new password alone: the change is tried after it', async () => {
    const { own, recorded } = changing('open')
    await afterAnswer(own, { password: 'new' }, false)
    expect(recorded).toEqual([])
  })

  test('nothing, when no password is being changed', async () => {
    await beforeConnect(identification(), { password: 'old' })
    await expect(afterAnswer(identification(), { password: 'old' }, true)).resolves.toBe(undefined)
  })
})

test.each([
  ['the expected password', 'secret', true],
  ['the expected password, padded', 'secret  ', true],
  ['another password', 'secrets', false],
  ['the beginning of the password', 'secre', false],
  ['no password', undefined, false],
  ['an empty password', '', false],
])('a bank that sends %s (“%s”) is accepted: %s', (_, sent, accepted) => {
  expect(bankProvedItself(identification({ serverPassword: () => 'secret' }), sent)).toBe(accepted)
})

test('a bank that need not prove itself is accepted', () => {
  expect(bankProvedItself(identification(), undefined)).toBe(true)
})
