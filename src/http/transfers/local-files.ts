// Files on the disk of this machine that a caller names by path, as the client of PeSIT Wizard allows. They
// must be in the folders that the configuration names; by default there are none. After a file is opened, its
// real path is checked, so that neither `..` nor a link leads out, not even a link that is created at this
// very moment. A user of this machine without a key gets no more from the service than he could do himself
// (http/access/local-rights.ts).

import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, readlink, realpath, rename } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, sep } from 'node:path'
import { syncFolder, synced } from '../../disk/durable.ts'
import { systemErrorCode, forget } from '../../lib/files/files.ts'
import { message } from '../../wording/catalogue.ts'
import { type LocalUid, mayPut, maySend, reaches } from '../access/local-rights.ts'
import { type Problem, problem } from '../responses/problem.ts'

type Refused = { readonly kind: 'refused'; readonly problem: Problem }

export interface LocalFiles {
  /** `user`: the user, if he calls without a key. */
  read(
    path: string,
    user: LocalUid,
  ): Promise<
    | {
        readonly kind: 'open'
        readonly body: AsyncIterable<Uint8Array>
        readonly sizeBytes: number
        readonly name: string
      }
    | Refused
  >
  /** Whether a file may be written there. Its folder must exist. */
  mayWrite(path: string, user: LocalUid): Promise<{ readonly kind: 'may' } | Refused>
  /** Writes the file whole under its name or not at all. An older file of that name is replaced. */
  write(
    path: string,
    put: { readonly from: FileHandle; readonly user: LocalUid },
  ): Promise<{ readonly kind: 'written' } | Refused>
}

export function createLocalFiles(folders: readonly string[]): LocalFiles {
  return {
    read: (path, user) => read(folders, path, user),
    async mayWrite(path, user) {
      const folder = await realFolder(folders, path)
      if (folder === null) return outside(folders, path)
      const may = await mayPut(user, folder, join(folder, basename(path)))
      return may ? { kind: 'may' } : notHis({ path, user, use: 'put' })
    },
    write: (path, put) => write(folders, path, put),
  }
}

async function read(
  folders: readonly string[],
  path: string,
  user: LocalUid,
): ReturnType<LocalFiles['read']> {
  const folder = await realFolder(folders, path)
  if (folder === null) return outside(folders, path)
  let file: FileHandle
  try {
    // Opening a pipe would hang, and a device is not a file.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  } catch (error) {
    // A caller who may not look into the folder is not told whether the file exists.
    if (!(await reaches(user, folder))) return notHis({ path, user, use: 'send' })
    return { kind: 'refused', problem: unreadable(path, systemErrorCode(error)) }
  }
  let refused: Refused
  try {
    const [stat, place] = [await file.stat(), await placeOf(file)]
    if (!(await maySend(user, stat, place))) refused = notHis({ path, user, use: 'send' })
    else if (!stat.isFile() || !(await isInside(folders, place))) refused = outside(folders, path)
    else
      return {
        kind: 'open',
        body: file.createReadStream({ highWaterMark: 1024 * 1024 }),
        sizeBytes: stat.size,
        name: basename(path),
      }
  } catch (error) {
    refused = { kind: 'refused', problem: unreadable(path, systemErrorCode(error)) }
  }
  await file.close()
  return refused
}

async function write(
  folders: readonly string[],
  path: string,
  { from, user }: Parameters<LocalFiles['write']>[1],
): ReturnType<LocalFiles['write']> {
  const folder = await realFolder(folders, path)
  if (folder === null) return outside(folders, path)
  const temporary = join(folder, `.${randomUUID()}.pesit-drop.tmp`)
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  try {
    const file = await open(temporary, flags, 0o640)
    try {
      if (!(await isInside(folders, await placeOf(file)))) return outside(folders, path)
      for await (const piece of from.createReadStream({ autoClose: false, start: 0 }))
        await file.writeFile(piece as Buffer)
      await synced(file, temporary)
    } finally {
      await file.close()
    }
    const target = join(folder, basename(path))
    if (!(await mayPut(user, folder, target))) {
      await forget(temporary)
      return notHis({ path, user, use: 'put' })
    }
    await rename(temporary, target)
  } catch (error) {
    await forget(temporary).catch(() => undefined)
    return { kind: 'refused', problem: unreadable(path, systemErrorCode(error)) }
  }
  await syncFolder(folder)
  return { kind: 'written' }
}

/** The real folder of a path if it is in one of our folders; null if it is not, or does not exist. */
async function realFolder(folders: readonly string[], path: string): Promise<string | null> {
  const name = basename(path)
  if (!isAbsolute(path) || path.includes('\0') || ['', '.', '..'].includes(name)) return null
  try {
    const folder = await realpath(dirname(path))
    return (await isInside(folders, join(folder, name))) ? folder : null
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG'].includes(systemErrorCode(error)))
      return null
    throw error
  }
}

/** The real path of the open file. */
function placeOf(file: FileHandle): Promise<string> {
  return readlink(`/proc/self/fd/${file.fd}`)
}

async function isInside(folders: readonly string[], place: string): Promise<boolean> {
  for (const folder of folders) {
    const real = await realpath(folder).catch(() => null)
    if (real !== null && place.startsWith(real.endsWith(sep) ? real : `${real}${sep}`)) return true
  }
  return false
}

/** The same answer whether the file exists or not, so that callers cannot explore paths. */
function outside(folders: readonly string[], path: string): Refused {
  const coded = message('PATH-FORBIDDEN', { path: shown(path), folders: [...folders] })
  return { kind: 'refused', problem: problem(coded) }
}

/** Only for a user without a key: a caller with a key may use everything. */
function notHis(refused: {
  readonly path: string
  readonly user: LocalUid
  readonly use: 'send' | 'put'
}): Refused {
  const { path, user = -1, use } = refused
  const coded = message('PATH-NOT-YOURS', { path: shown(path), uid: user, use })
  return { kind: 'refused', problem: problem(coded) }
}

function unreadable(path: string, cause: string): Problem {
  return problem(message('PATH-UNUSABLE', { path: shown(path), cause }))
}

function shown(path: string): string {
  return path.replace(/[\p{Cc}\p{Cf}]/gu, '�').slice(0, 300)
}
