// `run`: the daemon, until it is stopped. The first signal stops it in order, the second one at once. Both
// are safe, because a crash is the normal case. If anything else ends it, it says why: in the log, to
// systemd, in the exit code, and in the last words that `status` reads while no daemon runs.

import { counted } from '../../lib/counted.ts'
import { boundedChecker } from '../../admission/bounded-checker.ts'
import { missingSecrets } from '../../config/load.ts'
import type { Config } from '../../config/schema/configuration.ts'
import { type LastWords, readLastWords, sayLastWords } from '../../daemon/process/last-words.ts'
import { createLog, stdoutSink } from '../../daemon/process/log.ts'
import { outliveSignals, stopSignal as firstStopSignal } from '../../daemon/process/signals.ts'
import { type Daemon, startDaemon } from '../../daemon/start.ts'
import { openLedgerInThread } from '../../ledger/thread/open-in-thread.ts'
import { leaveNow, stopInTime } from '../../daemon/process/stop-in-time.ts'
import { notifySystemd, tellSystemd } from '../../daemon/process/systemd.ts'
import { systemClock } from '../../lib/time/clock.ts'
import { errorText } from '../../lib/files/files.ts'
import { KnownError } from '../../wording/known-error.ts'
import type { LineSink } from '../../lib/files/line-sink.ts'
import type { Log } from '../../lib/log.ts'
import { message } from '../../wording/catalogue.ts'
import { type CommonOptions, readConfig } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { nextStepOf, sentenceOf, whatOf } from '../../wording/sentence.ts'
import { type Reader } from '../../wording/entry.ts'

export async function run(options: CommonOptions): Promise<ExitCode> {
  const config = readConfig(options)
  const missing = missingSecrets(config, process.env)
  if (missing.length > 0)
    throw new KnownError(
      message('SECRET-MISSING', {
        why: 'several',
        secrets: missing.map(({ unusable }) => unusable),
      }),
    )
  const sink = stdoutSink(config.zone)
  const log = createLog({ level: config.log.level, terminal: process.stdout.isTTY, sink })
  outliveSignals(log)
  outliveStreams()
  sayFaults(config, log)
  // Listen from now on: a signal during the start would otherwise end the process silently.
  const stopping = stopRequested()
  const daemon = await startUnlessHanging(startOrSay(config, log, sink), { stopping, log })
  const { banks, outboxes, inboxes } = config
  // Before anybody hears that we run: a kill from here on leaves a life that ended without a word.
  sayLastWords(config.data, { kind: 'running', atMs: Date.now() })
  log.info(
    {
      banks: banks.length,
      outboxes: outboxes.length,
      inboxes: inboxes.length,
      control: daemon.http.socketPath,
      api: daemon.http.addresses(),
    },
    'Running',
  )
  await notifySystemd(
    'READY=1',
    `${counted(outboxes.length, 'outbox')}, ${counted(inboxes.length, 'inbox')}`,
  )
  const signal = await stopping
  log.info({ signal }, 'Stopping')
  await notifySystemd('STOPPING=1', 'stopping')
  const { zone, stop } = config
  await stopInTime(daemon, { log, graceMs: stop.grace, zone }, () => leaveNow(exitCodes.done))
  sayLastWords(config.data, { kind: 'stopped', atMs: Date.now() })
  log.info({}, 'Stopped')
  return exitCodes.done
}

/** A stop during the start first ends the start, unless the start hangs for longer than this. */
const startEndsWithinMs = 10_000

async function startUnlessHanging(
  starting: Promise<Daemon>,
  { stopping, log }: { readonly stopping: Promise<string>; readonly log: Log },
): Promise<Daemon> {
  let isStarted = false
  void stopping.then((signal) => {
    if (isStarted) return
    log.info({ signal }, 'Stopping as soon as it has started')
    setTimeout(() => {
      if (!isStarted) leaveNow(exitCodes.interrupted)
    }, startEndsWithinMs).unref()
  })
  const daemon = await starting
  isStarted = true
  return daemon
}

/** The first signal resolves; the second one exits at once. */
export function stopRequested(): Promise<string> {
  return firstStopSignal(() => leaveNow(exitCodes.interrupted))
}

/** What a failed start may leave running ends with the process after this time. */
const leaveWithinMs = 3_000

async function startOrSay(config: Config, log: Log, sink: LineSink): Promise<Daemon> {
  try {
    return await startDaemon({
      openLedger: openLedgerInThread,
      config,
      clock: systemClock,
      log,
      environment: process.env,
      checker: boundedChecker({ clock: systemClock, log }),
      onFact: () => undefined,
      sink,
      lastEnd: lastEnd(readLastWords(config.data)),
      onLedgerFailed: (error) => {
        // Everything promised is on disk; the rest may be wrong in memory. Recovery knows what to do.
        const hint = nextStepOf(error.coded, config)
        log.error({ code: error.code, hint }, whatOf(error.coded, config))
        sayLastWords(config.data, { kind: 'died', atMs: Date.now(), ...wordsOf(error, config) })
        process.exit(exitCodes.ledgerFailed)
      },
    })
  } catch (error) {
    const words = wordsOf(error, config)
    log.error({ code: words.code }, `The start failed: ${words.sentence}`)
    // The last words belong to the daemon that runs.
    if (words.code !== 'LEDGER-LOCKED')
      sayLastWords(config.data, { kind: 'start-failed', atMs: Date.now(), ...words })
    await tellSystemd(`start failed: ${words.sentence}`)
    setTimeout(() => leaveNow(Number(process.exitCode ?? exitCodes.failed)), leaveWithinMs).unref()
    throw error
  }
}

function lastEnd(words: LastWords | null) {
  if (words?.kind !== 'died') return null
  const { atMs, sentence } = words
  return message('DAEMON-DIED', { atMs, sentence })
}

function wordsOf(
  error: unknown,
  reader: Reader,
): { readonly code: string; readonly sentence: string } {
  if (error instanceof KnownError)
    return { code: error.code, sentence: sentenceOf(error.coded, reader) }
  return { code: 'OUR-FAILURE', sentence: `a fault of pesit-drop itself: ${errorText(error)}.` }
}

/** Our own faults, and rejections that nobody handled: the program ends, and says why. */
function sayFaults(config: Config, log: Log): void {
  process.on('uncaughtException', (error) => {
    log.error({ stack: error.stack }, 'A fault of pesit-drop itself ends it')
    sayLastWords(config.data, { kind: 'died', atMs: Date.now(), ...wordsOf(error, config) })
    process.exit(exitCodes.failed)
  })
}

/**
 * A closed terminal or reader is no reason to end: the log counts the lines it loses
 * (lib/files/line-sink.ts).
 */
function outliveStreams(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}
