// An account number in the form in which it is compared, and the form in which it is shown. Pure.

import { maskedAccount } from '../../lib/masked-account.ts'

export const shortIban = maskedAccount

/** The form for comparing: people write blanks between the groups of an IBAN, and small letters. */
export function normalAccount(text: string): string {
  return text.replace(/\s+/g, '').toUpperCase()
}
