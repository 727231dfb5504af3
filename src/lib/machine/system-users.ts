// The users of this machine, by name and by number.

import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { proxyUsers } from './proxy-users.ts'

export interface Users {
  uidOf(name: string): number | null
  nameOf(uid: number): string | null
}

/** The user of this program, and the names of users and groups; numbers where there is no name. */
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

/** Looked up only when a message needs it, which is rare. */
function groupsOfSystem(): ReadonlyMap<number, string> {
  try {
    const rows = readFileSync('/etc/group', 'utf8').split('\n')
    return new Map(rows.flatMap(userIn).map(([name, gid]) => [gid, name]))
  } catch {
    return new Map()
  }
}

const passwdPath = '/etc/passwd'

/** Reads again when the file was changed: a proxy that is installed later adds its user. */
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
    // Without the file there are no names; numbers still work.
  }
}

const lookUpAgainMs = 60_000

/**
 * Names from another directory (such as LDAP), as far as it has answered. The lookup blocks nobody.
 */
function createDirectory(): (name: string) => number | null {
  const known = new Map<string, { uid: number | null; lookedUpMs: number }>()
  return (name) => {
    const nowMs = performance.now()
    const entry = known.get(name) ?? { uid: null, lookedUpMs: Number.NEGATIVE_INFINITY }
    known.set(name, entry)
    if (entry.uid !== null || nowMs - entry.lookedUpMs < lookUpAgainMs) return entry.uid
    entry.lookedUpMs = nowMs
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
