// What a caller without a key sees: in lists and figures what his own calls made or were answered with, in
// events what they made; by its exact id also what a webhook was told of that he added himself or that stands
// in the configuration. What other users of this machine sent, asked for or were told of stays theirs. With a
// key all is seen.

import type { CallBook } from '../../ledger/calls.ts'
import { message } from '../../wording/catalogue.ts'
import type { Caller } from '../access/caller.ts'
import { codedProblem, type Problem } from './problem.ts'

/** A part of a query: nothing for who sees all. */
export function ownOf({ uid }: Caller): { readonly localUid?: number } {
  return uid === undefined ? {} : { localUid: uid }
}

/** Whether what has this user is the caller's own, or he has a key. */
export function isOwn({ uid }: Caller, made: { readonly localUid?: number }): boolean {
  return uid === undefined || made.localUid === uid
}

export interface SeenDeps {
  readonly ledger: Pick<CallBook, 'opensWithoutKey'>
}

/** Whether an exact id opens for a caller. */
export async function opens({ ledger }: SeenDeps, { uid }: Caller, id: string): Promise<boolean> {
  return uid === undefined || ledger.opensWithoutKey(id, uid)
}

/** The same whether there is none or it is somebody else's. */
export function unseen(id: string): Problem {
  const coded = message('UNSEEN-WITHOUT-KEY', { id: id.replace(/[^\w.-]/g, '?') })
  return codedProblem(404, coded, 'TRANSFER-UNKNOWN')
}
