// Files on this machine's disk that a caller names by their path, as PeSIT Wizard's client lets it. Only below
// the folders that the configuration names, none by default; and what is opened is asked where it really
// lies, so that neither `..` nor a link, also one made at this very moment, leads out.

import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, readlink, realpath, rename } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, sep } from 'node:path'
import { codeOf, forget, syncFolder, synced } from '../lib/files.ts'
import { type Problem, problem } from './problem.ts'

type Refused = { readonly kind: 'refused'; readonly problem: Problem }

export interface LocalFiles {
  read(path: string): Promise<
    | {
        readonly kind: 'open'
        readonly body: AsyncIterable<Uint8Array>
        readonly sizeBytes: number
        readonly name: string
      }
    | Refused
  >
  /** Whether a file may be put there; its folder must be there already. */
  mayWrite(path: string): Promise<{ readonly kind: 'may' } | Refused>
  /** Whole under its name or not at all; an older file of that name is replaced. */
  write(path: string, from: FileHandle): Promise<{ readonly kind: 'written' } | Refused>
}

export function createLocalFiles(folders: readonly string[]): LocalFiles {
  return {
    read: (path) => read(folders, path),
    async mayWrite(path) {
      const folder = await realFolder(folders, path)
      return folder === null ? outside(folders, path) : { kind: 'may' }
    },
    write: (path, from) => write(folders, path, from),
  }
}

async function read(folders: readonly string[], path: string): ReturnType<LocalFiles['read']> {
  if ((await realFolder(folders, path)) === null) return outside(folders, path)
  let file: FileHandle
  try {
    // A pipe would hang at its opening, and a device is no file.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  } catch (error) {
    return { kind: 'refused', problem: unreadable(path, codeOf(error)) }
  }
  const stat = await file.stat()
  if (stat.isFile() && (await isInside(folders, await placeOf(file))))
    return {
      kind: 'open',
      body: file.createReadStream({ highWaterMark: 1024 * 1024 }),
      sizeBytes: stat.size,
      name: basename(path),
    }
  await file.close()
  return outside(folders, path)
}

async function write(
  folders: readonly string[],
  path: string,
  from: FileHandle,
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
    await rename(temporary, join(folder, basename(path)))
  } catch (error) {
    await forget(temporary).catch(() => undefined)
    return { kind: 'refused', problem: unreadable(path, codeOf(error)) }
  }
  await syncFolder(folder)
  return { kind: 'written' }
}

/** The real folder of a path, when it lies in one of ours; null when not, or when there is none. */
async function realFolder(folders: readonly string[], path: string): Promise<string | null> {
  const name = basename(path)
  if (!isAbsolute(path) || path.includes('\0') || ['', '.', '..'].includes(name)) return null
  try {
    const folder = await realpath(dirname(path))
    return (await isInside(folders, join(folder, name))) ? folder : null
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG'].includes(codeOf(error)))
      return null
    throw error
  }
}

/** Where the open file really lies. */
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

/** The same answer whether there is a file or not: paths cannot be felt out from here. */
function outside(folders: readonly string[], path: string): Refused {
  const allowed =
    folders.length === 0
      ? 'The configuration names no folder from which programs may send by path.'
      : `Files may be named below ${folders.join(', ')}.`
  return {
    kind: 'refused',
    problem: problem(
      422,
      'PATH-FORBIDDEN',
      `${shown(path)} lies in none of the folders that programs may name, or its folder is not there. ${allowed}`,
      'Name the folder under `http.localFolders` in the configuration, or upload the file.',
    ),
  }
}

function unreadable(path: string, code: string): Problem {
  return problem(
    422,
    'PATH-UNUSABLE',
    `${shown(path)} could not be used (${code === '' ? 'for an unknown reason' : code}).`,
    'Look whether it is there, is a plain file, and whether the service user may use it.',
  )
}

function shown(path: string): string {
  return path.replace(/[\p{Cc}\p{Cf}]/gu, '�').slice(0, 300)
}
