// The stations of one configuration, built by hand and connected by bells. Everything that may fail is opened
// before the first station begins to claim and to send.

import { createNames } from '../../notify/status-files/names.ts'
import type { Account } from '../../bank/native/connect/account.ts'
import type { WatchedBank } from '../../bank/watched.ts'
import type { InboxConfig } from '../../config/schema/configuration.ts'
import type { RunningInbox } from '../../inbox/managed.ts'
import type { Transfer } from '../../journey/transfer.ts'
import { present } from '../../lib/assert.ts'
import { sharedSyncs } from '../../disk/shared-sync.ts'
import { createUndo, endFailedStart, type Undo } from '../../lib/undo.ts'
import { handedOn } from '../../lib/waiting/handed-on.ts'
import type { Webhooks } from '../../notify/webhooks/start.ts'
import type { Outbox } from '../../outbox/start.ts'
import { startTransfers, type Transfers } from '../../transfer/start.ts'
import { type Admission, admissionOf } from './admissions.ts'
import { archiveReaders, startConfiguredArchive } from './archive.ts'
import { closeBanks, openBanks } from './banks.ts'
import type { StationDeps } from './deps.ts'
import { inboxesOf, type StartManaged } from './inboxes.ts'
import { startAllStatusFiles, startConfiguredWebhooks } from './notifications.ts'
import { startOutboxes } from './outboxes.ts'
import { stopStations } from './stop.ts'
import { sendingBanks } from './transfers.ts'

export interface Stations {
  readonly outboxes: readonly Outbox[]
  readonly inboxes: readonly (RunningInbox & { readonly config: InboxConfig })[]
  /** Checks and queues an uploaded file. Resolves when that is done. */
  readonly admit: Admission
  readonly startManaged: StartManaged
  readonly transfers: Transfers
  readonly banks: readonly WatchedBank[]
  /** Outboxes that are not proved to be ours. */
  readonly notOurs: () => readonly string[]
  /** Our account at a bank of the configuration. */
  readonly accountAt: (bank: string) => Account
  readonly archive: { ring(): void }
  readonly webhooks: Webhooks
  /** Cuts every connection to a bank, and every one that is opened from now on. */
  readonly cutConnections: () => void
  /** Running transfers may go on until then (monotonic). */
  stop(graceEndsMs: number): Promise<void>
}

/** One for the whole program, so that everybody who needs a folder synced shares it. */
const syncFolder = sharedSyncs()

/**
 * `unfinished`: files whose admission an earlier life did not finish. A start that fails ends everything that
 * it had begun.
 */
export async function startStations(
  deps: StationDeps,
  unfinished: readonly Transfer[],
): Promise<Stations> {
  const undo = createUndo()
  try {
    return await startAll(deps, unfinished, undo)
  } catch (error) {
    await endFailedStart(undo, deps.log)
    throw error
  }
}

async function startAll(
  deps: StationDeps,
  unfinished: readonly Transfer[],
  undo: Undo,
): Promise<Stations> {
  const { config, ledger, clock, log, spool, shares, owners, reach } = deps
  const shareOf = (folder: string) => shares.get(folder) ?? null
  const owner = await archiveReaders(deps)
  const changed = handedOn<Transfer>()
  const { banks, good } = await openBanks(deps)
  undo.add('banks', () => closeBanks(banks))
  const webhooks = await startConfiguredWebhooks(deps)
  undo.add('webhooks', () => webhooks.stop())
  // From here on nothing fails: the stations begin.
  const onChanged = changed.hand
  const archive = startConfiguredArchive(deps, { owner, shareOf, onChanged, syncFolder })
  const ringArchive = () => archive.ring()
  const { prove, notOurs } = owners
  const sendDeps = { ledger, clock, log, spool, syncFolder, chance: Math.random, prove, notOurs }
  const transfers = startTransfers({ ...sendDeps, onSent: ringArchive }, sendingBanks(deps, banks))
  good.to((bank) => transfers.endRest(bank))
  reach.interrupt = (id) => void transfers.interrupt(id)
  reach.ring = (bank) => transfers.ring(bank)
  deps.onWrite(webhooks.ring)
  const statusNames = new Map(config.outboxes.map(({ folder }) => [folder, createNames()]))
  const namesOf = (outbox: string) => present(statusNames.get(outbox), 'an outbox')
  const statusFiles = startAllStatusFiles(deps, shareOf, namesOf)
  deps.onWrite(() => statusFiles.forEach((one) => one.ring()))
  const stopping = new AbortController()
  const admission = admissionOf(deps, {
    ...{ transfers, shareOf, syncFolder },
    stopping: stopping.signal,
  })
  changed.to((one) => void admission(one))
  const admitted = Promise.all(unfinished.map(admission))
  const outboxes = startOutboxes(deps, { shareOf, admission, transfers, namesOf })
  reach.look = (folder) => outboxes.find((outbox) => outbox.folder === folder)?.look()
  const bankNamed = (bank: string) => present(banks.get(bank), 'the bank')
  const around = { shareOf, owner, onDelivered: ringArchive }
  const inboxStarts = inboxesOf(deps, { ...around, bankOf: (bank) => bankNamed(bank).bank })
  const inboxes = inboxStarts.startConfigured()
  return {
    ...{ outboxes, inboxes, transfers, notOurs, archive, webhooks },
    banks: [...banks.values()].map(({ bank }) => bank),
    accountAt: (bank) => bankNamed(bank).account,
    admit: admission,
    startManaged: inboxStarts.startManaged,
    cutConnections: () => banks.forEach(({ bank }) => bank.cut()),
    stop: (graceEndsMs) =>
      stopStations(
        {
          ...{ outboxes, inboxes, transfers, archive, webhooks, statusFiles, banks, shares },
          unfinished: admitted,
          thisStart: owners.start,
          endAdmissions: () => stopping.abort(),
        },
        Math.max(0, graceEndsMs - clock.monotonicMs()),
      ),
  }
}
