// `status`: is all well, and if not, what needs a person? Reads the ledger, and asks the daemon what runs
// now, if there is one. status-view.ts decides what is said.

import { needsPerson } from '../../journey/moves/state-sets.ts'
import type { Conditions } from '../../ledger/contract/conditions.ts'
import type { Polls } from '../../ledger/contract/receiving.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import type { Live } from '../../http/routes/control.ts'
import { concernOf } from '../../ledger/trouble.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
import type { Reader } from '../../wording/entry.ts'
import { sentenceOf } from '../../wording/sentence.ts'
import {
  type CommonOptions,
  daemonOf,
  dataFolder,
  troubleMsOf,
  withLedger,
  readerOf,
} from '../context.ts'
import { readLiveness, type Liveness, liveTimeoutMs } from '../daemon-client.ts'
import type { ExitCode } from '../exit-codes.ts'
import { type Output, printable } from '../output.ts'
import { whyNotRunning } from '../why-not-running.ts'
import { judgeStatus, type StatusInput, statusLines } from '../status-view.ts'

export async function status(options: CommonOptions, output: Output): Promise<ExitCode> {
  const folder = dataFolder(options)
  const known = await readLiveness(daemonOf(options))
  const reader = readerOf(options)
  const work = async (
    ledger: Pick<Polls, 'newestPolls'> & Conditions & Pick<TransferReading, 'summary'>,
  ) => {
    const live = known.kind === 'answers' ? known.live : null
    const input: StatusInput = {
      ...(await gather(ledger, live, reader)),
      daemon: known.kind,
      live,
      silent: await whyNoAnswer(known.kind, folder),
      reader,
      nowMs: Date.now(),
      troubleMs: troubleMsOf(options),
    }
    if (output.json) output.value(forPrograms(input))
    else show(output, input)
    return judgeStatus(input).exit
  }
  return withLedger(folder, work, reader)
}

/** What to say about a daemon that does not answer or does not run. */
async function whyNoAnswer(kind: Liveness['kind'], folder: string): Promise<CodedMessage | null> {
  if (kind === 'silent') return silence(folder)
  return kind === 'not-running' ? whyNotRunning(folder) : null
}

const silence = (folder: string): CodedMessage =>
  message('DAEMON-SILENT', { dataFolder: folder, seconds: liveTimeoutMs / 1000 })

async function gather(
  ledger: Pick<Polls, 'newestPolls'> & Conditions & Pick<TransferReading, 'summary'>,
  live: Live | null,
  reader: Reader,
): Promise<Pick<StatusInput, 'counts' | 'conditions' | 'asks'>> {
  const today = new Date().setHours(0, 0, 0, 0)
  return {
    counts: await ledger.summary(today),
    // The daemon also knows those that the ledger has no space for.
    conditions: (live?.conditions ?? (await ledger.conditions())).map((condition) => ({
      ...condition,
      sentence:
        condition.message === null ? condition.sentence : sentenceOf(condition.message, reader),
    })),
    asks: await ledger.newestPolls(1),
  }
}

/** The same judgement, for programs. */
function forPrograms(input: StatusInput): object {
  const { daemon, silent, reader, counts, conditions, asks, live } = input
  const { exit, transfersForPerson, ...verdict } = judgeStatus(input)
  return {
    running: daemon !== 'not-running',
    daemon: silent === null ? null : { ...silent, sentence: sentenceOf(silent, reader) },
    ...verdict,
    exitCode: exit,
    waitingForPerson: transfersForPerson,
    counts: counts.map((count) => ({ ...count, needsPerson: needsPerson(count.state) })),
    conditions: conditions.map((condition) => ({
      ...condition,
      concern: concernOf(condition, input),
    })),
    asks,
    live,
  }
}

function show(output: Output, input: StatusInput): void {
  for (const line of statusLines(input)) {
    if (line.kind === 'text') output.line(printable(line.text))
    else
      output.table(
        line.head,
        line.rows.map((row) => row.map(printable)),
      )
  }
}
