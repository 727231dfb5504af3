// Chance that can be had again: everything that a fuzzed session does follows from its seed.

export interface Chance {
  /** 0 … below - 1. */
  below(limit: number): number
  /** True so often: 0 … 1. */
  often(share: number): boolean
  pick<T>(choices: readonly T[]): T
  bytes(count: number): Uint8Array
}

/** mulberry32: fast, and good enough to choose by. */
export function chanceOf(seed: number): Chance {
  let state = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b) ^ Math.floor(seed / 2 ** 32)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    often: (share) => next() < share,
    pick: <T>(choices: readonly T[]): T => {
      const choice = choices[below(choices.length)]
      if (choice === undefined) throw new RangeError('nothing to choose from')
      return choice
    },
    bytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
  }
}
