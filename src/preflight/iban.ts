// IBAN: form and control digits (ISO 13616, modulo 97). Pure.

import { maskedAccount } from '../lib/masked-account.ts'

export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(text)) return false
  let rest = 0
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

export const shortIban = maskedAccount

/** An account as it is compared: people write blanks between the groups of an IBAN, and small letters. */
export function normalAccount(text: string): string {
  return text.replace(/\s+/g, '').toUpperCase()
}
