// Who may read archived files and files that were fetched over the API: those whom `archive.owner` names.
// They may then pass through the data folder, but not list it. If this cannot be set up, a condition says why
// and no file stops: only the service user can read the files, as without `archive.owner`.

import { chmod, lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { archiveFolder } from './places.ts'
import type { Conditions } from '../ledger/contract/conditions.ts'
import { makeFolderDurably } from '../disk/durable.ts'
import { systemErrorCode } from '../lib/files/files.ts'
import { message, type MessageOf } from '../wording/catalogue.ts'
import { KnownError, messageOfError } from '../wording/known-error.ts'
import { sentenceOf } from '../wording/sentence.ts'
import type { Log } from '../lib/log.ts'
import { giveFolders, isGiven, letThrough, type Owner } from '../disk/owner.ts'

export interface OwnerDeps {
  readonly dataFolder: string
  /** `archive.owner` of the configuration. */
  readonly owner: Owner
  readonly ledger: Conditions
  readonly log: Log
}

const subject = 'archive:owner'
const nobody: Owner = { group: null, mode: null }

export async function archiveOwner({ dataFolder, owner, ledger, log }: OwnerDeps): Promise<Owner> {
  const told = async (fault: MessageOf<'FOLDER-FORBIDDEN'> | null) => {
    await ledger.note(subject, fault)
    if (fault !== null) log.warn({ code: fault.code }, sentenceOf(fault, { zone: 'UTC' }))
  }
  if (!isGiven(owner)) {
    await told(null)
    return owner
  }
  try {
    await makeFolderDurably(archiveFolder(dataFolder))
    await giveFolders(archiveFolder(dataFolder), archiveFolder(dataFolder), owner)
    await keepFromOthers(dataFolder)
    const closed = await letThrough(dataFolder)
    const way = message('FOLDER-FORBIDDEN', { folder: dataFolder, why: 'way-closed', closed })
    await told(closed.length === 0 ? null : way)
    return owner
  } catch (error) {
    if (!(error instanceof KnownError) && systemErrorCode(error) === '') throw error
    const what = messageOfError(error)
    await told(message('FOLDER-FORBIDDEN', { folder: dataFolder, why: 'owner', what }))
    return nobody
  }
}

/**
 * Others may pass through the data folder now, so what lies beside the archive must not be readable to them,
 * whatever the umask was.
 */
async function keepFromOthers(dataFolder: string): Promise<void> {
  for (const name of await readdir(dataFolder)) {
    if (name === 'archive' || name === 'received') continue
    const path = join(dataFolder, name)
    const found = await lstat(path)
    if (found.isSymbolicLink() || (found.mode & 0o007) === 0) continue
    await chmod(path, found.mode & 0o7770)
  }
}

/** Opens to the readers the folders from `received` down to `folder`, into which the API fetches files. */
export function giveReceived(dataFolder: string, folder: string, owner: Owner): Promise<void> {
  return giveFolders(join(dataFolder, 'received'), folder, owner)
}
