// Stage, link, unstage: how a received file appears in an inbox, whole and without ever replacing another.
//
// It is copied under our own folder there, `.pesit-drop/incoming/<id>`, fsynced, checked against its hash,
// given its owner and mode. Then `link` gives it its name, which fails when the name exists, and the
// folder is fsynced. Only after that the staged name goes. A crash between link and unlink finds the same
// inode under both names, and two links to it; one link after the name was given means that the
// accounting software has taken it away already.

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, link as makeLink, lstat, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { failpoint } from '../lib/failpoint.ts'
import { codeOf, forget, makeFolderDurably, syncFolder, synced } from '../lib/files.ts'
import { KnownError } from '../lib/known-error.ts'
import { answering, faultOf } from './fault.ts'
import { incomingFolder, isPlainName } from './places.ts'
import type {
  LinkOutcome,
  LinkRequest,
  RemoveOutcome,
  StageOutcome,
  StageRequest,
  UnstageRequest,
} from './share.ts'

export function stage(request: StageRequest): Promise<StageOutcome> {
  const { folder, id, source, sha256, group, mode } = request
  return answering<StageOutcome>(folder, async () => {
    await lstat(folder)
    const place = incomingFolder(folder)
    await makeFolderDurably(place, 0o700)
    const path = join(place, id)
    if (await isStaged(path, sha256)) return { kind: 'staged' }
    await forget(path)
    await copyFile(source, path)
    const handle = await open(path, 'r+')
    try {
      const gid = await groupId(group)
      if (gid !== null) await handle.chown(process.getuid?.() ?? 0, gid)
      await handle.chmod(mode === null ? 0o640 : Number.parseInt(mode, 8))
      await synced(handle, path)
    } finally {
      await handle.close()
    }
    failpoint('stage.copied')
    if (!(await isStaged(path, sha256)))
      throw new KnownError('FILE-SYNC-FAILED', `${path} is not what was received.`)
    await syncFolder(place)
    return { kind: 'staged' }
  })
}

async function isStaged(path: string, sha256: string): Promise<boolean> {
  try {
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
    return hash.digest('hex') === sha256
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

async function groupId(group: string | null): Promise<number | null> {
  if (group === null) return null
  if (/^\d+$/.test(group)) return Number(group)
  const line = (await readFile('/etc/group', 'utf8'))
    .split('\n')
    .find((one) => one.startsWith(`${group}:`))
  if (line === undefined)
    throw new KnownError('FOLDER-FORBIDDEN', `There is no group ${group} on this machine.`, {
      hint: 'Create the group, or mend `owner.group`.',
    })
  return Number(line.split(':')[2])
}

export async function link({ folder, id, name }: LinkRequest): Promise<LinkOutcome> {
  if (!isPlainName(name))
    return {
      kind: 'fault',
      code: 'FOLDER-FORBIDDEN',
      sentence: `“${name}” cannot be the name of a file in ${folder}.`,
    }
  const staged = join(incomingFolder(folder), id)
  const target = join(folder, name)
  try {
    if (await wasTakenAway(staged, target)) return { kind: 'taken-away' }
    await makeLink(staged, target)
    failpoint('link.made')
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') return faultOf(folder, error)
    const ours = await sameFile(staged, target)
    if (!ours) return { kind: 'exists' }
  }
  return answering<LinkOutcome>(folder, async () => {
    await syncFolder(folder)
    return { kind: 'linked' }
  })
}

/** Two names, and the one in the inbox is not there: it was given before, and somebody has moved it since. */
async function wasTakenAway(staged: string, target: string): Promise<boolean> {
  const { nlink } = await lstat(staged)
  return nlink > 1 && !(await sameFile(staged, target))
}

async function sameFile(a: string, b: string): Promise<boolean> {
  try {
    const [one, other] = await Promise.all([lstat(a, { bigint: true }), lstat(b, { bigint: true })])
    return one.ino === other.ino && one.dev === other.dev
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

export function unstage({ folder, id }: UnstageRequest): Promise<RemoveOutcome> {
  return answering<RemoveOutcome>(folder, async () => {
    await forget(join(incomingFolder(folder), id))
    return { kind: 'removed' }
  })
}
