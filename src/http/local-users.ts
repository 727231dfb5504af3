// Which users of this machine may call without a key. A user that runs a proxy speaks for whoever calls the
// proxy, so he is not among them, whatever the configuration opens. Users are known by their number: two names
// of one number are one user.

import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { proxyUsers } from '../lib/proxy-users.ts'

export type Standing = 'local' | 'proxy' | 'not-named'

export interface LocalUsers {
  standing(uid: number): Standing
  /** For people: the name where there is one. */
  nameOf(uid: number): string
}

export interface LocalUsersOptions {
  /** true: every user who runs no proxy; or these alone, by name or number. */
  readonly open: boolean | readonly (string | number)[]
  /** Users who run proxies, besides those that are known to. */
  readonly proxies: readonly (string | number)[]
}

export interface Users {
  uidOf(name: string): number | null
  nameOf(uid: number): string | null
}

export function createLocalUsers(
  { open, proxies }: LocalUsersOptions,
  users: Users = usersOfSystem(),
): LocalUsers {
  // Names that another directory has are asked for now, so that they are known when somebody calls.
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

const passwdPath = '/etc/passwd'

/** Read again when the file was changed: a proxy that is installed later brings its user then. */
function usersOfSystem(): Users {
  let stamp = ''
  let byName = new Map<string, number>()
  let byUid = new Map<number, string>()
  const directory = createDirectory()
  const refresh = () => {
    const { mtimeMs, ctimeMs, ino } = statSync(passwdPath)
    const now = `${ino} ${mtimeMs} ${ctimeMs}`
    if (now === stamp) return
    const rows = readFileSync(passwdPath, 'utf8').split('\n').flatMap(userIn)
    byName = new Map(rows)
    byUid = new Map(rows.map(([name, uid]) => [uid, name] as const).toReversed())
    stamp = now
  }
  return {
    uidOf(name) {
      refreshSafely(refresh)
      return byName.get(name) ?? (proxyUsers.includes(name) ? null : directory(name))
    },
    nameOf(uid) {
      refreshSafely(refresh)
      return byUid.get(uid) ?? null
    },
  }
}

function refreshSafely(refresh: () => void): void {
  try {
    refresh()
  } catch {
    // Without the file names are not known: numbers still are.
  }
}

const askAgainMs = 60_000

/** Names that another directory has (LDAP and the like), as far as it has answered. Asking holds nobody up. */
function createDirectory(): (name: string) => number | null {
  const known = new Map<string, { uid: number | null; askedMs: number }>()
  return (name) => {
    const nowMs = performance.now()
    const entry = known.get(name) ?? { uid: null, askedMs: Number.NEGATIVE_INFINITY }
    known.set(name, entry)
    if (entry.uid !== null || nowMs - entry.askedMs < askAgainMs) return entry.uid
    entry.askedMs = nowMs
    execFile('getent', ['passwd', '--', name], { timeout: 5_000 }, (error, text) => {
      if (error === null) entry.uid = userIn(text)[0]?.[1] ?? null
    })
    return null
  }
}

function userIn(line: string): readonly (readonly [string, number])[] {
  const [name = '', , uid = ''] = line.split(':')
  return name !== '' && /^\d+$/.test(uid) ? [[name, Number(uid)]] : []
}
