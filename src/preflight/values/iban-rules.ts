// What an account number must be: the length, the pattern and the national check digits of its country (from
// the IBAN registry, by `ibantools`), the check digits of the IBAN (ISO 13616, modulo 97), and the key of a
// French one (RIB). Pure.

import { countrySpecs, ValidationErrorsIBAN, validateIBAN } from 'ibantools'

export type IbanFault =
  | { readonly why: 'form' }
  /** `than`: the length in its country, in characters. */
  | { readonly why: 'length'; readonly than: number }
  | { readonly why: 'key' }
  /** The number does not fit the pattern of its country, or its national check digits are wrong. */
  | { readonly why: 'national' }

/** null: the IBAN is right, as far as its digits show. Countries without known rules are accepted. */
export function ibanFault(text: string): IbanFault | null {
  if (!/^[A-Z]{2}\d{2}[A-Za-z0-9]{1,30}$/.test(text)) return { why: 'form' }
  const than = lengthIn(text.slice(0, 2))
  if (than !== null && than !== text.length) return { why: 'length', than }
  // 98 minus a remainder is 02 to 98; other check digits would pass the division too.
  const isKey = !['00', '01', '99'].includes(text.slice(2, 4)) && restOf97(text) === 1
  if (!isKey) return { why: 'key' }
  return than === null || isNational(text) ? null : { why: 'national' }
}

/** The length of an IBAN of a country; null: the country is not known. */
function lengthIn(country: string): number | null {
  return countrySpecs[country]?.chars ?? null
}

/** `hasWrongRibKey` checks the key of a RIB, which has a warning of its own. */
function isNational(text: string): boolean {
  const { errorCodes } = validateIBAN(text.toUpperCase())
  const isFormat = !errorCodes.includes(ValidationErrorsIBAN.WrongBBANFormat)
  const isKey = !errorCodes.includes(ValidationErrorsIBAN.WrongAccountBankBranchChecksum)
  return isFormat && (isKey || withRib.has(text.slice(0, 2)))
}

function restOf97(iban: string): number {
  let rest = 0
  for (const character of (iban.slice(4) + iban.slice(0, 4)).toUpperCase()) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}

/** Countries whose accounts have a RIB in their IBAN. */
const withRib: ReadonlySet<string> = new Set(['FR', 'MC'])

/** The IBAN is right otherwise, but the key of the account inside it is wrong. */
export function hasWrongRibKey(iban: string): boolean {
  return withRib.has(iban.slice(0, 2)) && isWrongRib(iban.slice(4))
}

/**
 * Bank, branch, account and key, 23 characters; letters stand for digits: A and J for 1, B, K and S for 2,
 * and so on.
 */
export function isWrongRib(rib: string): boolean {
  const [, bank, branch, account, key] =
    /^(\d{5})(\d{5})([A-Z0-9]{11})(\d{2})$/.exec(rib.toUpperCase()) ?? []
  if (account === undefined) return true
  const digits = account.replace(/[A-Z]/g, (letter) => String(digitOf(letter)))
  const sum = 89n * BigInt(bank ?? 0) + 15n * BigInt(branch ?? 0) + 3n * BigInt(digits)
  return 97n - (sum % 97n) !== BigInt(key ?? 0)
}

function digitOf(letter: string): number {
  const at = letter.charCodeAt(0) - 'A'.charCodeAt(0)
  // A to I are 1 to 9, J to R are 1 to 9 again, and S to Z begin at 2.
  return at < 18 ? (at % 9) + 1 : at - 18 + 2
}

/** 8 or 11 characters: the party, its country, its place, and its branch (ISO 9362). */
export function isBic(text: string): boolean {
  return /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(text)
}

/** Shortens every IBAN in a text, right or wrong, also inside references that people make of them. */
export function maskIbans(text: string): string {
  return text.replace(/[A-Z]{2}\d{2}(?: ?[A-Za-z0-9])+/g, (run) => {
    const than = lengthIn(run.slice(0, 2))
    const plain = run.replaceAll(' ', '')
    if (than === null || plain.length < than) return run
    return `${plain.slice(0, 4)}…${plain.slice(than - 4)}`
  })
}
