// Sizes as people write them: `64 KB`, `4 MB`, `1 GB`, `506` bytes. A KB is 1024 bytes, as in PeSIT. Pure.

const units: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1024,
  mb: 1024 ** 2,
  gb: 1024 ** 3,
  tb: 1024 ** 4,
}

/** Bytes, or null when the text is no size. */
export function parseSize(text: string): number | null {
  const [, count, unit = 'b'] = /^(\d+(?:\.\d+)?)\s*(b|kb|mb|gb|tb)?$/i.exec(text.trim()) ?? []
  const factor = units[unit.toLowerCase()]
  return count === undefined || factor === undefined ? null : Math.round(Number(count) * factor)
}

export function formatSize(bytes: number): string {
  for (const unit of ['TB', 'GB', 'MB', 'KB']) {
    const factor = units[unit.toLowerCase()] ?? 1
    if (bytes >= factor)
      return `${Number((bytes / factor).toFixed(bytes / factor < 10 ? 1 : 0))} ${unit}`
  }
  return bytes === 1 ? '1 byte' : `${bytes} bytes`
}
