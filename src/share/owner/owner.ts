// One owner for an outbox: the files in `.pesit-drop/owner/` of its folder, and how they are changed.
//
//   <term>.json     who owns the folder: the id of its ledger, the token of the start of the daemon that took
//                   it, and for people the host, process, data folder and start time. Terms count 1, 2, 3 …;
//                   the highest is the owner. It is written once and never changed
//   <token>.alive   the sign of life of that start: a number that increases and a random mark. It is replaced
//                   every ten seconds; the time of the file is that of the file server
//
// To take the folder (`own`), a process that has read term n and may follow it (outbox/owner/standing.ts
// decides who may) does this:
//
//   1. it records the token and the allowed number of signs in the ledger; durable before it writes here
//   2. it writes `<token>.alive`, then the record under a name of its own; durable
//   3. a link gives the record the name `<n + 1>.json`, and the folder is synced. A link replaces nothing:
//      when several follow the same term, one gets it, and the others read the owner again
//   4. it removes the files of all others: records, signs of life, leftovers
//
// A crash before 3 leaves the old owner. A crash after 3 leaves the new owner, and older files that nobody
// reads. What the folder shows of a ledger is never newer than the ledger itself (step 1; the same holds for
// signs of life): when it is newer, the ledger was restored, or the machine was rolled back.
//
// Whether we still own the folder (`isHeldBy`) is read in the folder each time, and never remembered:
//
//   - `<our term>.json` exists and has our token. A process that followed us has removed it, and no late
//     write of ours can bring it back, because a renewal writes only the sign of life
//   - `<our term + 1>.json` does not exist: a process that followed us may not have cleaned up yet
//   - the sign of life is one that this process wrote. A different one with our token means that this process
//     runs twice: its virtual machine was copied or rolled back while it ran. An older number is accepted:
//     the file server may have lost the last write
//
// So a process that was frozen at any line, and continues after somebody else took the folder, learns it at
// its next check; everything that it does with the folder or its files begins or ends with this check.
//
// Where there are no hard links, step 3 creates the file itself, if there is none of that name. A crash
// during this leaves a record that cannot be read. Its writer had not started to work: the highest record
// that can be read counts, and the next term follows the highest name.

import { link, lstat, open, readdir, rename } from 'node:fs/promises'
import { failpoint } from '../../lib/failpoint.ts'
import { syncFolder, synced } from '../../disk/durable.ts'
import { systemErrorCode, forget } from '../../lib/files/files.ts'
import { answering } from '../fault.ts'
import { entryPath, type Folder, inFolder, type FolderStep } from '../folder-handle.ts'
import { isRunningOn } from './machine.ts'
import { recordFrom, signFrom } from './owner-files.ts'
import { ownerFolder } from '../places.ts'
import { readPlain } from '../plain-file.ts'
import type { FolderIdentity } from '../looking.ts'
import type { Hold, HoldOutcome, OwnerOutcome, OwnerRecord, OwnOutcome, Sign } from './hold.ts'
import { mayLackLinks } from '../verbs/without-links.ts'

const recordPattern = /^([1-9]\d{0,14})\.json$/
const recordName = (term: number) => `${term}.json`
const signName = (token: string) => `${token}.alive`

/** Reads who owns the folder. A record is returned with its sign of life and the age of that sign. */
export function owner({ folder }: { readonly folder: string }): Promise<OwnerOutcome> {
  return answering<OwnerOutcome>(folder, () =>
    inFolder(folder, null, async (step) => {
      const place = await step.find(ownerFolder)
      const highest = place === null ? 0 : await highestTerm(place)
      for (let term = highest; place !== null && term >= 1; term -= 1) {
        const record = await readRecord(place, term)
        if (record === null) continue
        const sign = await readSign(place, record.token)
        return {
          kind: 'read',
          term: highest,
          record,
          sign,
          ageMs: await ageMs(place, { term, token: record.token }),
          isRunning: await isRunningOn(record.machine, record.pid),
        }
      }
      return { kind: 'read', term: highest, record: null, sign: null, ageMs: null, isRunning: null }
    }),
  )
}

/** Takes the folder from the owner of the term `after`; `lost`: `after` is not the highest term any more. */
export function takeOwnership(request: {
  readonly folder: string
  readonly after: number
  readonly record: OwnerRecord
  readonly sign: Sign
  readonly expected: FolderIdentity | null
}): Promise<OwnOutcome> {
  const { folder, after, record, sign, expected } = request
  return answering<OwnOutcome>(folder, () =>
    // The outbox itself is never created: its share may only be unavailable for now.
    inFolder(folder, expected, async (step) => {
      const place = await step.make(ownerFolder)
      if ((await highestTerm(place)) !== after) return { kind: 'lost' }
      await writeSign(place, record.token, sign)
      const term = after + 1
      if (!(await linkRecord(place, term, record))) return { kind: 'lost' }
      failpoint('owner.named')
      await syncFolder(place.at)
      failpoint('owner.synced')
      await removeOthers(place, term, record.token)
      return { kind: 'owned', term }
    }),
  )
}

