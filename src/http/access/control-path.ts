// Where the Unix socket of a data folder is: in the data folder. The path of a Unix socket has at most 107
// bytes. If the path of the data folder is too long, the socket gets a name made from it in the first of
// these folders in which only the service or root can write:
//
//   1. systemd's RuntimeDirectory ($RUNTIME_DIRECTORY; /run/pesit-drop for commands without that variable)
//   2. $XDG_RUNTIME_DIR, or that of the owner of the data folder
//   3. the data folder itself, through a file descriptor, whose path is short
//
// The socket is never in /tmp, where anybody could create a socket under its name first. The daemon opens its
// socket only in folders where others cannot write. A command uses no socket in any other folder, and no
// socket that belongs to another user than its own, root, or the owner of the ledger.

import { createHash } from 'node:crypto'
import { closeSync, constants, openSync, type Stats, statSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { KnownError } from '../../wording/known-error.ts'
import { message, type CodedMessage } from '../../wording/catalogue.ts'

type Environment = Readonly<Record<string, string | undefined>>

const socketName = 'control.sock'
const longestPath = 100
const runtimeFolder = '/run/pesit-drop'
const groupOrOthersWrite = 0o022
const othersWrite = 0o002
const sticky = 0o1000

/** Where the daemon opens its socket. */
export function controlPath(dataFolder: string, environment: Environment = process.env): string {
  return placesOf(dataFolder, environment)[0] ?? join(dataFolder, socketName)
}

/** Where a command finds the socket: the first place that has one. @throws KnownError CONTROL-UNSAFE. */
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

/** Other places where an earlier process may have left a socket. */
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
  // A missing folder is reported by the code that opens or connects.
  if (found === null) return
  if (!trustedOwners(dataFolder).has(found.uid))
    throw unsafe(message('CONTROL-FOLDER-FOREIGN', { folder, uid: found.uid }))
  if ((found.mode & othersWrite) !== 0 && (found.mode & sticky) === 0)
    throw unsafe(message('CONTROL-FOLDER-OPEN', { folder }))
}

/** The present user, root, and the owner of the ledger, which is the user of the service. */
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

/** One for each data folder. It stays open, because the path goes through a descriptor of this process. */
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

function unsafe(what: CodedMessage): KnownError {
  return new KnownError(message('CONTROL-UNSAFE', { what }))
}
