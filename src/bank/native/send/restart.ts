// Where a sender may go on. Pure (PeSIT E §4.7.3 PI 18; only the receiver of the data names the point).
//
// A point is served only if its place in the file is on record: an offset is never computed, because a wrong
// one would join the wrong parts of the file without any protocol error. Point 0 is the whole file again.
// That is right as long as the intent to finish was never recorded, and never right after it: a bank that
// answers 0 to an earlier transfer may already have the whole file and take this one as new.

import type { SyncPoint } from '../../../journey/transfer.ts'

export type RestartDecision =
  | { readonly kind: 'go'; readonly from: SyncPoint }
  | {
      readonly kind: 'stop'
      readonly why: 'may-have-it' | 'new' | 'unknown' | 'lost'
      /** The last point that the bank had confirmed. */
      readonly confirmed: number
    }

const fromStart: SyncPoint = { number: 0, offsetBytes: 0, articles: 0, confirmed: true, carry: '' }

export function decideRestart(request: {
  readonly point: number
  readonly points: readonly SyncPoint[]
  readonly restarted: boolean
  readonly inDoubt: boolean
}): RestartDecision {
  const { point, points, restarted, inDoubt } = request
  const confirmed = points.reduce(
    (last, one) => (one.confirmed ? Math.max(last, one.number) : last),
    0,
  )
  const stop = (why: 'may-have-it' | 'new' | 'unknown' | 'lost'): RestartDecision => ({
    kind: 'stop',
    why,
    confirmed,
  })
  if (point === 0) return inDoubt ? stop('may-have-it') : { kind: 'go', from: fromStart }
  if (!restarted) return stop('new')
  const known = points.find((one) => one.number === point)
  if (known === undefined) return stop('unknown')
  if (point < confirmed && inDoubt) return stop('lost')
  return { kind: 'go', from: known }
}
