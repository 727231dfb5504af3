// The daemon: the road (ledger, recovery, stations), then its doors. Read from top to bottom it is the order of
// starting; stopping is the reverse.

import type { Ledger } from '../ledger/ledger.ts'
import { formatHead } from '../ledger/audit.ts'
import { said } from '../lib/files.ts'
import { createNotices } from '../lib/notices.ts'
import { controlPath } from '../http/control-path.ts'
import { type HttpServer, startHttp } from '../http/start.ts'
import { doorsOf } from './api.ts'
import { ordersOf } from './control.ts'
import { startListener } from './callers.ts'
import { httpOptions } from './from-config.ts'
import { startPrograms } from './programs.ts'
import { createToldFacts } from './told-facts.ts'
import { cutAfterGraceMs, type StopStep } from './stop-in-time.ts'
import { type RoadDeps, startRoad } from './road.ts'

export interface Daemon {
  readonly http: HttpServer
  /** Asks the bank for an inbox's files now. */
  pollAll(): Promise<void>
  stop(): Promise<void>
  /** What a stop is waiting for. */
  stoppingAt(): StopStep
}

/** @throws KnownError LEDGER-LOCKED, LEDGER-DAMAGED, LEDGER-FAILED. */
export async function startDaemon({
  config,
  clock,
  log,
  environment,
  checker,
  tell,
  onLedgerFailed,
}: RoadDeps): Promise<Daemon> {
  const notices = createNotices(clock)
  const facts = createToldFacts()
  facts.onFact(tell)
  facts.onFact(({ transfer }) => notices.tell(transfer.id))
  const road = await startRoad({
    config,
    clock,
    log,
    environment,
    checker,
    tell: (fact) => facts.tell(fact),
    onLedgerFailed,
  })
  const { ledger, spool, parts } = road
  const programs = await startPrograms({ config, ledger, clock, log, spool, parts, notices })
  const orders = ordersOf({ config, ledger, spool, log, checker }, parts)
  const http = await startHttp(
    doorsOf({ config, environment, ledger, clock, log, parts, orders, facts, programs }),
    httpOptions(config, controlPath(config.data)),
  )
  const onTold = () => parts.archive.ring()
  const callers = await startListener({ config, environment, ledger, clock, log, onTold })
  const telling = tellHead({ ledger, clock, log })
  return {
    http,
    async pollAll() {
      await Promise.all(parts.inboxes.map(({ inbox }) => inbox.poll()))
    },
    ...stopping(config.stop.grace, parts.cutLines, [
      ['api', () => http.close()],
      ['programs', () => programs.stop()],
      ['callers', () => callers?.stop()],
      ['road', (graceMs) => road.stop(clock.monotonicMs() + graceMs)],
      ['programs', () => programs.over()],
      ['ledger', () => telling.stop().then(() => ledger.close())],
    ]),
  }
}

/** One step after the other; the grace runs from the beginning, and when it is over every line is cut. */
function stopping(
  graceMs: number,
  cutLines: () => void,
  steps: readonly (readonly [StopStep, (leftOfGraceMs: number) => Promise<void> | undefined])[],
): Pick<Daemon, 'stop' | 'stoppingAt'> {
  let at: StopStep = 'over'
  return {
    stoppingAt: () => at,
    async stop() {
      const beganMs = performance.now()
      const cutting = setTimeout(cutLines, graceMs + cutAfterGraceMs)
      for (const [step, work] of steps) {
        at = step
        await work(Math.max(0, beganMs + graceMs - performance.now()))
      }
      clearTimeout(cutting)
      at = 'over'
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
