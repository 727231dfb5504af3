// Opens the path from `/` down to a shared folder. The directories above the folder belong to the
// administrator: they may contain symbolic links, and we follow these as long as nobody else could have made
// them. A directory is firm when it belongs to root or to us and nobody else may write in it (or, as in /tmp,
// others may write in it but may not rename our entries).
//
//   a link in a firm directory        is followed
//   a link in any other directory     is refused: anybody who may write there could lead us anywhere
//   a folder in any other directory   is used, but anybody who may write there can replace it: a warning says
//                                     so
//
// Walking the whole path takes several calls. When every directory on it is firm, one call opens the folder,
// and the kernel reports its real path: when that is the path that the last walk found, nothing on the way
// was replaced. The path is walked again every minute, and whenever the real path differs.

import { type BigIntStats, closeSync, constants, fstat, open, readlinkSync } from 'node:fs'
import { readlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { KnownError } from '../wording/known-error.ts'
import { message } from '../wording/catalogue.ts'

const openFile = promisify(open)
const stateOf = promisify(fstat)

/** The number of O_PATH on Linux; Node has no name for it. */
export const oPath = 0o10000000

export interface OpenedPath {
  readonly fd: number
  readonly found: BigIntStats
  readonly writableAbove: string | null
}

const maximumLinks = 40
const walkAgainMs = 60_000
const maximumKnown = 1000

/** Paths on which every directory is firm, by folder. */
const known = new Map<string, { readonly place: string; readonly walkedMs: number }>()

/** Opens the folder; the caller closes the descriptor. */
export async function openPath(folder: string): Promise<OpenedPath> {
  return (await openKnown(folder)) ?? walk(folder)
}

async function openKnown(folder: string): Promise<OpenedPath | null> {
  const before = known.get(folder)
  if (before === undefined || performance.now() - before.walkedMs >= walkAgainMs) return null
  let fd: number
  try {
    fd = await openFile(resolve(folder), oPath | constants.O_DIRECTORY)
  } catch {
    // The walk reports what is wrong.
    return null
  }
  try {
    const found = await stateOf(fd, { bigint: true })
    if (pathOfDescriptor(fd) === before.place) return { fd, found, writableAbove: null }
  } catch (error) {
    closeSync(fd)
    throw error
  }
  closeSync(fd)
  return null
}

async function walk(folder: string): Promise<OpenedPath> {
  known.delete(folder)
  const opened: number[] = []
  try {
    const way = await walkOpening(folder, opened)
    opened.splice(opened.indexOf(way.fd), 1)
    if (way.writableAbove === null) {
      if (known.size >= maximumKnown) known.clear()
      known.set(folder, { place: pathOfDescriptor(way.fd), walkedMs: performance.now() })
    }
    return way
  } finally {
    opened.forEach((fd) => closeSync(fd))
  }
}

async function walkOpening(folder: string, opened: number[]): Promise<OpenedPath> {
  const openOne = async (path: string): Promise<Found> => {
    const fd = await openFile(path, oPath | constants.O_NOFOLLOW)
    opened.push(fd)
    return { fd, state: await stateOf(fd, { bigint: true }) }
  }
  let writableAbove: string | null = null
  let place = '/'
  let here = await openOne(place)
  let links = 0
  for (let rest = parts(resolve(folder)); ; ) {
    const [name, ...after] = rest
    if (name === undefined) break
    const path = join(place, name)
    const next = await openOne(`/proc/self/fd/${here.fd}/${name}`)
    const isFirm = isFirmFor(here.state, next.state)
    if (next.state.isSymbolicLink()) {
      if (!isFirm)
        throw new KnownError(message('FOLDER-LINK', { folder, link: path, above: place }))
      links += 1
      if (links > maximumLinks) throw tooManyLinks(folder)
      const target = await readlink(`/proc/self/fd/${here.fd}/${name}`)
      rest = [...parts(resolve(place, target)), ...after]
      place = '/'
      here = await openOne(place)
    } else {
      if (!isFirm) writableAbove ??= place
      rest = after
      place = path
      here = next
    }
  }
  if (here.state.isDirectory()) return { fd: here.fd, found: here.state, writableAbove }
  throw new KnownError(message('FOLDER-MISSING', { folder, why: 'not-a-folder' }))
}

interface Found {
  readonly fd: number
  readonly state: BigIntStats
}

/** Whether only root and we can replace an entry of this directory. */
function isFirmFor(directory: BigIntStats, entry: BigIntStats): boolean {
  if (!isOurs(directory)) return false
  const othersWrite = (directory.mode & 0o022n) !== 0n
  const isSticky = (directory.mode & 0o1000n) !== 0n
  return !othersWrite || (isSticky && isOurs(entry))
}

function isOurs({ uid }: BigIntStats): boolean {
  return uid === 0n || uid === BigInt(process.geteuid?.() ?? 0)
}

/** The path that the kernel reports for an open folder; one character for each byte. */
export function pathOfDescriptor(fd: number): string {
  return readlinkSync(`/proc/self/fd/${fd}`, 'latin1')
}

function tooManyLinks(folder: string): Error {
  return Object.assign(new Error(`ELOOP: too many symbolic links encountered, open '${folder}'`), {
    code: 'ELOOP',
  })
}

const parts = (path: string) => path.split('/').filter((part) => part !== '')
