// When the next ask is due. Pure: cron expressions, a zone and moments in, a moment out. Around the change
// of the clocks a slot comes exactly once: what the jump skips runs right after it, what comes twice runs
// at its first time.

import { Cron } from 'croner'

/** The first slot after a moment, over all expressions; null when there is none. */
export function nextSlot(
  expressions: readonly string[],
  zone: string,
  afterMs: number,
): number | null {
  const slots = expressions.map(
    (expression) =>
      new Cron(expression, { timezone: zone, paused: true })
        .nextRun(new Date(afterMs))
        ?.getTime() ?? null,
  )
  return slots.reduce(
    (first, slot) => (slot !== null && (first === null || slot < first) ? slot : first),
    null,
  )
}

/**
 * The one slot to make up for after a time in which nothing ran: the latest missed since `lastMs`, or null.
 * A clock that went back makes nothing due again.
 */
export function missedSlot(
  schedule: { readonly expressions: readonly string[]; readonly zone: string },
  lastMs: number,
  nowMs: number,
): number | null {
  const { expressions, zone } = schedule
  if (nowMs <= lastMs) return null
  let missed: number | null = null
  // From close to far: a year of quarter hours must not be walked through.
  for (const backMs of [
    60 * 60_000,
    24 * 60 * 60_000,
    32 * 24 * 60 * 60_000,
    400 * 24 * 60 * 60_000,
  ]) {
    const from = Math.max(lastMs, nowMs - backMs)
    missed = lastBetween(expressions, zone, { from, to: nowMs })
    if (missed !== null || from === lastMs) return missed
  }
  return missed
}

function lastBetween(
  expressions: readonly string[],
  zone: string,
  { from, to }: { from: number; to: number },
): number | null {
  let last: number | null = null
  for (
    let slot = nextSlot(expressions, zone, from);
    slot !== null && slot <= to;
    slot = nextSlot(expressions, zone, slot)
  )
    last = slot
  return last
}

/** What is wrong with an expression, or null. */
export function cronFault(expression: string, zone: string): string | null {
  if (expression.trim().split(/\s+/).length !== 5)
    return 'five fields are needed: minute hour day month weekday, such as "*/15 6-20 * * 1-5"'
  try {
    const next = new Cron(expression, { timezone: zone, paused: true }).nextRun()
    return next === null ? 'it never comes due' : null
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error)
  }
}
