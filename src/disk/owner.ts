// Who else may use our files besides the service user: a group in which other programs run, and a file mode.

import { constants } from 'node:fs'
import { chmod, type FileHandle, open, readFile, stat } from 'node:fs/promises'
import { dirname, sep } from 'node:path'
import { systemErrorCode, errorText } from '../lib/files/files.ts'
import { KnownError } from '../wording/known-error.ts'
import { message } from '../wording/catalogue.ts'

export interface Owner {
  /** Name or number of a group; null: that of the service user. */
  readonly group: string | null
  /** Octal; null: the usual one. */
  readonly mode: string | null
}

const usualMode = 0o640

/** Applied before a file is visible. @throws KnownError FOLDER-FORBIDDEN. */
export async function giveFile(handle: FileHandle, owner: Owner, folder: string): Promise<void> {
  if (owner.group !== null) {
    const gid = await groupId(owner.group, folder)
    await giving(owner.group, folder, () => handle.chown(process.getuid?.() ?? 0, gid))
  }
  await handle.chmod(modeOf(owner))
}

/**
 * Lets the readers of the files enter our folders and list them, from `top` down to `folder`. Does nothing
 * when `owner` names nobody, or when `folder` does not lie below `top`.
 */
export async function giveFolders(top: string, folder: string, owner: Owner): Promise<void> {
  if (!isGiven(owner) || !(folder === top || folder.startsWith(`${top}${sep}`))) return
  const gid = owner.group === null ? null : await groupId(owner.group, folder)
  for (let one = folder; ; one = dirname(one)) {
    await giveFolder(one, owner, gid)
    if (one === top) return
  }
}

/** Works on the descriptor: never on what a link leads to. */
async function giveFolder(folder: string, owner: Owner, gid: number | null): Promise<void> {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
  const handle = await open(folder, flags)
  try {
    if (gid !== null)
      await giving(owner.group ?? '', folder, () => handle.chown(process.getuid?.() ?? 0, gid))
    await handle.chmod((modeOf(owner) & 0o004) === 0 ? 0o750 : 0o755)
  } finally {
    await handle.close()
  }
}

/**
 * Gives an existing file to `owner`, durably; false: there is no file. Does nothing when `owner` names
 * nobody.
 */
export async function givePath(path: string, owner: Owner): Promise<boolean> {
  try {
    // Opening does not wait for a pipe. Only plain files are accepted.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
    const handle = await open(path, flags)
    try {
      if (!(await handle.stat()).isFile())
        throw new KnownError(message('FILE-DAMAGED', { path, why: 'not-a-file' }))
      if (!isGiven(owner)) return true
      await giveFile(handle, owner, dirname(path))
      await handle.sync()
    } finally {
      await handle.close()
    }
    return true
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false
    throw error
  }
}

export function isGiven({ group, mode }: Owner): boolean {
  return group !== null || mode !== null
}

/**
 * Lets others pass through a folder of ours without listing it; what lies in it has rights of its own.
 * @returns the folders above it, not ours, that others cannot pass.
 */
export async function letThrough(folder: string): Promise<readonly string[]> {
  const { mode } = await stat(folder)
  if ((mode & 0o001) === 0) await chmod(folder, (mode & 0o7777) | 0o001)
  const closed: string[] = []
  for (let above = dirname(folder); above !== dirname(above); above = dirname(above))
    if (((await stat(above)).mode & 0o001) === 0) closed.push(above)
  return closed
}

function modeOf({ mode }: Owner): number {
  return mode === null ? usualMode : Number.parseInt(mode, 8)
}

async function giving(group: string, folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (cause) {
    if (systemErrorCode(cause) !== 'EPERM') throw cause
    throw new KnownError(
      message('FOLDER-FORBIDDEN', { folder, why: 'not-in-group', group, error: errorText(cause) }),
      { cause },
    )
  }
}

async function groupId(group: string, folder: string): Promise<number> {
  if (/^\d+$/.test(group)) return Number(group)
  const line = (await readFile('/etc/group', 'utf8'))
    .split('\n')
    .find((one) => one.startsWith(`${group}:`))
  if (line === undefined)
    throw new KnownError(message('FOLDER-FORBIDDEN', { folder, why: 'no-such-group', group }))
  return Number(line.split(':')[2])
}
