// The station that keeps: finds what was sent and what was delivered, archives it, and once an hour removes
// what was kept for long enough.

import { createBell } from '../lib/waiting/bell.ts'
import { createLimit } from '../lib/waiting/limit.ts'
import { said } from '../lib/files/files.ts'
import { settledTimeSince } from '../lib/time/settled-time.ts'
import { KnownError } from '../wording/known-error.ts'
import type { Log } from '../lib/log.ts'
import type { Transfer } from '../journey/transfer.ts'
import { type KeepDeps, keep } from './keep.ts'
import { lookForCancelled } from './cancelled.ts'
import { removeDueOriginals } from './originals.ts'
import { removeExpired, removeReceived } from './retention.ts'

export interface ArchiveDeps extends KeepDeps {
  readonly log: Log
}

export interface Archive {
  readonly name: 'archive'
  /** Something is done: look now. */
  ring(): void
  stop(): Promise<void>
}

const lookEveryMs = 30_000
const originalsEveryMs = 5_000
const retentionEveryMs = 60 * 60_000
const atOnce = 8
const pageOf = 200

/** `keepMs` null: for ever. */
export function startArchive(
  deps: ArchiveDeps,
  options: { readonly keepMs: number | null },
): Archive {
  const bell = createBell()
  const stopping = new AbortController()
  const lookAside = lookForCancelled(deps)
  let tidiedMs = Number.NEGATIVE_INFINITY
  // A clock that jumps ahead for a moment makes nothing old.
  const settledMs = settledTimeSince(deps.clock, () => deps.ledger.newestMs())
  let asideMs = Number.NEGATIVE_INFINITY
  let originalsMs = Number.NEGATIVE_INFINITY
  const aside = async () => {
    if (deps.clock.monotonicMs() - asideMs < lookEveryMs) return
    while (!stopping.signal.aborted && (await lookAside()));
    asideMs = deps.clock.monotonicMs()
  }
  const originals = async () => {
    if (deps.clock.monotonicMs() - originalsMs < originalsEveryMs) return
    originalsMs = deps.clock.monotonicMs()
    await removeDueOriginals(deps, stopping.signal)
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
  const loop = async () => {
    while (!stopping.signal.aborted) {
      const more = await keepPage(deps, stopping.signal).catch((error: unknown) => {
        deps.log.error({ error: said(error) }, 'The archive could not look for its work')
        return false
      })
      await originals().catch((error: unknown) =>
        deps.log.error({ error: said(error) }, 'Originals of sent files could not be removed'),
      )
      await aside().catch((error: unknown) =>
        deps.log.error({ error: said(error) }, 'Cancelled files could not be archived'),
      )
      await tidy().catch((error: unknown) =>
        deps.log.error({ error: said(error) }, 'The archive could not be tidied'),
      )
      if (!more) await bell.wait(originalsEveryMs, stopping.signal)
    }
  }
  const looping = loop()
  return {
    name: 'archive',
    ring: () => bell.ring(),
    async stop() {
      stopping.abort()
      await looping
    },
  }
}

/** True when there may be more to keep at once. */
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

/** False when it must wait: the condition says why, the next look tries again. */
async function keepOne(deps: ArchiveDeps, transfer: Transfer): Promise<boolean> {
  const subject = `archive:${transfer.id}`
  try {
    await keep(deps, transfer)
    await deps.ledger.note(subject, null)
    return true
  } catch (error) {
    const code = error instanceof KnownError ? error.code : 'OUR-FAILURE'
    await deps.ledger.note(subject, {
      code,
      sentence: `${transfer.name || transfer.id} is done, but could not be archived: ${said(error)}`,
    })
    deps.log.warn(
      { transfer: transfer.id, code, error: said(error) },
      'A file could not be archived; it is tried again',
    )
    return false
  }
}
