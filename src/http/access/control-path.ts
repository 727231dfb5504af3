// Where the Unix socket of a data folder is: in the data folder. Paths of Unix sockets have 107 bytes at most, so
// a deep data folder gets one named for it in a folder where only the service or root can write:
//
//   1. systemd's RuntimeDirectory ($RUNTIME_DIRECTORY; /run/pesit-drop, for commands that have no such word)
//   2. $XDG_RUNTIME_DIR, or that of the data folder's owner
//   3. the data folder itself, through a descriptor of it, whose path is short
//
// Never in /tmp, where whoever comes first may put a socket of his own under that name. The daemon opens its
// socket in no folder where others can write, and a command speaks to no socket in such a folder, nor to one that
// belongs neither to who runs the command, nor to root, nor to the owner of the ledger.

import { createHash } from 'node:crypto'
import { closeSync, constants, openSync, type Stats, statSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { KnownError } from '../../wording/known-error.ts'
import { message } from '../../wording/catalogue.ts'
import { nextStepOf, whatOf } from '../../wording/sentence.ts'

type Environment = Readonly<Record<string, string | undefined>>

const socketName = 'control.sock'
const longestPath = 100
const runtimeFolder = '/run/pesit-drop'
const groupOrOthersWrite = 0o022
const othersWrite = 0o002
const sticky = 0o1000

/** Where the daemon opens it. */
export function controlPath(dataFolder: string, environment: Environment = process.env): string {
  return placesOf(dataFolder, environment)[0] ?? join(dataFolder, socketName)
}

/** Where a command finds it: the first place where there is one. @throws KnownError CONTROL-UNSAFE. */
export function findControl(dataFolder: string, environment: Environment = process.env): string {
  const places = placesOf(dataFolder, environment)
  const path =
    places.find((place) => statOf(place) !== null) ?? controlPath(dataFolder, environment)
  const socket = statOf(path)
  if (socket === null) return path
  requireSafeFolder(path, dataFolder)
  if (!socket.isSocket() || !trustedOwners(dataFolder).has(socket.uid))
    throw unsafe(message('CONTROL-SOCKET-FOREIGN', { path, uid: socket.uid }))
  return path
}

/** Places where an earlier life of the daemon may have left a socket, besides the one that it opens now. */
export function otherControlPaths(
  dataFolder: string,
  environment: Environment = process.env,
): readonly string[] {
  return placesOf(dataFolder, environment).slice(1)
}

/** @throws KnownError CONTROL-UNSAFE: others could put a socket of their own there. */
export function requireSafeFolder(path: string, dataFolder: string): void {
  const folder = dirname(path)
  const found = statOf(folder)
  // That there is none is told by whoever opens or asks.
  if (found === null) return
  if (!trustedOwners(dataFolder).has(found.uid))
    throw unsafe(message('CONTROL-FOLDER-FOREIGN', { folder, uid: found.uid }))
  if ((found.mode & othersWrite) !== 0 && (found.mode & sticky) === 0)
    throw unsafe(message('CONTROL-FOLDER-OPEN', { folder }))
}

/** Oneself, root, and who keeps the ledger: the service's user. */
function trustedOwners(dataFolder: string): ReadonlySet<number> {
  const ledger = statOf(join(dataFolder, 'ledger.db')) ?? statOf(dataFolder)
  return new Set([process.geteuid?.() ?? 0, 0, ...(ledger === null ? [] : [ledger.uid])])
}

function placesOf(dataFolder: string, environment: Environment): readonly string[] {
  const usual = join(dataFolder, socketName)
  if (Buffer.byteLength(usual) <= longestPath) return [usual]
  const name = `${createHash('sha256').update(dataFolder).digest('hex').slice(0, 24)}.sock`
  const owner = statOf(dataFolder)?.uid ?? process.geteuid?.() ?? 0
  const folders = [
    environment['RUNTIME_DIRECTORY']?.split(':')[0],
    runtimeFolder,
    environment['XDG_RUNTIME_DIR'],
    `/run/user/${owner}`,
  ]
  const safe = folders.filter((folder) => isPrivate(folder, owner)).map((one) => join(one, name))
  const through = throughDescriptor(dataFolder)
  return [
    ...new Set(safe.filter((path) => Buffer.byteLength(path) <= longestPath)),
    ...(through === null ? [] : [through]),
  ]
}

function isPrivate(folder: string | undefined, owner: number): folder is string {
  if (folder === undefined || !isAbsolute(folder)) return false
  const found = statOf(folder)
  return (
    found !== null &&
    found.isDirectory() &&
    [process.geteuid?.() ?? 0, owner].includes(found.uid) &&
    (found.mode & groupOrOthersWrite) === 0
  )
}

/** One for each data folder, kept open: the path is that of this process. */
const descriptors = new Map<string, number>()

function throughDescriptor(dataFolder: string): string | null {
  const known = descriptors.get(dataFolder)
  try {
    const descriptor = openSync(dataFolder, constants.O_RDONLY | constants.O_DIRECTORY)
    const [now, before] = [
      statOf(`/proc/self/fd/${descriptor}`),
      known === undefined ? null : statOf(`/proc/self/fd/${known}`),
    ]
    if (known !== undefined && now?.ino === before?.ino && now?.dev === before?.dev)
      closeSync(descriptor)
    else descriptors.set(dataFolder, descriptor)
  } catch {
    if (known === undefined) return null
  }
  return `/proc/self/fd/${descriptors.get(dataFolder) ?? ''}/${socketName}`
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path)
  } catch {
    return null
  }
}

function unsafe(coded: Parameters<typeof whatOf>[0]): KnownError {
  const reader = { zone: 'UTC' }
  return new KnownError('CONTROL-UNSAFE', whatOf(coded, reader), {
    hint: nextStepOf(coded, reader),
  })
}
