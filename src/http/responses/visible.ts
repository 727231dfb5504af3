// What a caller without a key may see. Lists and metrics show what his own calls created or were answered
// with; events show what they created. An exact id also opens a transfer that was reported by a webhook which
// he added or which is in the configuration. Everything else belongs to other users of this machine. A caller
// with a key sees everything.

import type { ApiCalls } from '../../ledger/contract/calls.ts'
import { message } from '../../wording/catalogue.ts'
import type { ApiCaller } from '../access/caller.ts'
import { problem, type Problem } from './problem.ts'

/** A part of a query; empty for a caller who sees everything. */
export function ownOf({ uid }: ApiCaller): { readonly localUid?: number } {
  return uid === undefined ? {} : { localUid: uid }
}

/** Whether something belongs to the caller, or the caller has a key. */
export function isOwn({ uid }: ApiCaller, made: { readonly localUid?: number }): boolean {
  return uid === undefined || made.localUid === uid
}

export interface SeenDeps {
  readonly ledger: Pick<ApiCalls, 'opensWithoutKey'>
}

/** Whether an exact id is visible to a caller. */
export async function opens(
  { ledger }: SeenDeps,
  { uid }: ApiCaller,
  id: string,
): Promise<boolean> {
  return uid === undefined || ledger.opensWithoutKey(id, uid)
}

/** The same answer whether there is no such transfer or it belongs to somebody else. */
export function unseen(id: string): Problem {
  return problem(message('TRANSFER-UNKNOWN', { asked: id, keyless: true }))
}

export function unknownTransfer(id: string): Problem {
  return problem(message('TRANSFER-UNKNOWN', { asked: id, keyless: false }))
}
