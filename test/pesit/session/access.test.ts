// What CONNECT and its answer agree on besides sync points.

import { describe, expect, test } from 'vitest'
import {
  agreedVersion,
  compressionOf,
  isWithin,
  joinAccess,
  mayDo,
  optionOf,
  splitAccess,
} from '../../../src/pesit/session/access.ts'

describe('passwords (PI 5)', () => {
  test.each([
    [undefined, undefined, undefined],
    ['secret', undefined, 'secret'],
    ['secret', 'fresh', 'secret  fresh'],
    ['12345678', 'fresh', '12345678fresh'],
    [undefined, 'fresh', '        fresh'],
  ])('%j with the new password %j travel as %j', (password, newPassword, joined) => {
    expect(joinAccess(password, newPassword)).toBe(joined)
  })

  test.each([
    ['', '', null],
    ['secret', 'secret', null],
    ['secret  ', 'secret', null],
    ['secret  fresh', 'secret', 'fresh'],
    ['12345678fresh', '12345678', 'fresh'],
    ['        fresh', '', 'fresh'],
  ])('%j is the password %j with the new password %j', (text, password, newPassword) => {
    expect(splitAccess(text)).toEqual({ password, newPassword })
  })
})

test.each([
  [undefined, 2],
  [1, 1],
  [2, 2],
  [3, 2],
  [0x41, 1],
  [0x82, 2],
])('version %j (PI 6) is answered with %i: the high bits are extensions', (asked, version) => {
  expect(agreedVersion(asked)).toBe(version)
})

test.each([
  ['write', 'CREATE', true],
  ['write', 'SELECT', false],
  ['read', 'CREATE', false],
  ['read', 'SELECT', true],
  ['mixed', 'CREATE', true],
  ['mixed', 'SELECT', true],
  [undefined, 'CREATE', true],
  [undefined, 'SELECT', true],
] as const)('a connection to %s (PI 22) and %s: allowed is %s', (accessType, request, allowed) => {
  expect(mayDo(accessType, request)).toBe(allowed)
})

describe('compression (PI 21)', () => {
  test.each([
    [undefined, null],
    [{ use: false, type: 1 }, null],
    [{ use: true, type: 1 }, 1],
    [{ use: true, type: 2 }, 2],
    [{ use: true, type: 3 }, 3],
    [{ use: true, type: 0 }, null],
    [{ use: true, type: 4 }, null],
  ])('%j is the type %j', (option, type) => {
    expect(compressionOf(option)).toBe(type)
  })

  test('travels as it was read', () => {
    for (const type of [null, 1, 2, 3] as const) expect(compressionOf(optionOf(type))).toBe(type)
  })

  test.each([
    [null, 1, true],
    [1, 1, true],
    [2, 1, false],
    [3, 1, false],
    [1, 3, true],
    [2, 3, true],
    [1, null, false],
  ] as const)('granted %j where %j was asked for is allowed: %s', (granted, asked, allowed) => {
    expect(isWithin(granted, asked)).toBe(allowed)
  })
})
