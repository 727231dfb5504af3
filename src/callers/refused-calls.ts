// Calls that our listener refused: a line in the log and a condition for each bank and fault, and for each
// fault of unknown callers, with the count, the time and the address of the last one.
//
// A caller that tries a hundred times a second fills neither the log nor the ledger: the first refusal of a
// kind is reported at once, the next ones are counted and reported once a minute. A condition about the
// identification of a bank ends when that bank is accepted. Every condition, even one from an earlier run,
// ends when no call of its kind has come for a long time.

import { kindOf } from '../journey/condition-subject.ts'
import type { Conditions } from '../ledger/contract/conditions.ts'
import type { Clock } from '../lib/time/clock.ts'
import { errorText } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'
import type { CallFault, UnknownCallerFault } from '../wording/catalogue/bank/callers.ts'
import { type ArgumentsOf, type CodedMessage, message } from '../wording/catalogue.ts'
import { sentenceOf } from '../wording/sentence.ts'

export type RefusedCall =
  | {
      readonly bank: string
      readonly why: CallFault
      readonly address: string
      readonly said: string
      readonly expected: string
      /** Its address or its password shows that the caller is the bank. */
      readonly isItself: boolean
    }
  | {
      readonly bank: null
      readonly why: UnknownCallerFault
      readonly address: string
      readonly said: string
    }

export interface Refusals {
  refused(refusal: RefusedCall): void
  /** A bank was accepted: conditions about its identification end. */
  accepted(bank: string): void
  stop(): Promise<void>
}

export interface RefusalDeps {
  readonly ledger: Conditions
  readonly clock: Clock
  readonly log: Log
  /** The operator's time zone, for sentences. */
  readonly zone: string
}

const minuteMs = 60_000
const lookEveryMs = 30_000
const quietMs = { unknownCallers: 60 * minuteMs, bank: 24 * 60 * minuteMs } as const
/**
 * Faults of identification: they end when the bank is accepted. The others concern what it does after that.
 */
const ofWhoItIs: ReadonlySet<CallFault> = new Set([
  'password',
  'partner',
  'certificate',
  'address',
  'locked',
  'tls',
])
/** What an unknown caller said is cut to this length in our sentences. */
const maximumCharacters = 80

type Coded = Extract<
  CodedMessage,
  { readonly code: 'BANK-CALL-REFUSED' | 'BANK-CALL-UNPROVED' | 'STRANGERS-CALL' }
>
interface Kept {
  coded: Coded
  /** null: the calls counted since the last report are not reported yet. */
  loggedMs: number | null
}

/** The subject of the condition. A bank's name may contain anything, so the fault comes first. */
function subjectOf({ bank, why }: Pick<RefusedCall, 'bank' | 'why'>): string {
  return `calls:${why}:${bank ?? ''}`
}

export async function createRefusals(deps: RefusalDeps): Promise<Refusals> {
  const { ledger, clock } = deps
  const kept = new Map<string, Kept>()
  for (const { subject, message: coded } of await ledger.conditions())
    if (kindOf(subject) === 'calls' && coded !== null && isOurs(coded))
      kept.set(subject, { coded, loggedMs: clock.nowMs() })
  const { report, note, written } = createReporting(deps)
  const stopping = new AbortController()
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await clock.sleep(lookEveryMs, stopping.signal)
      for (const [subject, one] of kept) {
        if (one.loggedMs === null) report(subject, one)
        else if (isOver(one.coded, clock.nowMs())) {
          kept.delete(subject)
          note(subject, null)
        }
      }
    }
  })()

  return {
    refused(refusal) {
      // The listener cuts all lines when it stops: that is no fault of the callers.
      if (stopping.signal.aborted) return
      const subject = subjectOf(refusal)
      const before = kept.get(subject)
      const nowMs = clock.nowMs()
      const times = (before?.coded.arguments.times ?? 0) + 1
      const one: Kept = { coded: codedOf(refusal, { times, lastMs: nowMs }), loggedMs: null }
      kept.set(subject, one)
      const waits = before !== undefined && isReported(before, nowMs)
      if (!waits) report(subject, one)
    },
    accepted(bank) {
      for (const why of ofWhoItIs) {
        const subject = subjectOf({ bank, why })
        if (kept.delete(subject)) note(subject, null)
      }
    },
    async stop() {
      stopping.abort()
      await looking
      await written()
    },
  }
}

/**
 * Reported less than a minute ago, or due with the next look. A clock that is set back delays a report by a
 * minute at most.
 */
function isReported({ loggedMs: toldMs }: Kept, nowMs: number): boolean {
  return toldMs === null || Math.abs(nowMs - toldMs) < minuteMs
}

function createReporting({ ledger, clock, log, zone }: RefusalDeps) {
  let writing: Promise<void> = Promise.resolve()
  const note = (subject: string, coded: Coded | null) => {
    writing = writing
      .then(() => ledger.note(subject, coded))
      .catch((error: unknown) =>
        log.error(
          { subject, error: errorText(error) },
          'What callers were refused could not be noted',
        ),
      )
  }
  return {
    note,
    report(subject: string, one: Kept) {
      one.loggedMs = clock.nowMs()
      const { code, arguments: values } = one.coded
      // Calls from unknown addresses have their own lines, one for each address (unknown-addresses.ts).
      const isTold = code === 'STRANGERS-CALL' && values.why === 'address'
      if (!isTold) log.warn({ code, ...values }, sentenceOf(one.coded, { zone }))
      note(subject, one.coded)
    },
    written: () => writing,
  }
}

/** The listener is off: conditions about callers no longer concern anybody. */
export async function forgetRefusals(ledger: Conditions): Promise<void> {
  for (const { subject } of await ledger.conditions())
    if (kindOf(subject) === 'calls') await ledger.note(subject, null)
}

function isOurs(coded: CodedMessage): coded is Coded {
  return ['BANK-CALL-REFUSED', 'BANK-CALL-UNPROVED', 'STRANGERS-CALL'].includes(coded.code)
}

function isOver({ code, arguments: { lastMs } }: Coded, nowMs: number): boolean {
  const quiet = code === 'STRANGERS-CALL' ? quietMs.unknownCallers : quietMs.bank
  // A moment in the future was noted while the clock was wrong.
  return nowMs - lastMs >= quiet || lastMs - nowMs >= quiet
}

function codedOf(
  refusal: RefusedCall,
  at: Pick<ArgumentsOf<'STRANGERS-CALL'>, 'times' | 'lastMs'>,
): Coded {
  const words = { address: refusal.address, said: shortened(refusal.said), ...at }
  if (refusal.bank === null)
    return message('STRANGERS-CALL', { why: refusal.why, ...words }) as Coded
  const { bank, why, expected, isItself } = refusal
  return message(isItself ? 'BANK-CALL-REFUSED' : 'BANK-CALL-UNPROVED', {
    ...{ bank, why, expected },
    ...words,
  }) as Coded
}

/** Without invisible characters, and short enough for a sentence. */
function shortened(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}]/gu, '�')
  return plain.length > maximumCharacters ? `${plain.slice(0, maximumCharacters)}…` : plain
}
