// The daemon: opens the ledger, puts right what an earlier life left, then starts the stations. Read from
// top to bottom it is the order of starting; stopping is the reverse.

import { type Spool, spoolIn } from '../admission/spool.ts'
import { sweepUploads } from '../admission/sweep.ts'
import { pesitDate } from '../bank/identity.ts'
import { startCallers } from '../callers/start.ts'
import type { Config } from '../config/schema.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { formatHead } from '../ledger/audit.ts'
import { openLedger } from '../ledger/open.ts'
import type { Clock } from '../lib/clock.ts'
import { makeFolderDurably, said, syncFolder } from '../lib/files.ts'
import type { KnownError } from '../lib/known-error.ts'
import type { Log } from '../lib/log.ts'
import { mountAt } from '../share/mount-at.ts'
import { cancel, type OrderDeps, release, retry } from '../transfer/orders.ts'
import { tell } from '../transfer/tell.ts'
import { recoverTransfers } from '../transfer/recover.ts'
import { type Control, type ControlDeps, startControl } from './control.ts'
import { listenOptions } from './from-config.ts'
import { adoptNotes } from './lost-ledger.ts'
import { type Parts, startParts } from './parts.ts'
import { watchClock } from './watch-clock.ts'
import { type ToldFact, watchFacts } from './watch-facts.ts'

export interface DaemonDeps {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly environment: NodeJS.ProcessEnv
  /** Every fact as it is written. */
  readonly tell: (fact: ToldFact) => void
  /** The disk failed the ledger: nothing may go on. Called once. */
  readonly onLedgerFailed: (error: KnownError) => void
}

export interface Daemon {
  readonly control: Control
  /** Asks the bank for an inbox's files now. */
  pollAll(): Promise<void>
  stop(): Promise<void>
}

/** @throws KnownError LEDGER-LOCKED, LEDGER-DAMAGED, LEDGER-FAILED. */
export async function startDaemon({
  config,
  clock,
  log,
  environment,
  tell,
  onLedgerFailed,
}: DaemonDeps): Promise<Daemon> {
  const spool = spoolIn(config.data)
  const ledger = watchFacts(
    await openLedger({
      folder: config.data,
      clock,
      mount: await mountAt(config.data),
      onFailed: onLedgerFailed,
    }),
    log,
    tell,
  )
  await makeFolderDurably(spool.folder)

  await adoptNotes({ ledger, log, spool })
  await sweepUploads({ ledger, log, spool, syncSpool: () => syncFolder(spool.folder) })
  const afterBreakMs = (bank: string) =>
    config.banks.find(({ name }) => name === bank)?.retry.afterBreak ?? 60_000
  const clockWatch = await watchClock({ ledger, clock, log })
  const { admitAgain } = await recoverTransfers({ ledger, clock, log, spool, afterBreakMs })

  const parts = await startParts({ config, ledger, clock, log, spool, environment }, admitAgain)
  const control = await startControl(controlOf({ config, clock, ledger, spool, parts }))
  const listen = listenOptions(config, environment)
  const callers =
    listen === null
      ? null
      : await startCallers({ ledger, clock, log, onTold: () => parts.archive.ring() }, listen)
  const telling = tellHead({ ledger, clock, log })
  return {
    control,
    async pollAll() {
      await Promise.all(parts.inboxes.map(({ inbox }) => inbox.poll()))
    },
    async stop() {
      await control.close()
      await callers?.stop()
      await parts.stop()
      await telling.stop()
      await clockWatch.stop()
      await ledger.close()
    },
  }
}

const hourMs = 3_600_000

/** The head of the facts' chain, hourly and at the end: whoever keeps the log can tell later whether facts are gone. */
function tellHead({ ledger, clock, log }: Pick<DaemonDeps, 'clock' | 'log'> & { ledger: Ledger }): {
  stop(): Promise<void>
} {
  const stopping = new AbortController()
  const tellOnce = async () =>
    log.info({ head: formatHead(await ledger.head()) }, 'Head of the facts')
  const telling = (async () => {
    while (!stopping.signal.aborted) {
      await tellOnce()
      await clock.sleep(hourMs, stopping.signal)
    }
  })().catch((error: unknown) => log.error({ error: said(error) }, 'The head of the facts'))
  return {
    async stop() {
      stopping.abort()
      await telling
      await tellOnce().catch(() => undefined)
    },
  }
}

/** What the control socket may ask of the parts. */
function controlOf({
  config,
  clock,
  ledger,
  spool,
  parts,
}: {
  readonly config: Config
  readonly clock: Clock
  readonly ledger: Ledger
  readonly spool: Spool
  readonly parts: Parts
}): ControlDeps {
  const orders: OrderDeps = {
    ledger,
    spool,
    interrupt: (id) => parts.transfers.interrupt(id),
    isRunning: (id) => parts.transfers.isRunning(id),
    wake: (bank) => parts.transfers.wake(bank),
  }
  return {
    dataFolder: config.data,
    retry: (order) => retry(orders, order),
    cancel: (order) => cancel(orders, order),
    release: (order) => release(orders, order),
    progress: () => parts.transfers.progress(),
    outboxes: () => parts.outboxes.map((outbox) => ({ ...outbox.status(), name: outbox.name })),
    inboxes: () =>
      parts.inboxes.map(({ inbox, config: { virtualFile } }) => ({
        ...inbox.status(),
        virtualFile,
      })),
    tell: (telling) =>
      tell(
        {
          ledger,
          bankNamed: (name) => parts.banks.find((bank) => bank.name === name) ?? null,
          nextNumber: (name) => ledger.nextNumber(`${name}:messages`, 1),
          date: () => pesitDate(clock.nowMs(), config.zone),
        },
        telling,
      ),
    async poll(virtualFile) {
      const wanted = parts.inboxes.filter(
        ({ config: inbox }) => virtualFile === null || inbox.virtualFile === virtualFile,
      )
      return Promise.all(wanted.map(({ inbox }) => inbox.poll()))
    },
    look: () => parts.outboxes.forEach((outbox) => outbox.look()),
  }
}
