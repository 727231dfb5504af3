// Chance of the campaigns: the fuzzer's, with a seed a world, so that one world can be had again alone.

import { chanceOf, type Chance } from '../fuzz/random.ts'

export type { Chance }

export const chanceOfWorld = (seed: number, world: number): Chance =>
  chanceOf(seed * 1_000_003 + world)
