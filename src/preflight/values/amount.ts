// Sums of money without floating point: amounts scaled to five decimals in BigInt. Pure.

import { withoutXmlBlanks } from '../xml/blanks.ts'

const decimals = 5

/** An amount has at most 18 digits; zeros around them change nothing, but are limited too. */
const longestAmount = 64

const maximumDigits = 18

/**
 * Returns null when the text is not an amount. "640.5", "1000", "0012.50", "+5", ".50" and "5." are amounts:
 * decimals as XML Schema writes them, without a minus.
 */
export function parseAmount(text: string): bigint | null {
  const trimmed = withoutXmlBlanks(text)
  if (trimmed.length > longestAmount || !/\d/.test(trimmed)) return null
  const found = /^\+?0*(\d{0,18})(?:\.(\d*))?$/.exec(trimmed)
  if (found === null) return null
  const [, whole = '', fraction = ''] = found
  if (/[^0]/.test(fraction.slice(decimals))) return null
  if (whole.length + fraction.replace(/0+$/, '').length > maximumDigits) return null
  return (
    BigInt(whole) * 10n ** BigInt(decimals) +
    BigInt(fraction.slice(0, decimals).padEnd(decimals, '0'))
  )
}

/**
 * `digits` of which the last `digitsOfFraction` are decimals; null where they are finer than any currency.
 */
export function scaledAmount(digits: bigint, digitsOfFraction: number): bigint | null {
  if (digitsOfFraction <= decimals) return digits * 10n ** BigInt(decimals - digitsOfFraction)
  const divisor = 10n ** BigInt(digitsOfFraction - decimals)
  return digits % divisor === 0n ? digits / divisor : null
}

export function fromCents(cents: bigint): bigint {
  return cents * 1000n
}

/** "21 977.85", with as many decimals as are needed, at least two. */
export function formatAmount(scaled: bigint): string {
  const whole = scaled / 10n ** BigInt(decimals)
  const fraction = (scaled % 10n ** BigInt(decimals))
    .toString()
    .padStart(decimals, '0')
    .replace(/0{1,3}$/, '')
  return `${whole.toString().replace(/\B(?=(\d{3})+$)/g, ' ')}.${fraction}`
}

/** "21977.85", for programs. */
export function plainAmount(scaled: bigint): string {
  return formatAmount(scaled).replaceAll(' ', '')
}
