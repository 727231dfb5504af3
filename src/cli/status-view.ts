// What `status` prints, as lines. The first line, the exit code and the lists come from one judgement, so
// that they cannot contradict each other. Pure: the present moment and everything known are arguments.
//
// To add a line: add a trouble to `sectionsOf`, or a table to `statusLines`.

import { aboutOf } from '../journey/condition-subject.ts'
import { isOver, needsPerson, queuedStates } from '../journey/moves/state-sets.ts'
import type { Condition } from '../ledger/contract/conditions.ts'
import type { Poll } from '../ledger/contract/receiving.ts'
import type { StateCount } from '../ledger/contract/transfers.ts'
import { type Concern, concernOf, type Moment } from '../ledger/trouble.ts'
import { roughDuration } from '../lib/time/duration.ts'
import { formatSize } from '../lib/size.ts'
import { timeForPeople } from '../lib/time/time-for-people.ts'
import type { Live } from '../http/routes/control.ts'
import type { Reader } from '../wording/entry.ts'
import { stateWord } from '../wording/state-words.ts'
import type { CodedMessage } from '../wording/catalogue.ts'
import { sentenceOf } from '../wording/sentence.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'

export interface StatusInput extends Moment {
  readonly counts: readonly StateCount[]
  readonly conditions: readonly Condition[]
  readonly asks: readonly Poll[]
  readonly daemon: 'answers' | 'silent' | 'not-running'
  /** What runs now; null if no daemon answers. */
  readonly live: Live | null
  /** Why no daemon answers although one is there. */
  readonly silent: CodedMessage | null
  readonly reader: Reader
}

export interface StatusVerdict {
  /** Nothing is in trouble, nothing waits for a person, and the daemon works. */
  readonly isWell: boolean
  readonly transfersForPerson: number
  readonly troublesForPerson: number
  readonly troublesThatHeal: number
  readonly underWay: number
  readonly sentToday: number
  readonly receivedToday: number
  readonly exit: ExitCode
}

export type StatusLine =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'table'
      readonly head: readonly string[]
      readonly rows: readonly (readonly string[])[]
    }

/** The states of transfers that have ended well on our side; they are counted for the day. */
const ended: Readonly<Record<'out' | 'in', readonly string[]>> = {
  out: ['sent', 'archived'],
  in: ['delivered', 'archived'],
}

const total = (counts: readonly StateCount[], want: (count: StateCount) => boolean) =>
  counts.filter(want).reduce((sum, { count }) => sum + count, 0)

export function judgeStatus(input: StatusInput): StatusVerdict {
  const { counts, conditions, daemon } = input
  const concerns = conditions.map((condition) => concernOf(condition, input))
  const count = (wanted: Concern) => concerns.filter((concern) => concern === wanted).length
  const transfersForPerson = total(counts, ({ state }) => needsPerson(state))
  const troublesForPerson = count('person')
  const troublesThatHeal = count('heals')
  const calls = transfersForPerson > 0 || troublesForPerson > 0 || daemon === 'silent'
  const day = (wanted: 'out' | 'in') =>
    total(counts, ({ direction, state }) => direction === wanted && ended[wanted].includes(state))
  return {
    isWell: daemon === 'answers' && !calls && troublesThatHeal === 0,
    transfersForPerson,
    troublesForPerson,
    troublesThatHeal,
    underWay: total(
      counts,
      ({ direction, state }) =>
        !isOver(state) && !needsPerson(state) && !ended[direction].includes(state),
    ),
    sentToday: day('out'),
    receivedToday: day('in'),
    exit: calls
      ? exitCodes.needsPerson
      : daemon === 'not-running'
        ? exitCodes.daemonNotRunning
        : exitCodes.done,
  }
}

export function statusLines(input: StatusInput): readonly StatusLine[] {
  const { silent, reader } = input
  const verdict = judgeStatus(input)
  const silence = silent === null ? [] : [text(''), text(`  ${sentenceOf(silent, reader)}`)]
  return [
    text(firstLine(verdict, input.daemon)),
    ...silence,
    ...sectionsOf(input),
    ...openTransfers(input),
    ...running(input),
    ...asks(input),
    ...(verdict.transfersForPerson > 0
      ? [text(''), text('See them with: pesit-drop list --needs-person')]
      : []),
  ]
}

const text = (line: string): StatusLine => ({ kind: 'text', text: line })

const missing = {
  answers: '',
  silent: 'THE DAEMON DOES NOT ANSWER. ',
  'not-running': 'THE DAEMON IS NOT RUNNING. ',
} as const

export function firstLine(verdict: StatusVerdict, daemon: StatusInput['daemon']): string {
  const { isWell, sentToday, receivedToday, underWay, troublesThatHeal } = verdict
  const way = underWay === 0 ? '' : `, ${underWay} under way`
  const day = `${files(sentToday)} sent and ${receivedToday} received today${way}`
  const healing =
    troublesThatHeal === 0
      ? ''
      : troublesThatHeal === 1
        ? '; one trouble heals by itself'
        : `; ${troublesThatHeal} troubles heal by themselves`
  return `${missing[daemon]}${isWell ? 'All well. ' : ''}${day}; ${needs(verdict, daemon)}${healing}.`
}

