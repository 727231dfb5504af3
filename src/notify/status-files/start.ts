// The station that writes status files beside the data, for programs that cannot call the API. Each outbox
// has its own loop, so that a share that hangs delays no other. A loop follows the facts with its own cursor:
//
//   read     Reads the facts after the cursor that change the content of a status file.
//   show     Writes the status that each of these transfers has *now*: a late reader never sees an old one.
//            If a transfer has moved on since, a later fact shows that: nothing is written twice.
//   newest   The plain name belongs to the newest transfer of a name, even if its facts are not read yet.
//   cursor   Moves on when all of them are written durably.
//
// After a crash before the cursor moves, they are written again, which changes nothing. If a folder cannot be
// written, the cursor stays and a condition reports it. The first cursor is where the facts end when status
// files are switched on.

import { conditionSubject } from '../../journey/condition-subject.ts'
import type { Conditions } from '../../ledger/contract/conditions.ts'
import type { Cursors } from '../../ledger/contract/deliveries.ts'
import type { FactChain } from '../../ledger/contract/fact-chain.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import type { Fact } from '../../journey/fact.ts'
import type { Transfer } from '../../journey/transfer.ts'
import { startLoop } from '../../lib/waiting/loop.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { errorText } from '../../lib/files/files.ts'
import type { Log } from '../../lib/log.ts'
import type { Share } from '../../share/share.ts'
import type { ShareFault } from '../../share/fault.ts'
import type { Names } from './names.ts'
import { contentOf, endingOf, stageOf } from './status.ts'
import { whatOf } from '../../wording/sentence.ts'

export interface StatusFilesDeps {
  readonly ledger: Conditions & Cursors & Pick<FactChain, 'head'> & TransferReading
  readonly clock: Clock
  readonly log: Log
  /** The share of the folder into which they are written. */
  readonly share: Share
  readonly names: Names
}

export interface StatusFilesOptions {
  readonly outbox: string
  /** The outbox itself, or another folder. */
  readonly folder: string
  readonly zone: string
}

export interface StatusFiles {
  readonly name: string
  ring(): void
  stop(): Promise<void>
}

const pageOf = 500
const pollMs = 30_000
const againMs = 5_000

export function startStatusFiles(deps: StatusFilesDeps, options: StatusFilesOptions): StatusFiles {
  const { ledger, clock, log } = deps
  const { outbox } = options
  const cursor = `beside:${outbox}`
  const subject = conditionSubject('beside', options.folder)
  let after: number | null = null
  let saved = 0
  let troubled = true
  const round = async (): Promise<number> => {
    if (after === null) {
      const known = await ledger.cursor(cursor)
      after = known ?? (await ledger.head()).sequence
      if (known === null) await ledger.saveCursor(cursor, after)
      saved = after
    }
    const facts = await ledger.facts({ after, limit: pageOf })
    const { fault, shown } = await showAll(deps, options, facts)
    if (fault !== null || troubled) await ledger.note(subject, fault)
    troubled = fault !== null
    if (fault !== null) {
      log.warn(
        { outbox, code: fault.code, sentence: whatOf(fault, options) },
        'Status files cannot be written',
      )
      return againMs
    }
    after = facts.at(-1)?.sequence ?? after
    if (shown > 0 || after - saved >= pageOf) {
      await ledger.saveCursor(cursor, after)
      saved = after
    }
    return facts.length < pageOf ? pollMs : 0
  }
  const loop = startLoop(round, {
    clock,
    onFailure: (error) =>
      log.error({ outbox, error: errorText(error) }, 'Status files failed for a fault of ours'),
    afterFailureMs: againMs,
  })
  return { name: `beside ${outbox}`, ...loop }
}

async function showAll(
  deps: StatusFilesDeps,
  options: StatusFilesOptions,
  facts: readonly Fact[],
): Promise<{ readonly fault: ShareFault | null; readonly shown: number }> {
  // `archived` is no news about a sent file: if its status file was taken away, it is not written again.
  const stages = new Map(
    facts
      .filter(({ from, to }) => stageOf(from) !== stageOf(to))
      .map(({ transferId, to }) => [transferId, stageOf(to)]),
  )
  let shown = 0
  for (const [id, stage] of stages) {
    const fault = await showOne(deps, options, { id, stage })
    if (fault === 'nothing') continue
    if (fault !== null) return { fault, shown }
    shown += 1
  }
  return { fault: null, shown }
}

async function showOne(
  deps: StatusFilesDeps,
  options: StatusFilesOptions,
  { id, stage }: { readonly id: string; readonly stage: string | null },
): Promise<ShareFault | 'nothing' | null> {
  const { ledger, names } = deps
  const { outbox } = options
  const transfer = await ledger.find(id)
  // A file that came through the API was never dropped here: nobody looks for its status in the folder.
  if (transfer?.direction !== 'out' || transfer.folder !== outbox || transfer.look === '')
    return 'nothing'
  return names.show(transfer.name, async () => {
    const now = await ledger.find(id)
    return now === null || stageOf(now.state) !== stage ? 'nothing' : showNow(deps, options, now)
  })
}

async function showNow(
  { ledger, log, share }: StatusFilesDeps,
  { outbox, folder, zone }: StatusFilesOptions,
  transfer: Transfer,
): Promise<ShareFault | null> {
  const { id, name } = transfer
  const newest = await ledger.findSame({ by: 'dropped', folder: outbox, name })
  const ending = endingOf(transfer.state)
  const outcome = await share.show({
    ...{ folder, id, name, ending },
    content: ending === null ? '' : contentOf(transfer, zone),
    isNewest: newest?.id === id,
  })
  if (outcome.kind === 'fault') return outcome
  if (ending !== null && outcome.as === null)
    log.warn({ folder, name }, 'Files that are not ours have the names of a status file')
  return null
}
