// Files in the spool that belong to no transfer. Runs at start, after recovery and after the notes were read.
//
//   `.tmp`        A copy or a note that a crash cut off: it was never whole, and is made again. Removed.
//   `.part`       Without a row: the bank was never told that we have the file. Removed.
//   whole bytes   Without a row: the ledger was lost, or restored from an older copy. They may be a statement
//                 that the bank counts as fetched, of which this is the only copy. Never removed, but
//                 reported.
//
// A row without its bytes is held by recovery (outgoing), or reported by delivery and archive (incoming).

import { aboutOf, conditionSubject } from '../journey/condition-subject.ts'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Spool } from '../ledger/spool/spool.ts'
import type { Conditions } from '../ledger/contract/conditions.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import { forget } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'
import { message } from '../wording/catalogue.ts'

const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/

export async function tellSpoolOrphans(deps: {
  readonly ledger: Conditions & Pick<TransferReading, 'find'>
  readonly log: Log
  readonly spool: Spool
  /** The operator's time zone, for sentences. */
  readonly zone: string
}): Promise<void> {
  const { ledger, spool } = deps
  const names = await readdir(spool.folder)
  await forgetGone(ledger, new Set(names))
  for (const name of names) {
    const [of] = id.exec(name) ?? []
    if (of === undefined) continue
    const rest = name.slice(of.length)
    if (rest === '.tmp' || rest === '.meta.tmp') await removed(deps, name)
    else if ((rest === '' || rest === '.part') && (await ledger.find(of)) === null)
      await (rest === '' ? told(deps, name) : removed(deps, name))
  }
}

/** Removes the reports about files that a person has taken away since. */
async function forgetGone(
  ledger: Conditions & Pick<TransferReading, 'find'>,
  present: ReadonlySet<string>,
): Promise<void> {
  for (const { subject } of await ledger.conditions()) {
    const name = aboutOf('spool', subject)
    if (name !== null && !present.has(name)) await ledger.note(subject, null)
  }
}

async function removed({ spool, log }: Parameters<typeof tellSpoolOrphans>[0], name: string) {
  await forget(join(spool.folder, name))
  log.warn({ name }, 'Removed from the spool what a crash had cut off')
}

async function told({ ledger, spool, log }: Parameters<typeof tellSpoolOrphans>[0], name: string) {
  const path = join(spool.folder, name)
  const { size, mtime } = await stat(path)
  const orphan = message('SPOOL-ORPHAN', { path, sizeBytes: size, modifiedMs: mtime.getTime() })
  log.error({ path }, 'A file in the spool belongs to no transfer')
  await ledger.note(conditionSubject('spool', name), orphan)
}
