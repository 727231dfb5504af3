// Sync points as the ledger keeps them and as they are on the line: a place in the file, and what the line
// counted up to there. The two differ where lines travel as records or are compressed. Pure.

import type { SyncPoint } from '../../journey/transfer.ts'

interface Place {
  readonly number: number
  readonly offsetBytes: number
  readonly wireBytes: number
  readonly articles: number
}

export function recorded(place: Place, confirmed: boolean): SyncPoint {
  const { number, offsetBytes, wireBytes, articles } = place
  const carry = wireBytes === offsetBytes ? '' : JSON.stringify({ wireBytes })
  return { number, offsetBytes, articles, confirmed, carry }
}

export function sessionPoint({ number, offsetBytes, articles, carry }: SyncPoint): Place {
  const { wireBytes = offsetBytes } = (carry === '' ? {} : JSON.parse(carry)) as {
    wireBytes?: number
  }
  return { number, offsetBytes, wireBytes, articles }
}
