// The daemon: the road (ledger, recovery, stations), then its doors. Read from top to bottom it is the order of
// starting; stopping is the reverse.

import type { Spool } from '../admission/spool.ts'
import { pesitDate } from '../bank/identity.ts'
import { startCallers } from '../callers/start.ts'
import type { Config } from '../config/schema.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { formatHead } from '../ledger/audit.ts'
import type { Clock } from '../lib/clock.ts'
import { said } from '../lib/files.ts'
import { createNotices } from '../lib/notices.ts'
import { cancel, type OrderDeps, release, retry } from '../transfer/orders.ts'
import { tell } from '../transfer/tell.ts'
import { controlPath } from '../http/control-path.ts'
import type { ControlDeps } from '../http/routes/control.ts'
import { type HttpServer, startHttp } from '../http/start.ts'
import { httpOptions, listenOptions, namesOf } from './from-config.ts'
import type { Parts } from './parts.ts'
import { startPrograms } from './programs.ts'
import { type RoadDeps, startRoad } from './road.ts'

export interface Daemon {
  readonly http: HttpServer
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
}: RoadDeps): Promise<Daemon> {
  const notices = createNotices(clock)
  const road = await startRoad({
    config,
    clock,
    log,
    environment,
    tell(fact) {
      tell(fact)
      notices.tell(fact.transfer.id)
    },
    onLedgerFailed,
  })
  const { ledger, spool, parts } = road
  const programs = await startPrograms({ config, ledger, clock, log, spool, parts, notices })
  const http = await startHttp(
    {
      ledger,
      clock,
      log,
      control: controlOf({ config, clock, ledger, spool, parts }),
      webhooks: parts.webhooks,
      files: programs.routes,
      hosts: namesOf(config),
      openOnLoopback: config.http.open,
      ratePerMinute: config.http.rate,
    },
    httpOptions(config, controlPath(config.data)),
  )
  const listen = listenOptions(config, environment)
  const callers =
    listen === null
      ? null
      : await startCallers({ ledger, clock, log, onTold: () => parts.archive.ring() }, listen)
  const telling = tellHead({ ledger, clock, log })
  return {
    http,
    async pollAll() {
      await Promise.all(parts.inboxes.map(({ inbox }) => inbox.poll()))
    },
    async stop() {
      await http.close()
      await programs.stop()
      await callers?.stop()
      await road.stop()
      await programs.over()
      await telling.stop()
      await ledger.close()
    },
  }
}

const hourMs = 3_600_000

/** The head of the facts' chain, hourly and at the end: whoever keeps the log can tell later whether facts are gone. */
function tellHead({ ledger, clock, log }: Pick<RoadDeps, 'clock' | 'log'> & { ledger: Ledger }): {
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
