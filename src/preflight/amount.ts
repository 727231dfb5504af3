// Sums of money without floating point: amounts scaled to five decimals in BigInt. Pure.

const decimals = 5

/** null when the text is no amount. "640.5", "1000" and "0012.50" are. */
export function parseAmount(text: string): bigint | null {
  const [, whole, fraction = ''] = /^(\d{1,18})(?:\.(\d{1,17}))?$/.exec(text.trim()) ?? []
  if (whole === undefined) return null
  if (/[^0]/.test(fraction.slice(decimals))) return null
  return (
    BigInt(whole) * 10n ** BigInt(decimals) +
    BigInt(fraction.slice(0, decimals).padEnd(decimals, '0'))
  )
}

export function fromCents(cents: bigint): bigint {
  return cents * 1000n
}

/** "21 977.85", with as many decimals as are needed and two at least. */
export function formatAmount(scaled: bigint): string {
  const whole = scaled / 10n ** BigInt(decimals)
  const fraction = (scaled % 10n ** BigInt(decimals))
    .toString()
    .padStart(decimals, '0')
    .replace(/0{1,3}$/, '')
  return `${whole.toString().replace(/\B(?=(\d{3})+$)/g, ' ')}.${fraction}`
}
