// The stations of one configuration, built by hand and wired to each other by bells.

import { nextTransferNumber } from './numbers.ts'
import type { Checker } from '../admission/checker.ts'
import type { Spool } from '../ledger/spool/spool.ts'
import type { KeepDeps } from '../archive/keep.ts'
import { type Archive, startArchive } from '../archive/start.ts'
import type { Account } from '../bank/native/account.ts'
import type { Bank } from '../bank/bank.ts'
import type { WatchedBank } from '../bank/native/watched.ts'
import { identityFor, pesitDate } from '../bank/native/identity.ts'
import type { BankConfig, Config, InboxConfig } from '../config/schema/configuration.ts'
import { createWishes } from '../inbox/requested.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { present } from '../lib/assert.ts'
import { handedOn } from '../lib/waiting/handed-on.ts'
import type { Clock } from '../lib/time/clock.ts'
import { createTurns } from '../lib/waiting/turns.ts'
import { said } from '../lib/files/files.ts'
import { createUndo, everyOne, everyStep, type Undo } from '../lib/undo.ts'
import type { Log } from '../lib/log.ts'
import type { Owner } from '../disk/owner.ts'
import { sharedSyncs } from '../disk/shared-sync.ts'
import type { Webhooks } from '../notify/webhooks/start.ts'
import type { Outbox } from '../outbox/start.ts'
import { openShare } from '../share/open.ts'
import type { Share } from '../share/share.ts'
import { type SendingBank, startTransfers, type Transfers } from '../transfer/start.ts'
import { admissionOf } from './admissions.ts'
import { archiveOwner, giveReceived } from '../archive/readers.ts'
import { ownForm } from './flow-forms.ts'
import { policyOf } from './from-config.ts'
import { startOneInbox } from './inboxes.ts'
import type { Stand } from '../inbox/managed.ts'
import { closeBanks, openBanks, type OpenedBank } from './open-bank.ts'
import { createNames } from '../notify/status-files/names.ts'
import { startOneOutbox } from './outboxes.ts'
import type { Owners, Reach } from './owners.ts'
import { startBesides, startTelling } from './telling.ts'

export interface Deps {
  readonly config: Config
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
  readonly spool: Spool
  readonly environment: NodeJS.ProcessEnv
  readonly checker: Checker
  /** Calls after every write to the ledger that somebody may want to hear of. */
  readonly onWritten: (ring: () => void) => void
  /** By folder. */
  readonly shares: ReadonlyMap<string, Share>
  readonly owners: Owners
  /** What the owners of outboxes may move: wired here. */
  readonly reach: Reach
}

/** One for the whole program, so that everybody who needs a folder synced shares it. */
const syncFolder = sharedSyncs()

export interface Parts {
  readonly outboxes: readonly Outbox[]
  readonly inboxes: readonly (Stand & { readonly config: InboxConfig })[]
  /** An uploaded file goes its way: checked, queued. Resolves when that is done. */
  readonly admit: (transfer: Transfer) => Promise<void>
  /** An inbox that the configuration does not name, for what a program asks for. */
  readonly startManaged: (
    at: Pick<InboxConfig, 'bank' | 'virtualFile' | 'folder'>,
  ) => Promise<Stand & { close(): Promise<void> }>
  readonly transfers: Transfers
  readonly banks: readonly WatchedBank[]
  /** Outboxes that are not proved to be ours. */
  readonly notOurs: () => readonly string[]
  /** Our account at a bank of the configuration. */
  readonly accountAt: (bank: string) => Account
  readonly archive: { ring(): void }
  readonly webhooks: Webhooks
  /** Every line to a bank, and every one that is opened from now on. */
  readonly cutLines: () => void
  /** Running transfers may go on until then (monotonic). */
  stop(graceEndsMs: number): Promise<void>
}

/** Outboxes that look or claim: more of them would only stand before those who send. */
const looksAtOnce = 2

const looksOf = (clock: Clock) => createTurns({ atOnce: looksAtOnce, ofOneRow: 1, clock })

/** No schedule: it asks when a program does. */
const managedRules = {
  when: [] as string[],
  name: '{name}',
  catchUp: false,
  maximumFiles: 1000,
  maximumFilesPerHour: 5000,
}

