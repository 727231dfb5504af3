// A limit on requests under way, on uploads and on event streams. One caller gets only a part of the places,
// and all callers without a key together leave some to callers with a key.

import type { ApiCaller } from './caller.ts'

export interface PlaceLimits {
  readonly maximum: number
  readonly maximumKeyless: number
  readonly maximumPerCaller: number
}

export interface Places {
  /** Returns how to give the place back; null: no place for this caller. */
  take(caller: ApiCaller, address: string): (() => void) | null
}

export function createPlaces({ maximum, maximumKeyless, maximumPerCaller }: PlaceLimits): Places {
  const parties = new Map<string, number>()
  let all = 0
  let keyless = 0
  return {
    take(caller, address) {
      const party = partyOfCaller(caller, address)
      const own = parties.get(party) ?? 0
      if (all >= maximum || own >= maximumPerCaller || (!caller.keyed && keyless >= maximumKeyless))
        return null
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

/** What counts as one caller: a key, a user of this machine, or an address. */
export function partyOfCaller({ listener, keyId, uid }: ApiCaller, address: string): string {
  if (listener === 'socket') return 'socket'
  if (keyId !== undefined) return `key ${keyId}`
  return uid === undefined ? `address ${address}` : `user ${uid}`
}
