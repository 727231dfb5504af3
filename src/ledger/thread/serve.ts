// Serves a ledger to another thread: calls come in, answers go out. Answers that are ready in one turn of the
// event loop travel together.

import type { Ledger } from '../ledger.ts'
import type { Verb } from './verbs.ts'
import { type Answer, type Call, failureOf, type FromLedger, type ToLedger } from './wire.ts'

export interface Served {
  readonly ledger: Ledger
  /** Makes the reserve anew; true when it stands. */
  readonly restore: () => Promise<boolean>
  readonly post: (sent: FromLedger) => void
}

/** @returns what takes the messages of the other thread. */
export function serveLedger({ ledger, restore, post }: Served): (sent: ToLedger) => void {
  let ready: Answer[] = []
  const sendReady = () => {
    const answers = ready
    ready = []
    post({ kind: 'answers', answers })
  }
  const answer = (one: Answer) => {
    if (ready.length === 0) queueMicrotask(sendReady)
    ready.push(one)
  }
  const settle = (id: number, work: Promise<unknown>) => {
    work.then(
      (value) => answer({ id, value }),
      (error: unknown) => answer({ id, failure: failureOf(error) }),
    )
  }
  const carryOut = ({ id, verb, values }: Call) => settle(id, (ledger[verb] as AnyVerb)(...values))
  return (sent) => {
    switch (sent.kind) {
      case 'calls':
        return sent.calls.forEach(carryOut)
      case 'restore':
        return settle(sent.id, restore())
      case 'close':
        return settle(sent.id, ledger.close())
    }
  }
}

/** The values came from the same verb on the other side, where the compiler saw them. */
type AnyVerb = (...values: readonly unknown[]) => ReturnType<Ledger[Verb]>
