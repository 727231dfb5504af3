// Uploads wait for their place. The number of uploads that are read at once is limited, for one caller and in
// all. More uploads wait in order, and are refused with 503 and Retry-After only when a limit of waiting is
// reached: how many there are, how many bytes they announce, or for how long they wait. Nothing of a body is
// read while its upload waits: the caller's connection holds it back. A place is given back when the body has
// arrived; an upload that waits for the bank's answer occupies none.
//
// One caller gets only a part of each limit, so that neither many uploads nor slow ones keep others out. A
// slow upload gives way while others wait (form.ts).

import type { ApiCaller } from '../access/caller.ts'
import { createPlaces, partyOfCaller, type PlaceLimits } from '../access/request-limit.ts'

export interface UploadLimits {
  /** Uploads that are read at the same time. */
  readonly reading: PlaceLimits
  /** Uploads that are present: waiting, being read, or waiting for their answer. */
  readonly present: PlaceLimits
  /** The bytes that waiting uploads announce together (Content-Length). A first upload may always wait. */
  readonly waitingBytes: { readonly maximum: number; readonly maximumPerCaller: number }
  readonly waitMs: number
}

const gibibyte = 1024 ** 3

const uploadLimits: UploadLimits = {
  reading: { maximum: 40, maximumKeyless: 32, maximumPerCaller: 16 },
  present: { maximum: 320, maximumKeyless: 260, maximumPerCaller: 220 },
  waitingBytes: { maximum: 64 * gibibyte, maximumPerCaller: 16 * gibibyte },
  waitMs: 120_000,
}

export type UploadBound = 'count' | 'bytes' | 'time'

export interface UploadPlace {
  readonly kind: 'place'
  /** The body has arrived. */
  read(): void
  /** The answer was sent. */
  leave(): void
  /** Others wait for a place that this caller occupies. */
  isWaitedFor(): boolean
}

export type Entered = UploadPlace | { readonly kind: 'full'; readonly bound: UploadBound }

export interface UploadPlaces {
  readonly limits: UploadLimits
  enter(upload: {
    readonly caller: ApiCaller
    readonly address: string
    /** 0: not announced. */
    readonly bytes: number
    readonly signal: AbortSignal
  }): Promise<Entered>
}

interface Waiting {
  readonly caller: ApiCaller
  readonly address: string
  readonly party: string
  readonly bytes: number
  readonly go: (release: () => void) => void
}

export function createUploadPlaces(limits: UploadLimits = uploadLimits): UploadPlaces {
  const reading = createPlaces(limits.reading)
  const present = createPlaces(limits.present)
  const waiting = new Set<Waiting>()
  /**
   * Admits the next upload in order that may go: a caller who has used up his part does not delay those
   * behind him.
   */
  const admitNext = (): void => {
    for (const one of waiting) {
      const release = reading.take(one.caller, one.address)
      if (release === null) continue
      waiting.delete(one)
      one.go(release)
    }
  }
  const place = (release: () => void, leavePresent: () => void): UploadPlace => {
    const read = () => {
      release()
      admitNext()
    }
    return {
      kind: 'place',
      read,
      leave() {
        read()
        leavePresent()
      },
      isWaitedFor: () => waiting.size > 0,
    }
  }
  return {
    limits,
    async enter({ caller, address, bytes, signal }) {
      const leavePresent = present.take(caller, address)
      if (leavePresent === null) return { kind: 'full', bound: 'count' }
      const free = reading.take(caller, address)
      if (free !== null) return place(free, leavePresent)
      const party = partyOfCaller(caller, address)
      if (!mayWait(limits, [...waiting], { party, bytes })) {
        leavePresent()
        return { kind: 'full', bound: 'bytes' }
      }
      const release = await new Promise<(() => void) | null>((resolve) => {
        const one: Waiting = { caller, address, party, bytes, go: (found) => end(found) }
        const end = (found: (() => void) | null): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', giveUp)
          waiting.delete(one)
          resolve(found)
        }
        const giveUp = () => end(null)
        const timer = setTimeout(giveUp, limits.waitMs)
        signal.addEventListener('abort', giveUp, { once: true })
        waiting.add(one)
        if (signal.aborted) giveUp()
      })
      if (release !== null) return place(release, leavePresent)
      leavePresent()
      return { kind: 'full', bound: 'time' }
    },
  }
}

function mayWait(
  { waitingBytes }: UploadLimits,
  waiting: readonly Waiting[],
  { party, bytes }: Pick<Waiting, 'party' | 'bytes'>,
): boolean {
  const sum = (some: readonly Waiting[]) => some.reduce((all, one) => all + one.bytes, 0)
  const all = sum(waiting)
  const own = sum(waiting.filter((one) => one.party === party))
  const fits = (before: number, most: number) => before === 0 || before + bytes <= most
  return fits(all, waitingBytes.maximum) && fits(own, waitingBytes.maximumPerCaller)
}
