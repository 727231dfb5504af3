// The daemon: the road (ledger, recovery, stations), then its doors. Read from top to bottom it is the order
// of starting; stopping is the reverse.
//
// All that can fail stands before anything is claimed, sent or asked for: the ledger is open, what an earlier
// life left is put right, the control socket and the port for banks are bound; only then the stations begin.
// A step that fails ends what was begun before it, in reverse, and the start fails with the reason: half a
// daemon would take files and send them while everybody is told that it does not run. The port of the API is
// an exception: what programs cannot call stops no payment, so it is told as a condition and tried again
// (http/listen.ts).

import type { Ledger } from '../ledger/ledger.ts'
import { formatHead } from '../ledger/audit/audit.ts'
import { errorText } from '../lib/files/files.ts'
import type { LineSink } from '../lib/files/line-sink.ts'
import { createUndo, endFailedStart, type Undo } from '../lib/undo.ts'
import { startPeriodic } from '../lib/waiting/loop.ts'
import { createNotices } from '../lib/waiting/bell.ts'
import { controlPath } from '../http/access/control-path.ts'
import {
  type ControlSocket,
  type HttpServer,
  openControlSocket,
  startHttp,
} from '../http/listen.ts'
import { watchLog } from './process/watch-log.ts'
import type { CodedMessage } from '../wording/catalogue.ts'
import { doorsOf } from './api.ts'
import { createCommands } from '../orders/commands.ts'
import { commandDeps } from './commands.ts'
import { startListener } from './callers.ts'
import { httpOptions } from './from-config.ts'
import type { Stations } from './stations/start.ts'
import { startPrograms } from './programs.ts'
import { createWriteFeed } from '../ledger/write-feed.ts'
import { cutAfterGraceMs, type StopStep } from './process/stop-in-time.ts'
import { type RoadDeps, startRoad } from './road.ts'

export interface Daemon {
  readonly http: HttpServer
  /** Polls all inboxes now. */
  pollAll(): Promise<void>
  stop(): Promise<void>
  /** What a stop is waiting for. */
  stoppingAt(): StopStep
}

export type DaemonDeps = RoadDeps & {
  /** Where the lines of the log go: lost lines are reported. */
  readonly sink?: LineSink
  /** How the last life ended, where people should know; null: as it should. */
  readonly lastEnd?: CodedMessage | null
}

/**
 * @throws KnownError LEDGER-LOCKED, LEDGER-DAMAGED, LEDGER-FAILED, DISK-FULL, PORT-TAKEN; nothing runs then.
 */
export async function startDaemon(deps: DaemonDeps): Promise<Daemon> {
  const undo = createUndo()
  undo.add('checker', () => deps.checker.close())
  try {
    return await begin(deps, undo)
  } catch (error) {
    const undone = endFailedStart(undo, deps.log)
    // What hangs must not hide why the start failed; the process ends then, and with it what hangs.
    await Promise.race([undone, deps.clock.sleep(undoneWithinMs)])
    throw error
  }
}

const undoneWithinMs = 5_000

