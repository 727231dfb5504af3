// Which users of this machine may call without a key. A user who runs a proxy passes on the calls of others,
// so he is never among them, whatever the configuration says. Users are identified by number: two names with
// the same number are one user.

import { proxyUsers } from '../../lib/machine/proxy-users.ts'
import { type Users, usersOfSystem } from '../../lib/machine/system-users.ts'

export type UserStanding = 'local' | 'proxy' | 'not-named'

export interface LocalUsers {
  standing(uid: number): UserStanding
  /** For people: the name of the user, if he has one. */
  nameOf(uid: number): string
}

export interface LocalUsersOptions {
  /** true: every user who runs no proxy; otherwise only these, by name or number. */
  readonly open: boolean | readonly (string | number)[]
  /** Users who run proxies, besides the well-known ones. */
  readonly proxies: readonly (string | number)[]
}

export function createLocalUsers(
  { open, proxies }: LocalUsersOptions,
  users: Users = usersOfSystem(),
): LocalUsers {
  // Names from a directory service are looked up now, so that they are known when a user calls.
  if (typeof open !== 'boolean')
    for (const one of open) if (typeof one === 'string') users.uidOf(one)
  for (const one of proxies) if (typeof one === 'string') users.uidOf(one)
  const isAmong = (named: readonly (string | number)[], uid: number) =>
    named.some((one) => (typeof one === 'number' ? one : users.uidOf(one)) === uid)
  return {
    standing(uid) {
      if (isAmong(proxyUsers, uid) || isAmong(proxies, uid)) return 'proxy'
      if (typeof open === 'boolean') return open ? 'local' : 'not-named'
      return isAmong(open, uid) ? 'local' : 'not-named'
    },
    nameOf: (uid) => users.nameOf(uid) ?? `uid ${uid}`,
  }
}
