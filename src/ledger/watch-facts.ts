// Reports every fact when it is written, in one place: the log says the same as the ledger, and other
// listeners are called too. The ledger itself is not changed.

import type { Fact } from '../journey/fact.ts'
import type { TransferEvent, TransferState } from '../journey/moves/next-state.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { NewTransfer } from '../journey/birth.ts'
import type { Ledger } from './ledger.ts'
import type { Log } from '../lib/log.ts'
import { textOf } from '../wording/sentence.ts'

export interface ObservedFact {
  readonly transfer: Transfer
  readonly event: TransferEvent | 'recorded'
  readonly to: TransferState
  readonly sentence: string
}

/** Moves that occur for every file, many times a second: they are logged at debug level. */
const quiet = new Set<ObservedFact['event']>([
  'identified',
  'attempt-started',
  'finishing',
  'named',
  'archived',
  'sealed',
])
const alarming = new Set<TransferState>(['held', 'in-doubt', 'failed', 'rejected'])

export function watchFacts(
  ledger: Ledger,
  { log, zone }: { readonly log: Log; readonly zone: string },
  onFact: (fact: ObservedFact) => void,
): Ledger {
  const observe = (fact: ObservedFact) => {
    write(log, fact)
    onFact(fact)
  }
  const moved = ({ transfer, fact }: { readonly transfer: Transfer; readonly fact: Fact }) =>
    observe({ transfer, event: fact.event, to: transfer.state, sentence: fact.sentence })
  const recorded = (transfer: Transfer, born: Pick<NewTransfer, 'sentence'> | undefined) =>
    observe({
      transfer,
      event: 'recorded',
      to: transfer.state,
      sentence: textOf(born?.sentence ?? '', { zone }),
    })
  return {
    ...ledger,
    async record(born) {
      const transfers = await ledger.record(born)
      transfers.forEach((transfer, index) => recorded(transfer, born[index]))
      return transfers
    },
    async recordOnce(born, key) {
      const outcome = await ledger.recordOnce(born, key)
      if (outcome.kind === 'recorded') recorded(outcome.made, born)
      return outcome
    },
    async move(move) {
      const outcome = await ledger.move(move)
      if (outcome.kind === 'moved') moved(outcome)
      return outcome
    },
    async admit(admission) {
      const outcome = await ledger.admit(admission)
      if (outcome.kind === 'moved') moved(outcome)
      return outcome
    },
    async recordReceived(received) {
      const outcome = await ledger.recordReceived(received)
      if (outcome.kind !== 'recorded') return outcome
      moved(outcome.moved)
      if (outcome.earlier !== null) moved(outcome.earlier)
      return outcome
    },
    async takeDue(bank, nowMs, except) {
      const due = await ledger.takeDue(bank, nowMs, except)
      if (due.kind === 'taken')
        observe({
          transfer: due.transfer,
          event: 'attempt-started',
          to: 'sending',
          sentence: `Calling ${bank}.`,
        })
      return due
    },
  }
}

function write(log: Log, { transfer, event, to, sentence }: ObservedFact): void {
  const level = alarming.has(to) && event !== 'asked' ? 'warn' : quiet.has(event) ? 'debug' : 'info'
  const { id, name, bank, environment, virtualFile } = transfer
  log[level](
    { transfer: id, file: name, bank, environment, virtualFile, event, state: to },
    sentence,
  )
}
