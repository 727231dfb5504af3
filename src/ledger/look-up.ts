// The one transfer that a person means: by its id, by the last characters of its id, or by the name of its
// file. When several transfers match, none is chosen: the caller gets the list and must say which one.

import type { Transfer } from '../journey/transfer.ts'
import type { CodedMessage } from '../wording/catalogue.ts'
import { message } from '../wording/catalogue.ts'
import type { TransferSearch } from './contract/searching.ts'
import type { TransferReading } from './contract/transfers.ts'

export type LookUp =
  | { readonly kind: 'found'; readonly transfer: Transfer }
  /** Newest first. If there are many, only the newest, and `more` is true. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Transfer[]; readonly more: boolean }
  | { readonly kind: 'unknown' }

/** Fewer characters would match other transfers by chance. */
const fewest = 4
const maximumCandidates = 10

export async function lookUp(
  ledger: Pick<TransferReading, 'find'> & Pick<TransferSearch, 'named'>,
  asked: string,
  /** Only transfers that this user's calls without a key made. */
  localUid?: number,
): Promise<LookUp> {
  const exact = await ledger.find(asked)
  if (exact !== null) return { kind: 'found', transfer: exact }
  // No id and no file name contains it. To the database a text ends there, so this would be an empty name.
  if (asked === '' || asked.includes('\0')) return { kind: 'unknown' }
  const found = await ledger.named({
    idEnd: idEndOf(asked),
    name: asked,
    limit: maximumCandidates + 1,
    ...(localUid === undefined ? {} : { localUid }),
  })
  const [first] = found
  if (first === undefined) return { kind: 'unknown' }
  if (found.length === 1) return { kind: 'found', transfer: first }
  return {
    kind: 'ambiguous',
    candidates: found.slice(0, maximumCandidates),
    more: found.length > maximumCandidates,
  }
}

/** People and tables shorten ids with an ellipsis before the end. */
function idEndOf(asked: string): string | null {
  const text = asked.replace(/^(…|\.\.\.)/, '').toLowerCase()
  return text.length >= fewest && /^[0-9a-f-]+$/.test(text) ? text : null
}

/** The message that lists the transfers that may be meant. */
export function ambiguous(
  asked: string,
  { candidates, more }: Extract<LookUp, { kind: 'ambiguous' }>,
): Extract<CodedMessage, { code: 'TRANSFER-AMBIGUOUS' }> {
  return message('TRANSFER-AMBIGUOUS', {
    asked,
    more,
    candidates: candidates.map(({ id, name, virtualFile, bank, direction, state, createdMs }) => ({
      ...{ id, bank, direction, state, createdMs },
      name: name === '' ? virtualFile : name,
    })),
  })
}
