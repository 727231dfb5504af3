// Checks that a folder of ours in a shared folder is private: it belongs to the service user, and nobody else
// may write in it.
//
// Some file systems report false owners or permissions: a CIFS mount reports those of its options, FUSE may
// map users, an NFS server may map root to nobody. There the owner proves nothing. When an owner or a mode is
// wrong, we test for this kind of file system with a file that we create there and examine by its descriptor:
// when this file does not appear as ours either, the check is skipped, and the probe of the folder warns
// about it. Nobody else can make a file of ours appear foreign.

import { type BigIntStats, constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { forget } from '../../lib/files/files.ts'
import { ownFolder } from '../places.ts'
import { KnownError } from '../../wording/known-error.ts'
import { message } from '../../wording/catalogue.ts'

interface Place {
  readonly at: string
  readonly device: bigint
}

const tryAgainMs = 60_000
const maximumKnown = 1000

/** The results of the test, by device. */
const tried = new Map<bigint, { readonly keeps: boolean; readonly atMs: number }>()

/** @throws KnownError FOLDER-NOT-OURS. */
export async function mayWorkIn(top: Place, path: string, found: BigIntStats): Promise<void> {
  const why = whyNotOurs(found)
  if (why === null || !(await keepsOwners(top))) return
  throw new KnownError(message('FOLDER-NOT-OURS', { path, why, owner: Number(found.uid) }))
}

function whyNotOurs({ uid, mode }: BigIntStats): 'owner' | 'mode' | null {
  if (uid !== us()) return 'owner'
  return (mode & 0o022n) === 0n ? null : 'mode'
}

const us = () => BigInt(process.geteuid?.() ?? 0)

async function keepsOwners(top: Place): Promise<boolean> {
  const known = tried.get(top.device)
  if (known !== undefined && performance.now() - known.atMs < tryAgainMs) return known.keeps
  return tryOwners(top)
}

/**
 * Tests now whether files in the folder keep their owner and the permissions that they were given. It does
 * not use an earlier result: a share that is mounted again may have the device number of another one.
 */
export async function tryOwners(top: Place): Promise<boolean> {
  const keeps = await tryOnce(top)
  if (tried.size >= maximumKnown) tried.clear()
  tried.set(top.device, { keeps, atMs: performance.now() })
  return keeps
}

/** The tests in progress, by device. */
const trying = new Map<bigint, Promise<boolean>>()

/** One test serves all who ask at the same time. */
function tryOnce(top: Place): Promise<boolean> {
  const begun = trying.get(top.device)
  if (begun !== undefined) return begun
  const attempt = tryWithFile(top).finally(() => trying.delete(top.device))
  trying.set(top.device, attempt)
  return attempt
}

async function tryWithFile({ at }: Place): Promise<boolean> {
  const path = `${at}/${ownFolder}-owner`
  // Removes the file of a process that died here.
  await forget(path)
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const handle = await open(path, flags, 0o600)
  try {
    const { uid, mode } = await handle.stat({ bigint: true })
    return uid === us() && (mode & 0o777n) === 0o600n
  } finally {
    await handle.close()
    await forget(path)
  }
}