async function begin(deps: DaemonDeps, undo: Undo): Promise<Daemon> {
  const { config, clock, log, environment, checker } = deps
  const notices = createNotices(clock)
  const feed = createWriteFeed()
  feed.onFact(({ transfer }) => notices.notify(transfer.id))
  const doors = doorsOfDaemon(deps)
  const road = await startRoad(deps, {
    ...{ undo, feed },
    openServers: (ledger) => doors.open(ledger, undo),
  })
  const { ledger, spool, stations } = road
  doors.told(() => stations.archive.ring())
  const programs = await startPrograms({ config, ledger, clock, log, spool, stations, notices })
  undo.add('programs', () => programs.stop())
  const { gone } = road
  const commands = createCommands(
    commandDeps({ config, ledger, spool, clock, log, checker, stations, gone }),
  )
  const http = await startHttp(
    doorsOf({ config, environment, ledger, clock, log, stations, commands, feed, programs }),
    doors.options,
    doors.socket(),
  )
  const telling = tellHead({ ledger, clock, log })
  const { sink, lastEnd } = deps
  const logWatch = sink === undefined ? null : watchLog({ ledger, clock, log, sink })
  if (lastEnd !== undefined) await ledger.note('life', lastEnd)
  return {
    http,
    async pollAll() {
      await Promise.all(stations.inboxes.map(({ inbox }) => inbox.poll()))
    },
    ...stopping({ graceMs: config.stop.grace, cutConnections: stations.cutConnections, log }, [
      ['api', () => http.close()],
      ['programs', () => programs.stop()],
      ['callers', () => doors.callers()?.stop()],
      ['road', (graceMs) => road.stop(clock.monotonicMs() + graceMs)],
      ['programs', () => programs.over()],
      ['ledger', () => telling.stop()],
      ['ledger', () => logWatch?.stop()],
      ['ledger', () => ledger.close()],
    ]),
  }
}

/** The doors that must be had: the socket of the command line, and the port on which banks call. */
function doorsOfDaemon({ config, clock, log, environment }: RoadDeps) {
  const options = httpOptions(config, controlPath(config.data))
  let socket: ControlSocket | undefined
  let callers: { stop(): Promise<void> } | null = null
  let ring = (): void => undefined
  return {
    options,
    socket: () => socket,
    callers: () => callers,
    /** Who is told of what a bank said; nobody is there to be told before the stations begin. */
    told: (onApplied: () => void) => {
      ring = onApplied
    },
    async open(ledger: Ledger, undo: Undo): Promise<void> {
      socket = await openControlSocket(options)
      undo.add('control socket', () => socket?.close())
      const onApplied = () => ring()
      callers = await startListener({ config, environment, ledger, clock, log, onApplied })
      undo.add('callers', () => callers?.stop())
    },
  }
}

/**
 * One step after the other; the grace runs from the beginning, and when it is over every line is cut. A step
 * that fails is told and keeps none of the others from being done: above all the ledger is closed.
 */
function stopping(
  {
    graceMs,
    cutConnections,
    log,
  }: Pick<Stations, 'cutConnections'> &
    Pick<RoadDeps, 'log'> & {
      readonly graceMs: number
    },
  steps: readonly (readonly [StopStep, (leftOfGraceMs: number) => Promise<void> | undefined])[],
): Pick<Daemon, 'stop' | 'stoppingAt'> {
  let at: StopStep = 'over'
  return {
    stoppingAt: () => at,
    async stop() {
      const failures: unknown[] = []
      const beganMs = performance.now()
      const cutting = setTimeout(cutConnections, graceMs + cutAfterGraceMs)
      for (const [step, work] of steps) {
        at = step
        try {
          await work(Math.max(0, beganMs + graceMs - performance.now()))
        } catch (error) {
          log.error(
            { step, error: errorText(error) },
            'A step of the stop failed; the others are done',
          )
          failures.push(error)
        }
      }
      clearTimeout(cutting)
      at = 'over'
      if (failures.length > 0) throw failures[0]
    },
  }
}

const hourMs = 3_600_000

/**
 * The head of the facts' chain, hourly and at the end: whoever keeps the log can tell later whether facts are
 * gone.
 */
function tellHead({ ledger, clock, log }: Pick<RoadDeps, 'clock' | 'log'> & { ledger: Ledger }): {
  stop(): Promise<void>
} {
  const tellOnce = async () =>
    log.info({ head: formatHead(await ledger.head()) }, 'Head of the facts')
  const telling = startPeriodic(tellOnce, {
    clock,
    everyMs: hourMs,
    onFailure: (error) => log.error({ error: errorText(error) }, 'The head of the facts'),
  })
  return {
    async stop() {
      await telling.stop()
      await tellOnce().catch(() => undefined)
    },
  }
}
