// The size, time and hash of the original when it was sealed, read from the facts of its transfer. Pure.

import type { Fact } from './fact.ts'
import type { Transfer } from './transfer.ts'

/**
 * Undefined where this is not known: the file was sealed by an older version, or does not come from a folder.
 */
export function sealedAs(
  { sizeBytes, sha256 }: Transfer,
  facts: readonly Fact[],
):
  | { readonly sizeBytes: number; readonly modifiedNs: string; readonly sha256: string }
  | undefined {
  const modifiedNs = facts.findLast(({ event }) => event === 'sealed')?.detail['modifiedNs']
  return sizeBytes === null || sha256 === null || typeof modifiedNs !== 'string'
    ? undefined
    : { sizeBytes, modifiedNs, sha256 }
}