const files = (count: number) => `${count} ${count === 1 ? 'file' : 'files'}`

/** Says the same as the exit code: whether something needs a person. */
function needs(
  { transfersForPerson: transfers, troublesForPerson }: StatusVerdict,
  daemon: StatusInput['daemon'],
): string {
  const troubles = troublesForPerson + (daemon === 'silent' ? 1 : 0)
  if (transfers === 0 && troubles === 0) return 'nothing waits for a person'
  const trouble =
    troubles === 1 ? 'one trouble needs a person' : `${troubles} troubles need a person`
  if (transfers === 0) return trouble
  const waiting = `${transfers} ${transfers === 1 ? 'transfer waits' : 'transfers wait'} for a person`
  return troubles === 0 ? waiting : `${waiting}, ${trouble}`
}

const headings: readonly (readonly [Concern, string])[] = [
  ['person', 'Needs a person:'],
  ['heals', 'Heals by itself:'],
  ['told', 'Good to know:'],
]

/** Each trouble once, in the section that says what it asks of people. */
function sectionsOf(input: StatusInput): readonly StatusLine[] {
  const { conditions, reader } = input
  return headings.flatMap(([wanted, heading]) => {
    const own = conditions.filter((condition) => concernOf(condition, input) === wanted)
    if (own.length === 0) return []
    return [
      text(''),
      text(heading),
      ...own.flatMap((condition) => [
        text(`  ${condition.sentence} (since ${timeForPeople(condition.sinceMs, reader.zone)})`),
        ...behind(condition, input).map((line) => text(`    ${line}`)),
      ]),
    ]
  })
}

/**
 * What stands still because a bank cannot be reached: its outboxes and inboxes, instead of a trouble for each
 * of them.
 */
function behind({ subject }: Condition, input: StatusInput): readonly string[] {
  const bank = aboutOf('bank', subject)
  if (bank === null) return []
  const waiting = new Map<string, number>()
  for (const { direction, state, virtualFile, count, ...own } of input.counts)
    if (direction === 'out' && own.bank === bank && queuedStates.includes(state))
      waiting.set(virtualFile, (waiting.get(virtualFile) ?? 0) + count)
  const asks = input.asks
    .filter((ask) => ask.bank === bank && unasked.has(ask.result))
    .map(({ virtualFile }) => `${virtualFile} cannot be asked for`)
  const parts = [
    ...[...waiting].map(
      ([virtualFile, count]) =>
        `${files(count)} of ${virtualFile} ${count === 1 ? 'waits' : 'wait'}`,
    ),
    ...new Set(asks),
  ]
  return parts.length === 0 ? [] : [`Behind it: ${parts.join('; ')}.`]
}

const unasked: ReadonlySet<string> = new Set(['failed', 'refused'])

function openTransfers({ counts, nowMs, reader }: StatusInput): readonly StatusLine[] {
  const open = counts.filter(({ state }) => !isOver(state))
  if (open.length === 0) return []
  const head = ['DIRECTION', 'VIRTUAL FILE', 'BANK', 'ENVIRONMENT', 'STATE', 'FILES', 'SIZE']
  const rows = open.map(
    ({ direction, virtualFile, bank, environment, state, count, bytes, oldestMs }) => [
      direction,
      virtualFile,
      bank,
      environment,
      stateWord(state, reader),
      String(count),
      formatSize(bytes),
      roughDuration(nowMs - oldestMs),
    ],
  )
  return [text(''), { kind: 'table', head: [...head, 'OLDEST'], rows }]
}

function running({ live, nowMs }: StatusInput): readonly StatusLine[] {
  if (live === null || live.progress.length === 0) return []
  const rows = live.progress.map(({ name, bank, sentBytes, sizeBytes, sinceMs }) => [
    name,
    bank,
    formatSize(sentBytes),
    formatSize(sizeBytes),
    roughDuration(nowMs - sinceMs),
  ])
  return [text(''), { kind: 'table', head: ['RUNNING', 'BANK', 'SENT', 'OF', 'SINCE'], rows }]
}

function asks(input: StatusInput): readonly StatusLine[] {
  if (input.asks.length === 0) return []
  const rows = input.asks.map((ask) => [
    ask.virtualFile,
    timeForPeople(ask.atMs, input.reader.zone),
    ask.sentence,
    nextAsk(ask, input),
  ])
  return [text(''), { kind: 'table', head: ['INBOX', 'LAST ASK', 'RESULT', 'NEXT ASK'], rows }]
}

function nextAsk(ask: Poll, { live, reader }: StatusInput): string {
  const inbox = live?.inboxes.find(
    ({ folder, virtualFile }) => folder === ask.inbox && virtualFile === ask.virtualFile,
  )
  if (inbox === undefined) return '–'
  return inbox.asking
    ? 'now'
    : inbox.nextMs === null
      ? '–'
      : timeForPeople(inbox.nextMs, reader.zone)
}
