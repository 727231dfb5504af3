// An account number as it is compared, and as it is shown. Pure.

import { maskedAccount } from '../../lib/masked-account.ts'

export const shortIban = maskedAccount

/** An account as it is compared: people write blanks between the groups of an IBAN, and small letters. */
export function normalAccount(text: string): string {
  return text.replace(/\s+/g, '').toUpperCase()
}
