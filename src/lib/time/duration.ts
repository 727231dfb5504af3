// Durations as people write them: `30s`, `10m`, `4h`, `400d`, `250ms`. Pure.

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

export const durationPattern = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*$/

/** Milliseconds, or null when the text is not a duration. */
export function parseDuration(text: string): number | null {
  const [, count, unit = ''] = durationPattern.exec(text) ?? []
  const factor = units[unit]
  return count === undefined || factor === undefined ? null : Math.round(Number(count) * factor)
}

/** In the largest unit that is exact. */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's']) {
    const factor = units[unit] ?? 1
    if (ms >= factor && ms % factor === 0) return `${ms / factor}${unit}`
  }
  return `${ms}ms`
}

/** For people, roughly: "41 s", "3 min", "2 h", "5 days". */
export function roughDuration(ms: number): string {
  if (ms < 90_000) return `${Math.max(0, Math.round(ms / 1000))} s`
  if (ms < 90 * 60_000) return `${Math.round(ms / 60_000)} min`
  if (ms < 36 * 3_600_000) return `${Math.round(ms / 3_600_000)} h`
  return `${Math.round(ms / 86_400_000)} days`
}
