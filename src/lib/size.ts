// Sizes as people write them: `64 KB`, `4 MB`, `1 GB`, `506` bytes. A KB is 1024 bytes, as in PeSIT. Pure.

const units: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1024,
  mb: 1024 ** 2,
  gb: 1024 ** 3,
  tb: 1024 ** 4,
}

/** The number of bytes, or null when the text is not a size. */
export function parseSize(text: string): number | null {
  const [, count, unit = 'b'] = /^(\d+(?:\.\d+)?)\s*(b|kb|mb|gb|tb)?$/i.exec(text.trim()) ?? []
  const factor = units[unit.toLowerCase()]
  if (count === undefined || factor === undefined) return null
  // Half a KB is 512 bytes, but there are no fractions of a byte.
  if (factor === 1 && count.includes('.')) return null
  return Math.round(Number(count) * factor)
}

/** For people: one decimal below ten, none above. */
export function formatSize(bytes: number): string {
  for (const unit of ['TB', 'GB', 'MB', 'KB']) {
    const amount = bytes / (units[unit.toLowerCase()] ?? 1)
    // An amount that would be rounded to 1024 of a unit is 1 of the next.
    if (amount >= 1 || Math.round(amount * 1024) === 1024)
      return `${Number(amount.toFixed(amount < 10 ? 1 : 0))} ${unit}`
  }
  return bytes === 1 ? '1 byte' : `${bytes} bytes`
}