/** Writes a sign of life, if we still own the folder. */
export function renew({
  folder,
  hold,
  sign,
}: {
  readonly folder: string
  readonly hold: Hold
  readonly sign: Sign
}): Promise<HoldOutcome> {
  return answering<HoldOutcome>(folder, () =>
    inFolder(folder, null, async (step) => {
      const place = await step.find(ownerFolder)
      if (place === null || !(await isHeldBy(step, hold))) return { kind: 'not-ours' }
      await writeSign(place, hold.token, sign)
      return outcomeOf(await isHeldBy(step, { ...hold, signs: [...hold.signs, sign] }))
    }),
  )
}

/** Whether we still own the folder: read from the folder now. */
export function held({
  folder,
  hold,
}: {
  readonly folder: string
  readonly hold: Hold
}): Promise<HoldOutcome> {
  return answering<HoldOutcome>(folder, () =>
    inFolder(folder, null, async (step) => outcomeOf(await isHeldBy(step, hold))),
  )
}

const outcomeOf = (isOurs: boolean): HoldOutcome => ({ kind: isOurs ? 'ours' : 'not-ours' })

/** @throws the error of the file system, when the owner cannot be determined. */
export async function isHeldBy(step: FolderStep, { term, token, signs }: Hold): Promise<boolean> {
  const place = await step.find(ownerFolder)
  if (place === null) return false
  const record = await readRecord(place, term)
  if (record?.token !== token || (await isThere(place, recordName(term + 1)))) return false
  const seen = await readSign(place, token)
  if (seen === null) return true
  const newest = Math.max(...signs.map(({ number }) => number))
  return (
    seen.number < newest ||
    signs.some(({ number, mark }) => number === seen.number && mark === seen.mark)
  )
}

async function highestTerm(place: Folder): Promise<number> {
  return Math.max(0, ...(await readdir(place.at)).map(termOf))
}

function termOf(name: string): number {
  return Number(recordPattern.exec(name)?.[1] ?? 0)
}

async function linkRecord(place: Folder, term: number, record: OwnerRecord): Promise<boolean> {
  const whole = `${JSON.stringify(record)}\n`
  const made = entryPath(place, `${record.token}.record`)
  const path = entryPath(place, recordName(term))
  await forget(made)
  await write(made, whole)
  failpoint('owner.written')
  try {
    await link(made, path)
    return true
  } catch (error) {
    // ENOENT: another process that followed the same term has removed our file.
    if (['EEXIST', 'ENOENT'].includes(systemErrorCode(error))) return false
    if (!mayLackLinks(error)) throw error
  }
  try {
    await write(path, whole)
    return true
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Creates a file; its content is durable, its name is not yet. */
async function write(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await synced(handle, path)
  } finally {
    await handle.close()
  }
}

async function writeSign(place: Folder, token: string, sign: Sign): Promise<void> {
  const made = entryPath(place, `${signName(token)}.${sign.mark}`)
  await forget(made)
  await write(made, JSON.stringify(sign))
  failpoint('owner.signing')
  await rename(made, entryPath(place, signName(token)))
  failpoint('owner.signed')
  await syncFolder(place.at)
  failpoint('owner.sign-synced')
}

/** The files of others promise nothing, so they are removed without an fsync. */
async function removeOthers(place: Folder, term: number, token: string): Promise<void> {
  const stays = new Set([recordName(term), signName(token)])
  for (const name of await readdir(place.at)) {
    if (stays.has(name) || termOf(name) > term) continue
    await forget(entryPath(place, name))
  }
}

async function readRecord(place: Folder, term: number): Promise<OwnerRecord | null> {
  const text = await textOf(place, recordName(term))
  return text === null ? null : recordFrom(text)
}

async function readSign(place: Folder, token: string): Promise<Sign | null> {
  const text = await textOf(place, signName(token))
  return text === null ? null : signFrom(text)
}

/** More than any file of ours has. */
const maximumBytes = 16_384

async function textOf(place: Folder, name: string): Promise<string | null> {
  const read = await readPlain(entryPath(place, name), maximumBytes)
  return read === null || read === 'unfit' ? null : read.text
}

/** Distinguishes two calls at the same time. */
let asked = 0

/**
 * Uses only the clock of the file server: it writes another file beside the sign and compares their times.
 */
async function ageMs(
  place: Folder,
  { term, token }: { readonly term: number; readonly token: string },
): Promise<number | null> {
  const given =
    (await modifiedNs(place, signName(token))) ?? (await modifiedNs(place, recordName(term)))
  if (given === null) return null
  asked += 1
  const name = `now-${process.pid}-${asked}`
  await forget(entryPath(place, name))
  try {
    const handle = await open(entryPath(place, name), 'wx', 0o600)
    try {
      await handle.write('now')
    } finally {
      await handle.close()
    }
    const nowNs = await modifiedNs(place, name)
    return nowNs === null ? null : Number((nowNs - given) / 1_000_000n)
  } finally {
    await forget(entryPath(place, name))
  }
}

async function modifiedNs(place: Folder, name: string): Promise<bigint | null> {
  try {
    return (await lstat(entryPath(place, name), { bigint: true })).mtimeNs
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null
    throw error
  }
}

async function isThere(place: Folder, name: string): Promise<boolean> {
  return (await modifiedNs(place, name)) !== null
}
