// The settings that each product needs, and which of them a configuration may change.

import { describe, expect, test } from 'vitest'
import { bankSchema } from '../../../src/config/schema/bank.ts'
import type { DialectName } from '../../../src/config/schema/dialect-keys.ts'
import {
  draftInDialect,
  inDialect,
  presets,
  standard,
} from '../../../src/config/schema/dialect-presets.ts'

const bank = (more: object = {}) =>
  bankSchema.parse({
    ...{ id: 1, name: 'b', host: 'bank.example', port: 5000 },
    ...{ server: 'BANK', partner: 'ACME', ...more },
  })
const names = Object.keys(presets) as DialectName[]

describe('a bank', () => {
  test('without a dialect has the usual values', () => {
    expect(inDialect(bank())).toMatchObject(standard)
  })

  test.each(names)('in the dialect %s has its values, and the usual ones otherwise', (dialect) => {
    expect(inDialect(bank({ dialect }))).toMatchObject({ ...standard, ...presets[dialect] })
  })

  test.each(names)('in the dialect %s keeps what the configuration gives', (dialect) => {
    const given = { entityBytes: 1000, restart: false, probe: 'always', articleBytes: 77 } as const
    expect(inDialect(bank({ dialect, ...given }))).toMatchObject(given)
  })
})

test('over TLS Connect:Express gets no length before entities, unless the configuration says so', () => {
  const dialect = 'connect-express'
  expect(inDialect(bank({ dialect })).framing).toBe('prefixed')
  expect(inDialect(bank({ dialect, tls: {} })).framing).toBe('raw')
  expect(inDialect(bank({ dialect, tls: {}, framing: 'prefixed' })).framing).toBe('prefixed')
  expect(inDialect(bank({ tls: {} })).framing).toBe('prefixed')
})

test('the usual values are careful: no doubt is decided by asking, and no code is known as received', () => {
  expect(standard).toMatchObject({ probe: 'never', dupCodes: [], commitPoint: 'transferEnd' })
})

test('a bank whose configuration is only partly valid gets the values of its dialect too', () => {
  expect(draftInDialect({})).toEqual(standard)
  expect(draftInDialect({ dialect: 'waarp', label: 'mine' })).toMatchObject({
    ...standard,
    ...presets.waarp,
    label: 'mine',
  })
})
