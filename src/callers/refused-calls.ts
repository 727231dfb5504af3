// What somebody tried on our listener and was refused: a line in the log and a condition, one for each bank
// and fault, and one for each fault of strangers, with the count, the last time and from where.
//
// Whoever calls a hundred times a second fills neither the log nor the ledger: the first refusal of its kind
// is told at once, the next ones are counted and told once a minute. A condition goes when its bank was taken
// in, where the fault was in who it is; and any goes when nothing of its kind came for long. What an earlier
// run left goes the same way.

import type { Ledger } from '../ledger/ledger.ts'
import type { Clock } from '../lib/time/clock.ts'
import { said } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'
import type { CallFault, StrangerFault } from '../wording/catalogue/bank/callers.ts'
import { type ArgumentsOf, type CodedMessage, message } from '../wording/catalogue.ts'
import { sentenceOf } from '../wording/sentence.ts'

export type Refusal =
  | {
      readonly bank: string
      readonly why: CallFault
      readonly address: string
      readonly said: string
      readonly expected: string
      /** Its address or its password shows that it is the bank. */
      readonly isItself: boolean
    }
  | {
      readonly bank: null
      readonly why: StrangerFault
      readonly address: string
      readonly said: string
    }

export interface Refusals {
  refused(refusal: Refusal): void
  /** A bank was taken in: what was wrong with who it is, is not any more. */
  accepted(bank: string): void
  stop(): Promise<void>
}

export interface RefusalDeps {
  readonly ledger: Pick<Ledger, 'note' | 'conditions'>
  readonly clock: Clock
  readonly log: Log
  /** The operator's, for sentences. */
  readonly zone: string
}

const minuteMs = 60_000
const lookEveryMs = 30_000
const quietMs = { strangers: 60 * minuteMs, bank: 24 * 60 * minuteMs } as const
/** Over when the bank was taken in; the others are about what it does then. */
const ofWhoItIs: ReadonlySet<CallFault> = new Set([
  'password',
  'partner',
  'certificate',
  'address',
  'locked',
  'tls',
])
/** A stranger's word in our sentences is cut to this. */
const longestSaid = 80

type Coded = Extract<
  CodedMessage,
  { readonly code: 'BANK-CALL-REFUSED' | 'BANK-CALL-UNPROVED' | 'STRANGERS-CALL' }
>
interface Kept {
  coded: Coded
  /** null: what was counted since is told yet. */
  toldMs: number | null
}

const prefix = 'calls:'

/** Of the condition: a bank's name may hold anything, the fault comes first. */
function subjectOf({ bank, why }: Pick<Refusal, 'bank' | 'why'>): string {
  return `${prefix}${why}:${bank ?? ''}`
}

export async function createRefusals(deps: RefusalDeps): Promise<Refusals> {
  const { ledger, clock } = deps
  const kept = new Map<string, Kept>()
  for (const { subject, message: coded } of await ledger.conditions())
    if (subject.startsWith(prefix) && coded !== null && isOurs(coded))
      kept.set(subject, { coded, toldMs: clock.nowMs() })
  const { tell, note, written } = createTelling(deps)
  const stopping = new AbortController()
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await clock.sleep(lookEveryMs, stopping.signal)
      for (const [subject, one] of kept) {
        if (one.toldMs === null) tell(subject, one)
        else if (isOver(one.coded, clock.nowMs())) {
          kept.delete(subject)
          note(subject, null)
        }
      }
    }
  })()

  return {
    refused(refusal) {
      // The listener cuts all lines when it stops: that is no fault of theirs.
      if (stopping.signal.aborted) return
      const subject = subjectOf(refusal)
      const before = kept.get(subject)
      const nowMs = clock.nowMs()
      const times = (before?.coded.arguments.times ?? 0) + 1
      const one: Kept = { coded: codedOf(refusal, { times, lastMs: nowMs }), toldMs: null }
      kept.set(subject, one)
      const waits = before !== undefined && isTold(before, nowMs)
      if (!waits) tell(subject, one)
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
 * Of late, or the next look tells it. Set back or not, a clock keeps a refusal silent for no longer than a
 * minute.
 */
function isTold({ toldMs }: Kept, nowMs: number): boolean {
  return toldMs === null || Math.abs(nowMs - toldMs) < minuteMs
}

function createTelling({ ledger, clock, log, zone }: RefusalDeps) {
  let writing: Promise<void> = Promise.resolve()
  const note = (subject: string, coded: Coded | null) => {
    writing = writing
      .then(() => ledger.note(subject, coded))
      .catch((error: unknown) =>
        log.error({ subject, error: said(error) }, 'What callers were refused could not be noted'),
      )
  }
  return {
    note,
    tell(subject: string, one: Kept) {
      one.toldMs = clock.nowMs()
      const { code, arguments: values } = one.coded
      // Calls from elsewhere have lines of their own, one for each address (unknown-addresses.ts).
      const isTold = code === 'STRANGERS-CALL' && values.why === 'address'
      if (!isTold) log.warn({ code, ...values }, sentenceOf(one.coded, { zone }))
      note(subject, one.coded)
    },
    written: () => writing,
  }
}

/** Nobody can call any more: what is noted of callers concerns nobody. */
export async function forgetRefusals(ledger: Pick<Ledger, 'note' | 'conditions'>): Promise<void> {
  for (const { subject } of await ledger.conditions())
    if (subject.startsWith(prefix)) await ledger.note(subject, null)
}

function isOurs(coded: CodedMessage): coded is Coded {
  return ['BANK-CALL-REFUSED', 'BANK-CALL-UNPROVED', 'STRANGERS-CALL'].includes(coded.code)
}

function isOver({ code, arguments: { lastMs } }: Coded, nowMs: number): boolean {
  const quiet = code === 'STRANGERS-CALL' ? quietMs.strangers : quietMs.bank
  // A moment in the future was noted by a clock that was wrong.
  return nowMs - lastMs >= quiet || lastMs - nowMs >= quiet
}

function codedOf(
  refusal: Refusal,
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

/** Nothing invisible, and no more than a sentence bears. */
function shortened(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}]/gu, '�')
  return plain.length > longestSaid ? `${plain.slice(0, longestSaid)}…` : plain
}
