// A bank of which every conversation is watched: sending, polling, messages and probes. The condition of a
// bank therefore begins once, whichever station meets the trouble first, and any conversation that reaches
// the bank ends it. Nothing else ends it: the end of a refused identification clears only that refusal, and a
// call that we cut ourselves says nothing about the bank.

import { errorText } from '../lib/files/files.ts'
import { createLimit } from '../lib/waiting/limit.ts'
import type { Log } from '../lib/log.ts'
import type { Bank, Outcome } from './bank.ts'
import { type BankTrouble, type TroubleContext, troubleShownBy } from './trouble.ts'

export interface BankWatch {
  /** Records what is wrong with the bank; null: nothing is. */
  readonly note: (trouble: BankTrouble | null) => Promise<void>
  /** The code that is on record; null: none. */
  readonly noted: () => Promise<string | null>
  /** A conversation went well. */
  readonly onGood: () => void
  readonly log: Log
  readonly known: TroubleContext
}

export interface WatchedBank extends Bank {
  /** The outcome of a conversation outside this object, such as a probe by a person. */
  heard(outcome: Outcome): Promise<void>
  /** Another process had a successful conversation with the bank. */
  reached(): Promise<void>
  /** The refusal of our identification is over; nobody has called the bank since. */
  opened(): Promise<void>
}

/** The conversation achieved what it was for. */
const good: ReadonlySet<Outcome['kind']> = new Set([
  'delivered',
  'fetched',
  'nothing',
  'left',
  'taken',
  'connected',
])

export function watchBank(bank: Bank, { note, noted, onGood, log, known }: BankWatch): WatchedBank {
  /** Unknown after a start: the first good conversation clears what an earlier run recorded. */
  let isNotedWell = false
  let isCut = false
  /** A condition that is read and then ended must not change in between. */
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
      log.error(
        { bank: bank.name, error: errorText(error) },
        'How a bank is could not be written down',
      ),
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
    sendMessage: (job, signal) => watched(bank.sendMessage(job, signal), signal),
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
