// When the next poll is due. Pure: cron expressions, a zone and times in, a time out. When clocks change, an
// hour that an expression names (`30 2`, `15 2,3`) comes exactly once: a time that is skipped runs right
// after the jump, and a time that comes twice runs the first time. An expression with stars and steps (`*/30
// 1-3`) follows the time that really passes: through both of the doubled hours, and past the one that is
// missing.

import { Cron } from 'croner'
import { assert, present } from '../lib/assert.ts'

/** The first due time after a moment, over all expressions; null when there is none. */
export function nextSlot(
  expressions: readonly string[],
  zone: string,
  afterMs: number,
): number | null {
  const slots = expressions.map(
    (expression) => cron(expression, zone).nextRun(new Date(afterMs))?.getTime() ?? null,
  )
  return slots.reduce(
    (first, slot) => (slot !== null && (first === null || slot < first) ? slot : first),
    null,
  )
}

/**
 * The one due time to make up for after a period in which nothing ran: the latest one missed since `lastMs`,
 * or null. A clock that was set back makes nothing due again.
 */
export function missedSlot(
  schedule: { readonly expressions: readonly string[]; readonly zone: string },
  lastMs: number,
  nowMs: number,
): number | null {
  const { expressions, zone } = schedule
  const due = (afterMs: number): number | null => {
    const slot = nextSlot(expressions, zone, afterMs)
    return slot !== null && slot <= nowMs ? slot : null
  }
  let missed = due(lastMs)
  if (missed === null) return null
  // Halving, because walking through years of minutes would block everything else. Nothing is due after
  // `over`.
  let over = nowMs
  while (over - missed > 1) {
    const middle = missed + Math.floor((over - missed) / 2)
    const later = due(middle)
    if (later === null) over = middle
    else missed = later
  }
  return missed
}

export type CronFault =
  /** `fields`: there must be five of them. */
  | { readonly kind: 'fields' | 'never-due' }
  /** A comma too many. */
  | { readonly kind: 'comma'; readonly field: string }
  | { readonly kind: 'word'; readonly part: string; readonly column: ColumnName }
  | {
      readonly kind: 'outside'
      readonly column: ColumnName
      readonly number: string
      readonly minimum: number
      readonly maximum: number
    }
  /** In croner's words. */
  | { readonly kind: 'other'; readonly error: string }

type ColumnName = 'minute' | 'hour' | 'day' | 'month' | 'weekday'

/** What is wrong with an expression, or null. */
export function cronFault(expression: string, zone: string): CronFault | null {
  const fields = expression.trim().split(/\s+/)
  if (fields.length !== columns.length) return { kind: 'fields' }
  for (const [index, column] of columns.entries()) {
    const fault = fieldFault(present(fields[index], `the ${column.name}`), column)
    if (fault !== null) return fault
  }
  try {
    return cron(expression, zone).nextRun(new Date(anyMs)) === null ? { kind: 'never-due' } : null
  } catch (error) {
    assert(error instanceof Error, 'croner throws errors')
    const text = error.message.replace(/^CronPattern: (Syntax error, )?/, '')
    return { kind: 'other', error: text.replace(/\.$/, '') }
  }
}

/** Whether an expression ever comes due does not depend on the present time. */
const anyMs = Date.UTC(2024, 0, 1)

interface Column {
  readonly name: ColumnName
  readonly least: number
  readonly most: number
  /** The letters that may stand there besides numbers and * , - / */
  readonly letters: RegExp
}

const columns: readonly Column[] = [
  { name: 'minute', least: 0, most: 59, letters: /^$/ },
  { name: 'hour', least: 0, most: 23, letters: /^$/ },
  { name: 'day', least: 1, most: 31, letters: /^(l|w|lw)$/i },
  {
    name: 'month',
    least: 1,
    most: 12,
    letters: /^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)$/i,
  },
  { name: 'weekday', least: 0, most: 7, letters: /^(mon|tue|wed|thu|fri|sat|sun|l)$/i },
]

/** A star, a value or a range, and a step; after a weekday also its number in the month, or L. */
const piece = /^(?:[*?]|[a-z0-9]+(?:-[a-z0-9]+)?)(?:[/#]\d+)?$/i

/** Where croner uses words of its own or counts from zero, this fault uses the terms of the field. */
function fieldFault(field: string, { name, least, most, letters }: Column): CronFault | null {
  for (const part of field.split(',')) {
    const words = part.match(/[a-z]+/gi) ?? []
    if (!piece.test(part) || words.some((word) => !letters.test(word)))
      return part === '' ? { kind: 'comma', field } : { kind: 'word', part, column: name }
  }
  // A number after / or # counts steps or weeks.
  for (const [, number = ''] of field.matchAll(/(?<![/#\d])(\d+)/g)) {
    if (Number(number) < least || Number(number) > most)
      return { kind: 'outside', column: name, number, minimum: least, maximum: most }
  }
  return null
}

function cron(expression: string, zone: string): Cron {
  return new Cron(expression, {
    timezone: zone,
    paused: true,
    mode: '5-part',
    fixedTimeRule: 'no-wildcard',
  })
}
