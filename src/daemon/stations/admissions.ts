// Which claimed file is admitted next. Outboxes take turns, so that many files in one of them delay no other.
// An outbox whose bank has enough files queued can wait: sealing ahead for a bank that is slow or hangs would
// delay the file calls of running transfers.

import { admitSafely } from '../../admission/admit.ts'
import type { AdmissionRules } from '../../admission/deps.ts'
import { flowRule } from '../../admission/against-flow.ts'
import { warningRules } from '../../admission/warning-rules.ts'
import type { Config, OutboxConfig } from '../../config/schema/configuration.ts'
import type { Transfer } from '../../journey/transfer.ts'
import type { SyncFolder } from '../../disk/durable.ts'
import { createTurns } from '../../lib/waiting/turns.ts'
import type { Transfers } from '../../transfer/start.ts'
import { flowFormOf } from '../flow-forms.ts'
import type { ShareOf, StationDeps } from './deps.ts'

export type Admission = (transfer: Transfer) => Promise<void>

const admissionsAtOnce = 8
const ofOneOutbox = 4
/** A bank with this many queued files needs no more. */
const enoughQueued = 64
/** How long the ledger's answer about that is used before it is asked again. */
const knownForMs = 50

export function admissionOf(
  deps: StationDeps,
  {
    transfers,
    shareOf,
    syncFolder,
    stopping,
  }: {
    transfers: Transfers
    shareOf: ShareOf
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
  // An earlier life may have reported a full disk.
  const room = { mayBeNoted: true }
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

/** How files of this folder are checked, whether they were dropped or uploaded. */
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

/** Whether the bank of this outbox has enough to do. Urgent outboxes and uploads never wait. */
function whoCanWait({ config, ledger, clock }: StationDeps): (folder: string) => Promise<boolean> {
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
    // Where the ledger does not answer, the admission itself reports it.
    const isFull = await ledger.queued(bank, enoughQueued).then(
      (count) => count >= enoughQueued,
      () => false,
    )
    known.set(bank, { isFull, atMs: nowMs })
    return isFull
  }
}

function isPatient({ priority }: OutboxConfig): boolean {
  return priority !== 'urgent'
}