/** `again`: files whose admission an earlier life did not finish. Of a start that fails nothing is left running. */
export async function startParts(deps: Deps, again: readonly Transfer[]): Promise<Parts> {
  const undo = createUndo()
  try {
    return await beginParts(deps, again, undo)
  } catch (error) {
    await undo.all((step, failure) =>
      deps.log.error({ step, error: said(failure) }, 'A part of a failed start could not be ended'),
    )
    throw error
  }
}

/** Whom the configuration lets read archived files. */
function readersOf({ archive: { owner } }: Config): Owner {
  const { group = null, mode = null } = owner
  return { group, mode }
}

async function beginParts(deps: Deps, again: readonly Transfer[], undo: Undo): Promise<Parts> {
  const { config, ledger, clock, log, spool, shares, owners, reach } = deps
  const shareOf = (folder: string) => shares.get(folder) ?? null
  const owner = await archiveOwner({
    ledger,
    log,
    dataFolder: config.data,
    owner: readersOf(config),
  })
  const changed = handedOn<Transfer>()
  const { banks, good } = await openBanks(deps)
  undo.add('banks', () => closeBanks(banks))
  // All that may fail stands before the first station begins to take and to send.
  const webhooks = await startTelling(deps)
  undo.add('webhooks', () => webhooks.stop())
  const archive = archiveOf(deps, { owner, shareOf, onChanged: changed.hand })
  const { prove, notOurs } = owners
  const sendDeps = { ledger, clock, log, spool, syncFolder, chance: Math.random, prove, notOurs }
  const onSent = () => archive.ring()
  const transfers = startTransfers({ ...sendDeps, onSent }, sendingBanks(deps, banks))
  good.to((bank) => transfers.endRest(bank))
  reach.interrupt = (id) => void transfers.interrupt(id)
  reach.ring = (bank) => transfers.ring(bank)
  deps.onWritten(webhooks.ring)
  const statusNames = new Map(config.outboxes.map(({ folder }) => [folder, createNames()]))
  const namesOf = (outbox: string) => present(statusNames.get(outbox), 'an outbox')
  const besides = startBesides(deps, shareOf, namesOf)
  deps.onWritten(() => besides.forEach((beside) => beside.ring()))
  const stopping = new AbortController()
  const admission = admissionOf(deps, {
    ...{ transfers, shareOf, syncFolder },
    stopping: stopping.signal,
  })
  changed.to((one) => void admission(one))
  const unfinished = Promise.all(again.map(admission))
  const around = { shareOf, admission, transfers, looks: looksOf(clock), namesOf }
  const outboxes = config.outboxes.map((outbox) => startOneOutbox(deps, outbox, around))
  reach.look = (folder) => outboxes.find((outbox) => outbox.folder === folder)?.look()
  const lineTo = (bank: string) => present(banks.get(bank), 'the bank').bank
  const inboxAt = (inbox: InboxConfig, share: Share) =>
    standAt(deps, inbox, { share, bank: lineTo(inbox.bank), onDelivered: () => archive.ring() })
  const inboxes = config.inboxes.map((inbox) => ({
    config: inbox,
    ...inboxAt(inbox, present(shareOf(inbox.folder), 'the share of an inbox')),
  }))
  return {
    ...{ outboxes, inboxes, transfers, notOurs },
    banks: [...banks.values()].map(({ bank }) => bank),
    accountAt: (bank) => present(banks.get(bank), 'the bank').account,
    archive,
    webhooks,
    admit: admission,
    startManaged: (at) => managedAt(at, { deps, owner, inboxAt }),
    cutLines: () => banks.forEach(({ bank }) => bank.cut()),
    stop: (graceEndsMs) =>
      stopAll({
        ...{ outboxes, inboxes, unfinished, transfers, archive, webhooks, besides, banks, shares },
        start: owners.start,
        begin: () => stopping.abort(),
        graceMs: Math.max(0, graceEndsMs - clock.monotonicMs()),
      }),
  }
}

