// A ledger that lives in another thread. The procedure:
//
//   1. A call gets a number and joins the calls of the same turn of the event loop: they travel together,
//      share one transaction there, and their answers travel back together.
//   2. The promise of a call settles when its answer has come, and no answer comes before COMMIT. So nobody
//      here acts on something that is not on disk.
//   3. When the thread ends without having been asked to, nothing is known any more of the calls that have no
//      answer: they reject, and the ledger answers nothing from then on.
//
// It is a transport and nothing else. The same code serves a ledger in this thread (simulation) and in a
// thread of its own (the daemon).

import { message } from '../../wording/catalogue.ts'
import { KnownError } from '../../wording/known-error.ts'
import type { Ledger } from '../ledger.ts'
import { type Verb, verbs } from './verbs.ts'
import { type Answer, type Call, errorOf, type ToLedger } from './wire.ts'

export interface RemoteLedger {
  readonly ledger: Ledger
  /** Makes the reserve of the ledger anew; true when it stands. */
  restoreReserve(): Promise<boolean>
  /** Answers that came from the thread. */
  take(answers: readonly Answer[]): void
  /** The thread is gone: rejects everything that is open and everything that is asked from now on. */
  end(error: Error): void
}

export interface RemoteOptions {
  readonly post: (sent: ToLedger) => void
  readonly hasReserve: () => boolean
  readonly path: string
  /** The thread closed the ledger. */
  readonly onClosed: () => Promise<void>
}

interface Open {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

export function remoteLedger(options: RemoteOptions): RemoteLedger {
  const { post, path } = options
  const open = new Map<number, Open>()
  let turn: Call[] = []
  let count = 0
  let ended: Error | null = null
  let closing: Promise<void> | null = null

  const ask = (send: (id: number) => void): Promise<unknown> => {
    if (ended !== null) return Promise.reject(ended)
    count += 1
    const id = count
    return new Promise((resolve, reject) => {
      open.set(id, { resolve, reject })
      send(id)
    })
  }
  const sendTurn = () => {
    const calls = turn
    turn = []
    // The thread may have ended since: then these calls were rejected.
    if (calls.length > 0 && ended === null) post({ kind: 'calls', calls })
  }
  const call = (verb: Verb, values: readonly unknown[]) =>
    ask((id) => {
      if (turn.length === 0) queueMicrotask(sendTurn)
      turn.push({ id, verb, values })
    })
  const end = (error: Error) => {
    ended ??= error
    for (const { reject } of open.values()) reject(ended)
    open.clear()
  }
  const close = async () => {
    // What was asked before the close travels before it.
    sendTurn()
    if (ended === null) await ask((id) => post({ kind: 'close', id }))
    end(new KnownError(message('LEDGER-FAILED', { why: 'closed', path })))
    await options.onClosed()
  }
  const remote = Object.fromEntries(
    verbs.map((verb) => [verb, (...values: readonly unknown[]) => call(verb, values)]),
  )
  return {
    // Each verb takes and returns what the same verb of the ledger in the thread takes and returns.
    ledger: {
      ...(remote as unknown as Pick<Ledger, Verb>),
      hasReserve: options.hasReserve,
      close: () => (closing ??= close()),
    },
    restoreReserve: async () => (await ask((id) => post({ kind: 'restore', id }))) === true,
    take(answers) {
      for (const answer of answers) {
        const asked = open.get(answer.id)
        open.delete(answer.id)
        if ('failure' in answer) asked?.reject(errorOf(answer.failure))
        else asked?.resolve(answer.value)
      }
    },
    end,
  }
}
