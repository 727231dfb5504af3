// One owner for an outbox: what lies in `.pesit-drop/owner/` of its folder, and how it is changed.
//
//   <term>.json     who owns the folder: the id of its ledger, the token of the start of the daemon that took it,
//                   and for people host, process, data folder and since when. Terms count 1, 2, 3 …; the highest
//                   is the owner. Written once, never changed
//   <token>.alive   the sign of life of that start: a number that goes up and a random mark. Replaced every ten
//                   seconds; the time of the file is that of the file server
//
// Take (`own`), by whoever has read term n and may follow it (outbox/owner/standing.ts says who may):
//
//   1. the ledger knows the token and how many signs it may give      durable, before anything is written here
//   2. `<token>.alive`, then the record under a name of its own        durable
//   3. a link gives the record the name `<n + 1>.json`, and the folder is synced. A link replaces nothing: of
//      several who follow the same term one gets it, and the others read anew
//   4. the files of all others go: records, signs of life, leftovers
//
// A crash before 3 leaves the old owner. A crash after 3 leaves the new one, and older files that nobody asks
// for. What the folder shows of a ledger is never newer than the ledger itself (step 1; signs of life
// likewise): where it is, the ledger was restored, or the machine was rolled back.
//
// Is it still ours (`isHeldBy`)? It is read in the folder, each time, never remembered:
//
//   `<our term>.json` is there with our token. Whoever followed us has removed it, and no late write of ours can
//   bring it back, since a renewal writes the sign of life alone
//   `<our term + 1>.json` is not there: somebody who followed us and has not cleaned up yet
//   the sign of life is one that this process wrote. Another one with our token means that this process runs
//   twice: it was copied, or rolled back in its tracks, with a virtual machine. An older number is let pass: the file
//   server may have lost the last write
//
// So a process that was frozen at any line, and thawed after somebody else took the folder, learns it at its
// next question, and all that it does with the folder or its files begins or ends with that question.
//
// Where there are no hard links, step 3 makes the file itself, if there is none of its name. A crash then
// leaves a record that cannot be read. Its writer had not begun: the highest record that can be read counts,
// and the next term follows the highest name.

import { link, lstat, open, readdir, rename } from 'node:fs/promises'
import { failpoint } from '../../lib/failpoint.ts'
import { syncFolder, synced } from '../../disk/durable.ts'
import { codeOf, forget } from '../../lib/files/files.ts'
import { answering } from '../fault.ts'
import { entry, type Folder, inFolder, type Step } from '../folder-handle.ts'
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

/** Whose the folder is. A record that was there is told with its sign of life, and with the age of that. */
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

/** Follows the owner of term `after`; `lost`: somebody else did, or there was another one. */
export function own(request: {
  readonly folder: string
  readonly after: number
  readonly record: OwnerRecord
  readonly sign: Sign
  readonly expected: FolderIdentity | null
}): Promise<OwnOutcome> {
  const { folder, after, record, sign, expected } = request
  return answering<OwnOutcome>(folder, () =>
    // The outbox itself is never made: its share may only be gone for now.
    inFolder(folder, expected, async (step) => {
      const place = await step.make(ownerFolder)
      if ((await highestTerm(place)) !== after) return { kind: 'lost' }
      await writeSign(place, record.token, sign)
      const term = after + 1
      if (!(await named(place, term, record))) return { kind: 'lost' }
      failpoint('owner.named')
      await syncFolder(place.at)
      failpoint('owner.synced')
      await removeOthers(place, term, record.token)
      return { kind: 'owned', term }
    }),
  )
}

/** Gives a sign of life, if the folder is still ours. */
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

/** Read in the folder, now. */
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

/** @throws what the file system says, when it cannot be told. */
export async function isHeldBy(step: Step, { term, token, signs }: Hold): Promise<boolean> {
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

async function named(place: Folder, term: number, record: OwnerRecord): Promise<boolean> {
  const whole = `${JSON.stringify(record)}\n`
  const made = entry(place, `${record.token}.record`)
  const path = entry(place, recordName(term))
  await forget(made)
  await write(made, whole)
  failpoint('owner.written')
  try {
    await link(made, path)
    return true
  } catch (error) {
    // Who followed the same term has cleaned up.
    if (['EEXIST', 'ENOENT'].includes(codeOf(error))) return false
    if (!mayLackLinks(error)) throw error
  }
  try {
    await write(path, whole)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** A new file, durable as to its bytes. */
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
  const made = entry(place, `${signName(token)}.${sign.mark}`)
  await forget(made)
  await write(made, JSON.stringify(sign))
  failpoint('owner.signing')
  await rename(made, entry(place, signName(token)))
  failpoint('owner.signed')
  await syncFolder(place.at)
  failpoint('owner.sign-synced')
}

/** What others left is no promise of anybody's: it goes without an fsync. */
async function removeOthers(place: Folder, term: number, token: string): Promise<void> {
  const stays = new Set([recordName(term), signName(token)])
  for (const name of await readdir(place.at)) {
    if (stays.has(name) || termOf(name) > term) continue
    await forget(entry(place, name))
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

/** More than any of ours. */
const longestBytes = 16_384

async function textOf(place: Folder, name: string): Promise<string | null> {
  const read = await readPlain(entry(place, name), longestBytes)
  return read === null || read === 'unfit' ? null : read.text
}

/** Two may ask at the same time. */
let asked = 0

/** By the clock of the file server alone: another file is written beside it, and their times are compared. */
async function ageMs(
  place: Folder,
  { term, token }: { readonly term: number; readonly token: string },
): Promise<number | null> {
  const given =
    (await modifiedNs(place, signName(token))) ?? (await modifiedNs(place, recordName(term)))
  if (given === null) return null
  asked += 1
  const name = `now-${process.pid}-${asked}`
  await forget(entry(place, name))
  try {
    const handle = await open(entry(place, name), 'wx', 0o600)
    try {
      await handle.write('now')
    } finally {
      await handle.close()
    }
    const nowNs = await modifiedNs(place, name)
    return nowNs === null ? null : Number((nowNs - given) / 1_000_000n)
  } finally {
    await forget(entry(place, name))
  }
}

async function modifiedNs(place: Folder, name: string): Promise<bigint | null> {
  try {
    return (await lstat(entry(place, name), { bigint: true })).mtimeNs
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

async function isThere(place: Folder, name: string): Promise<boolean> {
  return (await modifiedNs(place, name)) !== null
}
