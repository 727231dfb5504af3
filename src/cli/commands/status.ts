// `status`: is all well, and if not, what needs a person? Reads the ledger; asks the daemon what runs now,
// when there is one.

import { isOver, needsPerson } from '../../journey/next-state.ts'
import type { Ask, Condition, Ledger, StateCount } from '../../ledger/ledger.ts'
import { roughDuration } from '../../lib/duration.ts'
import { formatSize } from '../../lib/size.ts'
import type { Live } from '../../http/routes/control.ts'
import { saidTime } from '../../lib/said-time.ts'
import { type CodedMessage, isWarning, message } from '../../wording/catalogue.ts'
import { sentenceOf } from '../../wording/sentence.ts'
import { type CommonOptions, dataFolder, withLedger, zoneOf } from '../context.ts'
import { askLive, liveTimeoutMs } from '../daemon-client.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type Output, printable } from '../output.ts'

export async function status(options: CommonOptions, output: Output): Promise<ExitCode> {
  const folder = dataFolder(options)
  const known = await askLive(folder)
  const live = known.kind === 'answers' ? known.live : null
  const silent = known.kind === 'silent' ? silence(folder) : null
  const zone = zoneOf(options)
  const work = async (ledger: Ledger) => {
    const seen = await gather(ledger)
    if (output.json)
      output.value({
        running: known.kind !== 'not-running',
        daemon: told(silent, zone),
        ...seen,
        live,
      })
    else show(output, seen, { live, silent, zone })
    return silent !== null || seen.waitingForPerson > 0 || troublesOf(seen).length > 0
      ? exitCodes.needsPerson
      : exitCodes.done
  }
  return withLedger(folder, work, zone)
}

const silence = (folder: string): CodedMessage =>
  message('DAEMON-SILENT', { dataFolder: folder, seconds: liveTimeoutMs / 1000 })

/** What is wrong with the daemon, for programs; null: nothing, or it is not running. */
const told = (silent: CodedMessage | null, zone: string) =>
  silent === null ? null : { ...silent, sentence: sentenceOf(silent, { zone }) }

interface Seen {
  readonly counts: readonly StateCount[]
  readonly conditions: readonly Condition[]
  readonly asks: readonly Ask[]
  readonly sentToday: number
  readonly receivedToday: number
  readonly waitingForPerson: number
}

async function gather(ledger: Ledger): Promise<Seen> {
  const today = new Date().setHours(0, 0, 0, 0)
  const counts = await ledger.summary(today)
  const total = (want: (count: StateCount) => boolean) =>
    counts.filter(want).reduce((sum, { count }) => sum + count, 0)
  return {
    counts,
    conditions: await ledger.conditions(),
    asks: await ledger.asks(1),
    sentToday: total(
      ({ direction, state }) => direction === 'out' && (state === 'sent' || state === 'archived'),
    ),
    receivedToday: total(
      ({ direction, state }) =>
        direction === 'in' && (state === 'delivered' || state === 'archived'),
    ),
    waitingForPerson: total(({ state }) => needsPerson(state)),
  }
}

function show(
  output: Output,
  seen: Seen,
  {
    live,
    silent,
    zone,
  }: {
    readonly live: Live | null
    readonly silent: CodedMessage | null
    readonly zone: string
  },
): void {
  output.line(headline(seen, live, silent !== null))
  if (silent !== null) output.line(`\n  ${printable(sentenceOf(silent, { zone }))}`)
  for (const { sentence, sinceMs } of seen.conditions)
    output.line(`\n  ${printable(sentence)} (since ${saidTime(sinceMs, zone)})`)
  const open = seen.counts.filter(({ state }) => !isOver(state))
  if (open.length > 0) {
    output.line()
    output.table(
      ['DIRECTION', 'VIRTUAL FILE', 'BANK', 'ENVIRONMENT', 'STATE', 'FILES', 'SIZE', 'OLDEST'],
      open.map(({ direction, virtualFile, bank, environment, state, count, bytes, oldestMs }) => [
        direction,
        virtualFile,
        bank,
        environment,
        state,
        String(count),
        formatSize(bytes),
        roughDuration(Date.now() - oldestMs),
      ]),
    )
  }
  showRunning(output, live)
  if (seen.asks.length > 0) {
    output.line()
    output.table(
      ['INBOX', 'LAST ASK', 'RESULT', 'NEXT ASK'],
      seen.asks.map((ask) => [
        ask.virtualFile,
        saidTime(ask.atMs, zone),
        printable(ask.sentence),
        nextAsk(ask, live, zone),
      ]),
    )
  }
  if (seen.waitingForPerson > 0) output.line('\nSee them with: pesit-drop list --needs-person')
}

function headline(
  { sentToday, receivedToday, waitingForPerson, conditions }: Seen,
  live: Live | null,
  isSilent: boolean,
): string {
  const day = `${sentToday} files sent and ${receivedToday} received today`
  const troubles = troublesOf({ conditions }).length
  const person = needs(waitingForPerson, troubles)
  const well = live !== null && waitingForPerson === 0 && troubles === 0
  const missing = isSilent ? 'THE DAEMON DOES NOT ANSWER. ' : 'THE DAEMON IS NOT RUNNING. '
  const daemon = live === null ? missing : well ? 'All well. ' : ''
  return `${daemon}${day}; ${person}.`
}

/** What goes on is shown, and needs nobody now. */
function troublesOf({ conditions }: Pick<Seen, 'conditions'>): readonly Condition[] {
  return conditions.filter(({ message }) => !isWarning(message))
}

/** Says what the exit code says: something needs a person, or nothing does. */
function needs(transfers: number, troubles: number): string {
  if (transfers === 0 && troubles === 0) return 'nothing waits for a person'
  const trouble =
    troubles === 1 ? 'one trouble needs a person' : `${troubles} troubles need a person`
  if (transfers === 0) return trouble
  const waiting = `${transfers} ${transfers === 1 ? 'transfer waits' : 'transfers wait'} for a person`
  return troubles === 0 ? waiting : `${waiting}, ${trouble}`
}

function showRunning(output: Output, live: Live | null): void {
  if (live === null || live.progress.length === 0) return
  output.line()
  output.table(
    ['RUNNING', 'BANK', 'SENT', 'OF', 'SINCE'],
    live.progress.map(({ name, bank, sentBytes, sizeBytes, sinceMs }) => [
      printable(name),
      bank,
      formatSize(sentBytes),
      formatSize(sizeBytes),
      roughDuration(Date.now() - sinceMs),
    ]),
  )
}

function nextAsk(ask: Ask, live: Live | null, zone: string): string {
  const inbox = live?.inboxes.find(
    ({ folder, virtualFile }) => folder === ask.inbox && virtualFile === ask.virtualFile,
  )
  if (inbox === undefined) return '–'
  return inbox.asking ? 'now' : inbox.nextMs === null ? '–' : saidTime(inbox.nextMs, zone)
}
