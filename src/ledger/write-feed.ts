// Announces every write to the ledger, in one place. After each write the bells of those who follow the
// ledger are rung: they read the ledger by themselves, so a lost ring costs one poll. Each fact is then
// logged, so that the log says what the ledger says, and passed to those who take the fact itself: figures,
// callers who wait, event streams. The ledger itself knows nothing of them.

import { needsPerson } from '../journey/moves/state-sets.ts'
import type { NewTransfer } from '../journey/new-transfer.ts'
import type { Fact } from '../journey/fact.ts'
import type { TransferEvent, TransferState } from '../journey/moves/next-state.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Log } from '../lib/log.ts'
import { type Bell, createBell } from '../lib/waiting/bell.ts'
import { sentenceOf } from '../wording/sentence.ts'
import type { Ledger } from './ledger.ts'

export interface WrittenFact {
  readonly transfer: Transfer
  readonly event: TransferEvent | 'recorded'
  readonly to: TransferState
  readonly sentence: string
}

/** Who is woken, and who is passed the fact, when something is written. */
export interface WriteFeed {
  /** Calls `ring` after every write that others may follow, before its fact is passed on. */
  onWrite(ring: () => void): void
  /** Calls `take` with every fact, as it is written. */
  onFact(take: (fact: WrittenFact) => void): void
  /** Returns a new bell that rings at every fact, until the signal is aborted. */
  bell(signal: AbortSignal): Bell
  /** The same ledger, whose writes are announced and whose facts are logged. */
  announce(ledger: Ledger, to: { readonly log: Log; readonly zone: string }): Ledger
}

export function createWriteFeed(): WriteFeed {
  const rings = new Set<() => void>()
  const takers = new Set<(fact: WrittenFact) => void>()
  const bells = new Set<Bell>()
  return {
    onWrite: (ring) => void rings.add(ring),
    onFact: (take) => void takers.add(take),
    bell(signal) {
      const bell = createBell()
      bells.add(bell)
      signal.addEventListener('abort', () => bells.delete(bell), { once: true })
      return bell
    },
    announce: (ledger, { log, zone }) =>
      announced(ledger, {
        zone,
        written() {
          for (const ring of rings) ring()
        },
        fact(fact) {
          logFact(log, fact)
          for (const take of takers) take(fact)
          for (const bell of bells) bell.ring()
        },
      }),
  }
}

interface Announcements {
  readonly zone: string
  written(): void
  fact(fact: WrittenFact): void
}

function announced(ledger: Ledger, { zone, written, fact: announce }: Announcements): Ledger {
  const after = async <T>(work: Promise<T>): Promise<T> => {
    const done = await work
    written()
    return done
  }
  const moved = ({ transfer, fact }: { readonly transfer: Transfer; readonly fact: Fact }) =>
    announce({ transfer, event: fact.event, to: transfer.state, sentence: fact.sentence })
  const recorded = (transfer: Transfer, born: Pick<NewTransfer, 'sentence'> | undefined) =>
    announce({
      transfer,
      event: 'recorded',
      to: transfer.state,
      sentence: born === undefined ? '' : sentenceOf(born.sentence, { zone }),
    })
  return {
    ...ledger,
    noteRepeats: (repeats) => after(ledger.noteRepeats(repeats)),
    note: (subject, condition, sinceMs) => after(ledger.note(subject, condition, sinceMs)),
    async record(born) {
      const transfers = await after(ledger.record(born))
      transfers.forEach((transfer, index) => recorded(transfer, born[index]))
      return transfers
    },
    async recordOnce(born, key) {
      const outcome = await after(ledger.recordOnce(born, key))
      if (outcome.kind === 'recorded') recorded(outcome.made, born)
      return outcome
    },
    async move(move) {
      const outcome = await after(ledger.move(move))
      if (outcome.kind === 'moved') moved(outcome)
      return outcome
    },
    async admit(admission) {
      const outcome = await after(ledger.admit(admission))
      if (outcome.kind === 'moved') moved(outcome)
      return outcome
    },
    async recordReceived(received) {
      const outcome = await after(ledger.recordReceived(received))
      if (outcome.kind !== 'recorded') return outcome
      moved(outcome.moved)
      if (outcome.earlier !== null) moved(outcome.earlier)
      return outcome
    },
    async takeDue(bank, nowMs, except) {
      const due = await after(ledger.takeDue(bank, nowMs, except))
      if (due.kind === 'taken')
        announce({
          transfer: due.transfer,
          event: 'attempt-started',
          to: 'sending',
          sentence: `Calling ${bank}.`,
        })
      return due
    },
  }
}

/** Moves that occur for every file, many times a second: they are logged at debug level. */
const quiet = new Set<WrittenFact['event']>([
  'identified',
  'attempt-started',
  'finishing',
  'named',
  'archived',
  'sealed',
])

function logFact(log: Log, { transfer, event, to, sentence }: WrittenFact): void {
  const level = needsPerson(to) && event !== 'asked' ? 'warn' : quiet.has(event) ? 'debug' : 'info'
  const { id, name, bank, environment, virtualFile } = transfer
  log[level](
    { transfer: id, file: name, bank, environment, virtualFile, event, state: to },
    sentence,
  )
}
