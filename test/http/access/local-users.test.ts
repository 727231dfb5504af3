// Which users of this machine may call without a key.

import { describe, expect, test } from 'vitest'
import { createLocalUsers, type LocalUsersOptions } from '../../../src/http/access/local-users.ts'

const named: Readonly<Record<string, number>> = {
  ...{ root: 0, 'www-data': 33, caddy: 997, erp: 1000, compta: 1001, passerelle: 1002 },
  // Two names of one number.
  site: 33,
}
const users = {
  uidOf: (name: string) => named[name] ?? null,
  nameOf: (uid: number) => Object.entries(named).find(([, one]) => one === uid)?.[0] ?? null,
}
const standing = (uid: number, options: Partial<LocalUsersOptions>) =>
  createLocalUsers({ open: true, proxies: [], ...options }, users).standing(uid)

describe('a user', () => {
  test.each<[string, number, Partial<LocalUsersOptions>, string]>([
    ['erp, as long as nobody says otherwise', 1000, {}, 'local'],
    ['root', 0, {}, 'local'],
    ['without a name', 4711, {}, 'local'],
    ['www-data', 33, {}, 'proxy'],
    ['caddy', 997, {}, 'proxy'],
    ['passerelle, who is named as a proxy', 1002, { proxies: ['passerelle'] }, 'proxy'],
    ['who is named as one by number', 4711, { proxies: [4711] }, 'proxy'],
    ['root, who is named as one', 0, { proxies: ['root'] }, 'proxy'],
    ['erp, who is named', 1000, { open: ['erp'] }, 'local'],
    ['named by number', 1001, { open: [1001] }, 'local'],
    ['compta, who is not named', 1001, { open: ['erp'] }, 'not-named'],
    ['root, who is not named', 0, { open: ['erp'] }, 'not-named'],
    ['site, who is www-data by another name, though named', 33, { open: ['site'] }, 'proxy'],
    ['erp, where nobody may', 1000, { open: false }, 'not-named'],
    [
      'erp, where somebody is named whom nobody knows',
      1000,
      { open: ['nobody-knows'] },
      'not-named',
    ],
  ])('%s: %i with %o is %s', (_what, uid, options, expected) =>
    expect(standing(uid, options)).toBe(expected),
  )
})

test('the users of this machine are read from the system', () => {
  const local = createLocalUsers({ open: ['root'], proxies: [] })
  expect([local.standing(0), local.nameOf(0), local.nameOf(3_999_999)]).toEqual([
    'local',
    'root',
    'uid 3999999',
  ])
})
