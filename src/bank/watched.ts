// A bank whose every conversation is looked at, whoever holds it: sending, asking, telling, probing. So the
// trouble of a bank begins once, whichever station met it first, and any conversation that reaches the bank
// ends it. Nothing else does: that a refusal is over ends what was said of the refusal alone, and a call that
// we cut tells nothing of the bank.

import { said } from '../lib/files/files.ts'
import { createLimit } from '../lib/waiting/limit.ts'
import type { Log } from '../lib/log.ts'
import type { Bank, Outcome } from './bank.ts'
import { type BankTrouble, type Known, troubleShownBy } from './trouble.ts'

export interface BankWatch {
  /** Writes down what is wrong with the bank; null: it is well. */
  readonly note: (trouble: BankTrouble | null) => Promise<void>
  /** The code of what is written down; null: nothing is. */
  readonly noted: () => Promise<string | null>
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
  /** It is no longer closed by a refusal: nobody has called it yet. */
  opened(): Promise<void>
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

export function watchBank(bank: Bank, { note, noted, onGood, log, known }: BankWatch): WatchedBank {
  /** What an earlier life noted is not known: the first good conversation clears it. */
  let isNotedWell = false
  let isCut = false
  /** What is looked up before it is ended must not be another by then. */
  const oneAtATime = createLimit(1)

  async function heard(outcome: Outcome): Promise<void> {
    if (good.has(outcome.kind)) onGood()
    await shown(troubleShownBy(known, outcome))
  }
  async function shown(trouble: BankTrouble | null | 'unchanged'): Promise<void> {
    if (trouble === 'unchanged') return
    await writing(async () => {
      if (trouble === null && isNotedWell) return
      isNotedWell = false
      await note(trouble)
      isNotedWell = trouble === null
    })
  }
  function writing(write: () => Promise<void>): Promise<void> {
    return oneAtATime(write).catch((error: unknown) =>
      log.error({ bank: bank.name, error: said(error) }, 'How a bank is could not be written down'),
    )
  }
  async function watched<T extends Outcome>(
    conversation: Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const outcome = await conversation
    const isOurEnd = outcome.kind === 'unreachable' && (isCut || signal.aborted)
    if (!isOurEnd) await heard(outcome)
    return outcome
  }
  return {
    name: bank.name,
    send: (job, signal) => watched(bank.send(job, signal), signal),
    fetch: (job, signal) => watched(bank.fetch(job, signal), signal),
    tell: (job, signal) => watched(bank.tell(job, signal), signal),
    probe: (signal) => watched(bank.probe(signal), signal),
    cut() {
      isCut = true
      bank.cut()
    },
    close: () => bank.close(),
    heard,
    async reached() {
      onGood()
      await shown(null)
    },
    opened: () =>
      writing(async () => {
        if ((await noted()) === 'ACCESS-REFUSED') await note(null)
      }),
  }
}
