// A bank whose every conversation is looked at, whoever holds it: sending, asking, telling, probing. So the trouble of
// a bank begins once, whichever station met it first, and any conversation that reaches the bank ends it.

import { said } from '../lib/files.ts'
import type { Log } from '../lib/log.ts'
import type { Bank, Outcome } from './bank.ts'
import { type BankTrouble, type Known, troubleShownBy } from './trouble.ts'

export interface BankWatch {
  /** Writes down what is wrong with the bank; null: it is well. */
  readonly note: (trouble: BankTrouble | null) => Promise<void>
  /** A conversation went well. */
  readonly onGood: () => void
  readonly log: Log
  readonly known: Known
}

export interface WatchedBank extends Bank {
  /** What a conversation showed that was held elsewhere, as a probe by a person. */
  heard(outcome: Outcome): Promise<void>
  /** Somebody beside us talked with it well. */
  reached(): Promise<void>
}

/** It did what it was called for. */
const good: ReadonlySet<Outcome['kind']> = new Set([
  'delivered',
  'fetched',
  'nothing',
  'left',
  'taken',
  'connected',
])

export function watchBank(bank: Bank, { note, onGood, log, known }: BankWatch): WatchedBank {
  /** What an earlier life noted is not known: the first good conversation clears it. */
  let isNotedWell = false

  async function heard(outcome: Outcome): Promise<void> {
    if (good.has(outcome.kind)) onGood()
    await shown(troubleShownBy(known, outcome))
  }
  async function shown(trouble: BankTrouble | null | 'unchanged'): Promise<void> {
    if (trouble === 'unchanged' || (trouble === null && isNotedWell)) return
    try {
      isNotedWell = false
      await note(trouble)
      isNotedWell = trouble === null
    } catch (error) {
      log.error({ bank: bank.name, error: said(error) }, 'How a bank is could not be written down')
    }
  }
  async function watched<T extends Outcome>(conversation: Promise<T>): Promise<T> {
    const outcome = await conversation
    await heard(outcome)
    return outcome
  }
  return {
    name: bank.name,
    send: (job, signal) => watched(bank.send(job, signal)),
    fetch: (job, signal) => watched(bank.fetch(job, signal)),
    tell: (job, signal) => watched(bank.tell(job, signal)),
    probe: (signal) => watched(bank.probe(signal)),
    cut: () => bank.cut(),
    close: () => bank.close(),
    heard,
    async reached() {
      onGood()
      await shown(null)
    },
  }
}
