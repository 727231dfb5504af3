// Places of which there are only so many: requests under way, uploads, streams of events. One caller has no more
// than his part of them, and all callers without a key together leave some to those who have one.

import type { Caller } from './caller.ts'

export interface PlaceLimits {
  readonly most: number
  readonly mostKeyless: number
  readonly mostOfOne: number
}

export interface Places {
  /** How to give it back; null: there is none for this caller. */
  take(caller: Caller, address: string): (() => void) | null
}

export function createPlaces({ most, mostKeyless, mostOfOne }: PlaceLimits): Places {
  const parties = new Map<string, number>()
  let all = 0
  let keyless = 0
  return {
    take(caller, address) {
      const party = partyOfCaller(caller, address)
      const own = parties.get(party) ?? 0
      if (all >= most || own >= mostOfOne || (!caller.keyed && keyless >= mostKeyless)) return null
      const more = caller.keyed ? 0 : 1
      all += 1
      keyless += more
      parties.set(party, own + 1)
      let taken = true
      return () => {
        if (!taken) return
        taken = false
        all -= 1
        keyless -= more
        const left = (parties.get(party) ?? 1) - 1
        if (left === 0) parties.delete(party)
        else parties.set(party, left)
      }
    },
  }
}

/** Who counts as one: a key, a user of this machine, or an address. */
export function partyOfCaller({ door, keyId, uid }: Caller, address: string): string {
  if (door === 'socket') return 'socket'
  if (keyId !== undefined) return `key ${keyId}`
  return uid === undefined ? `address ${address}` : `user ${uid}`
}
