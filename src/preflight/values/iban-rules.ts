// What an account number must be: the length that its country has, the check digits of the IBAN (ISO 13616,
// modulo
// 97), and the key of a French one (RIB). The lengths are those of the IBAN registry. Pure.

export type IbanFault =
  | { readonly why: 'form' }
  /** `than`: what its country has. */
  | { readonly why: 'length'; readonly than: number }
  | { readonly why: 'key' }

/** Characters of an IBAN by country: all of SEPA, and the others that the registry names. */
const lengths: Readonly<Record<string, number>> = Object.fromEntries(
  [
    'NO15 BE16 DK18 FI18 FK18 FO18 GL18 NL18 SD18 MK19 SI19',
    'AT20 BA20 EE20 KZ20 LT20 LU20 MN20 XK20 CH21 HR21 LI21 LV21',
    'BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22',
    'AE23 GI23 IL23 IQ23 OM23 SO23 TL23 AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24',
    'LY25 PT25 ST25 IS26 TR26 BI27 DJ27 FR27 GR27 IT27 MC27 MR27 SM27',
    'AL28 AZ28 BY28 CY28 DO28 GT28 HN28 HU28 LB28 NI28 PL28 SV28 BR29 EG29 PS29 QA29 UA29',
    'JO30 KW30 MU30 YE30 MT31 SC31 LC32 RU33',
  ]
    .join(' ')
    .split(' ')
    .map((known) => [known.slice(0, 2), Number(known.slice(2))]),
)

/** null: it is right, as far as its own digits tell. */
export function ibanFault(text: string): IbanFault | null {
  if (!/^[A-Z]{2}\d{2}[A-Za-z0-9]{1,30}$/.test(text)) return { why: 'form' }
  const than = lengths[text.slice(0, 2)]
  if (than !== undefined && than !== text.length) return { why: 'length', than }
  // 98 minus a rest is 02 to 98; the others would pass the division too.
  const isKey = !['00', '01', '99'].includes(text.slice(2, 4)) && restOf97(text) === 1
  return isKey ? null : { why: 'key' }
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

/** Of an IBAN that is right otherwise: the key of the account inside it is not. */
export function hasWrongRibKey(iban: string): boolean {
  return withRib.has(iban.slice(0, 2)) && isWrongRib(iban.slice(4))
}

/**
 * Bank, branch, account and key, 23 characters; letters stand for digits: A and J 1, B, K and S 2, and so on.
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
  // A to I are 1 to 9, J to R again, and S to Z begin at 2.
  return at < 18 ? (at % 9) + 1 : at - 18 + 2
}

/** 8 or 11 characters: the party, its country, its place, and its branch (ISO 9362). */
export function isBic(text: string): boolean {
  return /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(text)
}

/** Every IBAN in a text is shortened, right or wrong, also inside of references that people make of them. */
export function maskIbans(text: string): string {
  return text.replace(/[A-Z]{2}\d{2}(?: ?[A-Za-z0-9])+/g, (run) => {
    const than = lengths[run.slice(0, 2)]
    const plain = run.replaceAll(' ', '')
    if (than === undefined || plain.length < than) return run
    return `${plain.slice(0, 4)}…${plain.slice(than - 4)}`
  })
}
