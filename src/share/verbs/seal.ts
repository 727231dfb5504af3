// Seal copies a claimed file to the local spool while hashing it, because a writer that kept its descriptor
// open can still write into a renamed file. The copy counts only if the file is the same before and after
// (inode, size, both times). From then on the shared file is not read again.
//
// `<target>.tmp` is written from the start, fsynced, and renamed to `<target>`. A crash before the rename
// leaves a `.tmp` that the next seal removes; a crash after it leaves a copy that the next seal replaces by
// the same. The caller fsyncs the spool folder, once for many files, before it records anywhere that the file
// is sealed.

import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { failpoint } from '../../lib/failpoint.ts'
import { asKnown, synced } from '../../disk/durable.ts'
import { forget } from '../../lib/files/files.ts'
import { KnownError } from '../../wording/known-error.ts'
import type { ReportProgress } from '../../lib/waiting/progress-deadline.ts'
import { type Copied, copyHashing, type Source } from './copy.ts'
import { answering, knownFault, faultOf } from '../fault.ts'
import { entryPath, inFolder } from '../folder-handle.ts'
import { claimedFolder, ownFolder } from '../places.ts'
import { openPlain, type PlainFile } from '../plain-file.ts'
import type { SealOutcome, SealRequest } from '../share.ts'
import { message } from '../../wording/catalogue.ts'

export function seal(
  request: SealRequest,
  reportProgress: ReportProgress = () => undefined,
): Promise<SealOutcome> {
  const { folder, target } = request
  return answering<SealOutcome>(folder, async () => {
    const opened = await openClaimed(request)
    // A link or a socket has taken the name since the claim.
    if (opened === 'unfit') return { kind: 'changed' }
    if (opened === null) return { kind: 'gone' }
    try {
      return await sealInto(target, { ...opened, folder }, reportProgress)
    } catch (error) {
      await forget(`${target}.tmp`).catch(() => undefined)
      return faultOf(dirname(target), asKnown(error, target))
    } finally {
      // We only read from it: an error of the close does not matter.
      await opened.handle.close().catch(() => undefined)
    }
  })
}

function openClaimed({ folder, look, name }: SealRequest): ReturnType<typeof openPlain> {
  return inFolder(folder, null, async (step) => {
    // When our own folder is missing, the share is missing: nobody took the file away.
    if ((await step.find(claimedFolder)) === null)
      throw new KnownError(
        message('FOLDER-MISSING', {
          folder: `${folder}/${ownFolder}/${claimedFolder}`,
          why: 'absent',
        }),
      )
    const place = await step.find(claimedFolder, look)
    return place === null ? null : openPlain(entryPath(place, name))
  })
}

type Original = Omit<Source, 'sizeBytes'> & Pick<PlainFile, 'state'>

async function sealInto(
  target: string,
  original: Original,
  reportProgress: ReportProgress,
): Promise<SealOutcome> {
  const temporary = `${target}.tmp`
  const before = original.state
  if (before.nlink !== 1n) return { kind: 'changed' }
  await forget(temporary)
  const source = { ...original, sizeBytes: Number(before.size) }
  const copied = await copyDurably(source, temporary, reportProgress)
  failpoint('seal.copied')
  const after = await stateOf(original)
  const unchanged =
    before.size === after.size &&
    before.mtimeNs === after.mtimeNs &&
    before.ctimeNs === after.ctimeNs &&
    BigInt(copied.sizeBytes) === after.size
  if (!unchanged) {
    await forget(temporary)
    return { kind: 'changed' }
  }
  await rename(temporary, target)
  failpoint('seal.renamed')
  const [modifiedNs, inode] = [String(after.mtimeNs), String(after.ino)]
  return { kind: 'sealed', ...copied, modifiedNs, inode }
}

async function stateOf({ handle, folder }: Original) {
  try {
    return await handle.stat({ bigint: true })
  } catch (error) {
    throw knownFault(folder, error)
  }
}

async function copyDurably(
  source: Source,
  path: string,
  reportProgress: ReportProgress,
): Promise<Copied> {
  const copy = await open(path, 'wx', 0o600)
  try {
    const copied = await copyHashing(source, copy, reportProgress)
    failpoint('seal.written')
    await synced(copy, path)
    return copied
  } finally {
    await copy.close()
  }
}
