// The transfer that a command is about: by its id, the last characters of it, or the name of its file.

import type { Transfer } from '../journey/transfer.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { ambiguous, lookUp } from '../ledger/look-up.ts'
import { KnownError } from '../wording/known-error.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import { nextStepOf, whatOf } from '../wording/sentence.ts'

/** @throws KnownError TRANSFER-UNKNOWN, or TRANSFER-AMBIGUOUS with the transfers that fit. */
export async function transferNamed(
  ledger: Pick<Ledger, 'find' | 'named'>,
  asked: string,
  zone: string,
): Promise<Transfer> {
  const found = await lookUp(ledger, asked)
  switch (found.kind) {
    case 'found':
      return found.transfer
    case 'ambiguous':
      throw errorOf('TRANSFER-AMBIGUOUS', ambiguous(asked, found), zone)
    case 'unknown':
      throw errorOf('TRANSFER-UNKNOWN', message('TRANSFER-UNKNOWN', { asked }), zone)
  }
}

/** A message as the failure of a command: what happened, and what to do as its hint. */
export function errorOf(
  code: 'TRANSFER-AMBIGUOUS' | 'TRANSFER-UNKNOWN' | 'USAGE-WRONG',
  coded: CodedMessage,
  zone = 'UTC',
): KnownError {
  const hint = nextStepOf(coded, { zone })
  return new KnownError(code, whatOf(coded, { zone }), hint === '' ? {} : { hint })
}
