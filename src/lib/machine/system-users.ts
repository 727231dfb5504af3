// The users of this machine, by name and by number.

import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { proxyUsers } from './proxy-users.ts'

export interface Users {
  uidOf(name: string): number | null
  nameOf(uid: number): string | null
}

/** As whom this program runs, and what users and groups are called: by number where they have no name. */
export interface WhoIsWho {
  readonly uid: number
  readonly gids: readonly number[]
  userName(uid: number): string
  groupName(gid: number): string
}

export function whoIsWho(users: Users = usersOfSystem()): WhoIsWho {
  return {
    uid: process.geteuid?.() ?? 0,
    gids: [...new Set([process.getegid?.() ?? 0, ...(process.getgroups?.() ?? [])])],
    userName: (uid) => users.nameOf(uid) ?? `user ${uid}`,
    groupName: (gid) => groupsOfSystem().get(gid) ?? String(gid),
  }
}

/** Asked for when something is told: seldom. */
function groupsOfSystem(): ReadonlyMap<number, string> {
  try {
    const rows = readFileSync('/etc/group', 'utf8').split('\n')
    return new Map(rows.flatMap(userIn).map(([name, gid]) => [gid, name]))
  } catch {
    return new Map()
  }
}

const passwdPath = '/etc/passwd'

/** Read again when the file was changed: a proxy that is installed later brings its user then. */
export function usersOfSystem(): Users {
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

/**
 * Names that another directory has (LDAP and the like), as far as it has answered. Asking holds nobody up.
 */
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
