// Which no of a bank, once the end of a transfer may have left, proves that it did not keep the file. Pure.
//
// Before DTF.END every no is one: no receiver may consider a file received that was not ended. After it only
// those count that PeSIT E names for that place (An.D) and that say what went wrong with the file itself:
//
//   ACK(TRANS.END)   2-213 it could not write, 2-223 abnormal end, 2-224 larger than announced
//   IDT              2-213, and 2-215 to 2-222: an interrupted transfer is never committed
//
// Any other diagnostic is not foreseen there. A bank that gives it may have failed after it had stored the file,
// or may say something of its own: the file is in doubt, and nobody is told that the bank does not have it.

import type { SendOutcome } from '../bank/bank.ts'

const atEnd: ReadonlySet<number> = new Set([213, 223, 224])
const interrupting: ReadonlySet<number> = new Set([213, 215, 216, 217, 218, 219, 220, 221, 222])

type Said = Extract<SendOutcome, { kind: 'refused' | 'interrupted' }>

export function provesNotKept<T extends SendOutcome>(outcome: T): outcome is T & Said {
  if (outcome.kind === 'refused') return atEnd.has(outcome.answer.diagnostic.reason)
  return outcome.kind === 'interrupted' && interrupting.has(outcome.answer.diagnostic.reason)
}
