// Which troubles end by themselves, of those that are noted with a sentence instead of a message of the
// catalogue (there the entry says it). Pure.

/** The network, and what the other side may have again in a moment. */
const passing: ReadonlySet<string> = new Set([
  'BANK-UNREACHABLE',
  'BANK-SILENT',
  'LINE-CUT',
  'STOPPED',
  'FOLDER-SLOW',
])

/**
 * Diagnostics after which the same is tried again: what pesit/parameters/diagnostics.ts has as later, restart
 * and nothing. A test compares the two.
 */
const passingReasons: ReadonlySet<number> = new Set([
  100, 201, 202, 203, 205, 206, 207, 211, 213, 214, 215, 216, 217, 218, 219, 221, 222, 223, 233,
  254, 299, 300, 302, 303, 309, 310, 311, 312, 313, 314, 316, 317, 319, 320, 322, 327, 329, 399,
])

export function healsByItself(code: string): boolean {
  const [, reason] = /^PESIT-[0-3]-(\d{3,5})$/.exec(code) ?? []
  return reason === undefined ? passing.has(code) : passingReasons.has(Number(reason))
}
