// Who is admitted next, of all that was claimed. Outboxes take turns, so that a crowd in one of them holds up
// no other; and a bank that has enough to send can wait, so that sealing ahead for one that is slow or hangs
// does not stand before the file calls of those who send.

import { type AdmissionRules, admitSafely } from '../admission/admit.ts'
import { flowRule } from '../admission/against-flow.ts'
import { warningRules } from '../admission/warning-rules.ts'
import type { Config, OutboxConfig } from '../config/schema/configuration.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { SyncFolder } from '../disk/durable.ts'
import { createTurns } from '../lib/waiting/turns.ts'
import type { Share } from '../share/share.ts'
import type { Transfers } from '../transfer/start.ts'
import { flowFormOf } from './flow-forms.ts'
import type { Deps } from './stations.ts'

export type Admission = (transfer: Transfer) => Promise<void>

const admissionsAtOnce = 8
const ofOneOutbox = 4
/** A bank that has so many files queued is in no need of more. */
const enough = 64
/** How long an answer of the ledger about that is good for. */
const knownForMs = 50

export function admissionOf(
  deps: Deps,
  {
    transfers,
    shareOf,
    syncFolder,
    stopping,
  }: {
    transfers: Transfers
    shareOf: (folder: string) => Share | null
    syncFolder: SyncFolder
    stopping: AbortSignal
  },
): Admission {
  const { config, ledger, clock, log, spool, checker } = deps
  const turns = createTurns({
    atOnce: admissionsAtOnce,
    ofOneRow: ofOneOutbox,
    canWait: whoCanWait(deps),
    clock,
  })
  // An earlier life may have told that its disk was full.
  const room = { mayBeTold: true }
  return async (transfer) => {
    const outbox = config.outboxes.find(({ folder }) => folder === transfer.folder)
    const share = shareOf(transfer.folder)
    const uploaded = transfer.look === ''
    if (!uploaded && (outbox === undefined || share === null)) {
      log.warn(
        { transfer: transfer.id, folder: transfer.folder },
        'A file of an outbox that the configuration no longer names waits for it to come back',
      )
      return
    }
    const rules = {
      ...rulesOf(config, transfer.folder),
      ...flowRule(flowFormOf(config, transfer)),
      warnings: warningRules({
        all: outbox?.warnings ?? 'show',
        addresses: config.banks.find(({ name }) => name === transfer.bank)?.addresses ?? 'warn',
        nowMs: () => clock.nowMs(),
      }),
    }
    const own = {
      ...{ ledger, clock, log, share, spool, room, rules, checker, stopping },
      syncSpool: () => syncFolder(spool.folder),
      reserveBytes: config.spool.reserve,
      zone: config.zone,
      onQueued: (bank: string) => transfers.ring(bank),
    }
    await turns(transfer.folder, () => admitSafely(own, transfer))
  }
}

/** How a file is looked at: as its outbox wants it, however it came. */
export function rulesOf({ outboxes }: Pick<Config, 'outboxes'>, folder: string): AdmissionRules {
  const outbox = outboxes.find((one) => one.folder === folder)
  const check = outbox?.check ?? false
  return {
    formats: check === false ? null : check,
    complete: outbox?.complete ?? true,
    sameReference: outbox?.sameReference ?? 'hold',
    elsewhere: outboxes.flatMap(({ virtualFile, folder: other, check: formats }) =>
      formats === false ? [] : [{ virtualFile, folder: other, formats }],
    ),
  }
}

/** Outboxes whose bank has enough to do. What is urgent, and what a program uploads, never waits. */
function whoCanWait({ config, ledger, clock }: Deps): (folder: string) => Promise<boolean> {
  const bankOf = new Map(
    config.outboxes.filter(isPatient).map(({ folder, bank }) => [folder, bank] as const),
  )
  const known = new Map<string, { readonly isFull: boolean; readonly atMs: number }>()
  return async (folder) => {
    const bank = bankOf.get(folder)
    if (bank === undefined) return false
    const nowMs = clock.monotonicMs()
    const before = known.get(bank)
    if (before !== undefined && nowMs - before.atMs < knownForMs) return before.isFull
    // A ledger that does not answer says so to whoever is admitted.
    const isFull = await ledger.queued(bank, enough).then(
      (count) => count >= enough,
      () => false,
    )
    known.set(bank, { isFull, atMs: nowMs })
    return isFull
  }
}

function isPatient({ priority }: OutboxConfig): boolean {
  return priority !== 'urgent'
}