interface Running {
  readonly begin: () => void
  readonly outboxes: readonly Outbox[]
  readonly inboxes: readonly Stand[]
  readonly unfinished: Promise<unknown>
  readonly transfers: Transfers
  readonly graceMs: number
  readonly archive: Archive
  readonly webhooks: Webhooks
  readonly besides: readonly { stop(): Promise<void> }[]
  readonly banks: ReadonlyMap<string, OpenedBank>
  readonly shares: ReadonlyMap<string, Share>
  readonly start: { stop(): Promise<void> }
}

/** First no new claims, asks and attempts, then what is done is kept, then the doors close. */
async function stopAll(running: Running): Promise<void> {
  const { outboxes, inboxes, unfinished, transfers, archive, webhooks, besides } = running
  running.begin()
  await everyStep([
    () =>
      everyOne([
        ...outboxes.map((outbox) => outbox.stop()),
        ...inboxes.map(({ inbox }) => inbox.stop()),
        unfinished,
        transfers.stop(running.graceMs),
      ]),
    () => archive.stop(),
    () => webhooks.stop(),
    () => everyOne(besides.map((beside) => beside.stop())),
    // Nothing of ours works in the outboxes any more: their folders may say so.
    () => running.start.stop(),
    () => closeBanks(running.banks),
    () => everyOne([...running.shares.values()].map((share) => share.close())),
  ])
}

function archiveOf(
  { config, ledger, clock, log, spool }: Deps,
  around: Pick<KeepDeps, 'owner' | 'shareOf' | 'onChanged'>,
) {
  const { keep } = config.archive
  return startArchive(
    {
      ...around,
      ledger,
      clock,
      log,
      dataFolder: config.data,
      spool,
      syncFolder,
      zone: config.zone,
      keepOriginalMs: (folder) =>
        config.outboxes.find((outbox) => outbox.folder === folder)?.keepOriginal ?? 0,
    },
    { keepMs: keep === 'forever' ? null : keep },
  )
}

function standAt(
  deps: Deps,
  inbox: InboxConfig,
  around: { readonly share: Share; readonly bank: Bank; readonly onDelivered: () => void },
): Stand {
  const wishes = createWishes()
  const { folder } = inbox
  return { wishes, folder, inbox: startOneInbox(deps, inbox, { ...around, wishes }) }
}

async function managedAt(
  at: Parameters<Parts['startManaged']>[0],
  {
    deps: { config, log },
    owner,
    inboxAt,
  }: {
    readonly deps: Deps
    readonly owner: Owner
    readonly inboxAt: (inbox: InboxConfig, share: Share) => Stand
  },
): ReturnType<Parts['startManaged']> {
  await giveReceived(config.data, at.folder, owner)
  const share = await openShare(at.folder, log)
  const { group, mode } = owner
  const files = { ...(group === null ? {} : { group }), ...(mode === null ? {} : { mode }) }
  const stand = inboxAt({ ...managedRules, ...at, owner: files }, share)
  return {
    ...stand,
    async close() {
      await stand.inbox.stop()
      await share.close()
    },
  }
}

function sendingBanks(deps: Deps, banks: ReadonlyMap<string, OpenedBank>): readonly SendingBank[] {
  return deps.config.banks.map((bank) =>
    sendingBank(deps, bank, present(banks.get(bank.name), 'the bank')),
  )
}

function sendingBank(
  { ledger, clock, config }: Deps,
  bank: BankConfig,
  { bank: line, options, account }: OpenedBank,
): SendingBank {
  return {
    bank: line,
    mayCall: () => account.mayCall(),
    allowOnce: () => account.allowOnce(),
    connections: bank.connections,
    policy: policyOf(bank),
    async identify(transfer) {
      const transferNumber = await nextTransferNumber(ledger, config.banks, bank)
      const creationDate = pesitDate(clock.nowMs(), config.zone)
      const { virtualFile, name, sizeBytes } = transfer
      const outbox = config.outboxes.find(({ folder }) => folder === transfer.folder)
      return identityFor(options, {
        ...ownForm(outbox),
        virtualFile,
        name,
        sizeBytes: sizeBytes ?? 0,
        transferNumber,
        creationDate,
      })
    },
  }
}
