// How the owner of a folder stands to this start of the daemon. Pure; share/owner/owner.ts tells what is read
// and why.
//
//   nobody        it was never owned: it is taken
//   this-ledger   a start of this ledger, or of a copy of it. It is followed once it is gone: a moved data
//                 folder goes on. Where the folder shows a start, or a sign of life, that the ledger does not
//                 know, the ledger is from the past
//   another       another ledger. It is never followed without a person who says so, dead or alive
//
// An owner is gone in three cases: it said that it stopped; its process is not there any more, on this
// machine since it was started; or it showed no sign of life for too long, by the clock of the file server or
// while we watched. An earlier process with the number of ours is gone too.

import type { Start } from '../../ledger/contract/outboxes.ts'
import type { OwnerOutcome, OwnerRecord, Sign } from '../../share/owner/hold.ts'

export type OwnerRead = Extract<OwnerOutcome, { kind: 'read' }>

/** Of this start. */
export interface Us {
  readonly ledgerId: string
  readonly token: string
  readonly machine: string
  readonly pid: number
}

export interface Standing {
  readonly whose: 'nobody' | 'this-ledger' | 'another'
  /** The folder knows more of this ledger than the ledger does. */
  readonly isNewer: boolean
  readonly isGone: boolean
}

/** One small write into each folder. */
export const signEveryMs = 10_000
/** Three that did not come. */
export const goneAfterMs = 3 * signEveryMs

export function standingOf(
  read: OwnerRead,
  around: {
    readonly us: Us
    /** What the ledger knows of the start that the folder shows. */
    readonly known: Start | null
    /** Signs that this start may have written last. */
    readonly ours: readonly Sign[]
    /** For how long we saw no other sign of life. */
    readonly unchangedMs: number
  },
): Standing {
  const { record, sign } = read
  const { us, known, ours, unchangedMs } = around
  if (record === null) return { whose: 'nobody', isNewer: false, isGone: true }
  const isSilent = sign?.stopped === true || Math.max(read.ageMs ?? 0, unchangedMs) >= goneAfterMs
  if (record.token === us.token) {
    const isOwn = isOneOf(ours, sign)
    return { whose: 'this-ledger', isNewer: !isOwn, isGone: isOwn || isSilent }
  }
  const isGone = isSilent || read.isRunning === false || hadOurNumber(record, us)
  if (record.ledger !== us.ledgerId) return { whose: 'another', isNewer: false, isGone }
  const isNewer = known === null || (sign !== null && sign.number > known.signs)
  return { whose: 'this-ledger', isNewer, isGone }
}

function hadOurNumber({ machine, pid }: OwnerRecord, us: Us): boolean {
  return machine !== '' && machine === us.machine && pid === us.pid
}

/** An older one is what a file server has left that lost the last write. */
function isOneOf(ours: readonly Sign[], sign: Sign | null): boolean {
  if (sign === null) return true
  const newest = Math.max(...ours.map(({ number }) => number))
  return (
    sign.number < newest ||
    ours.some(({ number, mark }) => number === sign.number && mark === sign.mark)
  )
}
