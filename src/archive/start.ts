// The station of the archive: finds transfers that were sent or delivered and archives them. Once an hour it
// removes files that were kept for long enough.

import { conditionSubject } from '../journey/condition-subject.ts'
import { createLimit } from '../lib/waiting/limit.ts'
import { startLoop } from '../lib/waiting/loop.ts'
import { errorText } from '../lib/files/files.ts'
import { settledTimeSince } from '../lib/time/settled-time.ts'
import { notArchived } from './not-archived.ts'
import type { Log } from '../lib/log.ts'
import type { Transfer } from '../journey/transfer.ts'
import { keep } from './keep.ts'
import { type CancelledDeps, lookForCancelled } from './cancelled.ts'
import { removeDueOriginals } from './originals.ts'
import { removeExpired, removeReceived } from './retention.ts'

export interface ArchiveDeps extends CancelledDeps {
  readonly log: Log
}

export interface Archive {
  readonly name: 'archive'
  /** A transfer was sent or delivered: look now. */
  ring(): void
  stop(): Promise<void>
}

const lookEveryMs = 30_000
const originalsEveryMs = 5_000
const retentionEveryMs = 60 * 60_000
const atOnce = 8
const pageOf = 200

/** `keepMs` null: files are kept for ever. */
export function startArchive(
  deps: ArchiveDeps,
  options: { readonly keepMs: number | null },
): Archive {
  const lookAside = lookForCancelled(deps)
  let tidiedMs = Number.NEGATIVE_INFINITY
  // A clock that jumps ahead for a moment makes no file old.
  const settledMs = settledTimeSince(deps.clock, () => deps.ledger.newestMs())
  let asideMs = Number.NEGATIVE_INFINITY
  let originalsMs = Number.NEGATIVE_INFINITY
  const aside = async (signal: AbortSignal) => {
    if (deps.clock.monotonicMs() - asideMs < lookEveryMs) return
    while (!signal.aborted && (await lookAside()));
    asideMs = deps.clock.monotonicMs()
  }
  const originals = async (signal: AbortSignal) => {
    if (deps.clock.monotonicMs() - originalsMs < originalsEveryMs) return
    originalsMs = deps.clock.monotonicMs()
    await removeDueOriginals(deps, signal)
  }
  const tidy = async () => {
    if (options.keepMs === null || deps.clock.monotonicMs() - tidiedMs < retentionEveryMs) return
    tidiedMs = deps.clock.monotonicMs()
    const nowMs = await settledMs()
    const days = await removeExpired(deps.dataFolder, nowMs, options.keepMs)
    if (days.length > 0)
      deps.log.info({ days }, 'Removed days from the archive that were kept for long enough')
    const files = await removeReceived(deps.dataFolder, nowMs, options.keepMs)
    if (files > 0)
      deps.log.info({ files }, 'Removed fetched files of programs that were kept for long enough')
  }
  /** A step that fails does not stop the other steps. */
  const tried = <T>(work: Promise<T>, failure: string): Promise<T | undefined> =>
    work.catch((error: unknown) => {
      deps.log.error({ error: errorText(error) }, failure)
      return undefined
    })
  const round = async (signal: AbortSignal): Promise<number> => {
    const more = await tried(keepPage(deps, signal), 'The archive could not look for its work')
    await tried(originals(signal), 'Originals of sent files could not be removed')
    await tried(aside(signal), 'Cancelled files could not be archived')
    await tried(tidy(), 'The archive could not be tidied')
    return more === true ? 0 : originalsEveryMs
  }
  const onFailure = (error: unknown) =>
    deps.log.error({ error: errorText(error) }, 'A round of the archive failed for a fault of ours')
  const { clock } = deps
  const loop = startLoop(round, { clock, onFailure, afterFailureMs: originalsEveryMs })
  return { name: 'archive', ...loop }
}

/** True when there may be more to archive at once. */
async function keepPage(deps: ArchiveDeps, signal: AbortSignal): Promise<boolean> {
  const done = [
    ...(await deps.ledger.list({
      direction: 'out',
      states: ['sent'],
      order: 'oldest',
      limit: pageOf,
    })),
    ...(await deps.ledger.list({
      direction: 'in',
      states: ['delivered'],
      order: 'oldest',
      limit: pageOf,
    })),
  ]
  const limit = createLimit(atOnce)
  const kept = await Promise.all(
    done.map((transfer) =>
      limit(() => (signal.aborted ? Promise.resolve(false) : keepOne(deps, transfer))),
    ),
  )
  return done.length >= pageOf && kept.some(Boolean)
}

/** False when the transfer must wait: the condition says why, and the next look tries again. */
async function keepOne(deps: ArchiveDeps, transfer: Transfer): Promise<boolean> {
  const subject = conditionSubject('archive', transfer.id)
  try {
    await keep(deps, transfer)
    await deps.ledger.note(subject, null)
    return true
  } catch (error) {
    const name = transfer.name || transfer.id
    const told = notArchived({ name, isCancelled: false }, error)
    await deps.ledger.note(subject, told)
    deps.log.warn(
      { transfer: transfer.id, code: told.code, error: errorText(error) },
      'A file could not be archived; it is tried again',
    )
    return false
  }
}
