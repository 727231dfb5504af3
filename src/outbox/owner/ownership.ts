// The owner of one outbox, seen from the daemon: whether its folder is ours, and how it becomes ours. What is
// written there, and why it may be believed, is in share/owner/owner.ts; who may follow whom is in
// standing.ts.
//
// The answer of memory counts only as a no. Before files are claimed, before an attempt begins, and at the
// last moment before the end of a transfer leaves, the folder itself is read.
//
// A folder that cannot be read proves nothing: then nothing of it is sent, and its transfers wait, without
// holding up others of their bank, until it can be read. To send what is safely sealed would be wrong just
// then: a machine that was cut off from all, taken for dead, and taken over, gets its bank back before it
// gets its share back.

import type { TransferMoves } from '../../ledger/contract/moves.ts'
import type { DaemonStarts } from '../../ledger/contract/outboxes.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { Log } from '../../lib/log.ts'
import type { Share } from '../../share/share.ts'
import type { FolderIdentity } from '../../share/looking.ts'
import type { ShareFault } from '../../share/fault.ts'
import type { Hold, Sign } from '../../share/owner/hold.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
import { sentenceOf, whatOf } from '../../wording/sentence.ts'
import { holdUnderWay } from '../hold-under-way.ts'
import { otherOf, type Past } from './past.ts'
import { type OwnerRead, type Standing, standingOf } from './standing.ts'
import type { ThisStart } from './this-start.ts'

export interface OwnershipDeps {
  readonly folder: string
  readonly share: Share
  readonly ledger: DaemonStarts & Pick<TransferMoves, 'move'> & Pick<TransferReading, 'list'>
  readonly clock: Clock
  readonly log: Log
  readonly zone: string
  readonly start: ThisStart
  readonly past: Past
  /** Stops a running attempt by the protocol. */
  readonly interrupt: (id: string) => void
  /** What waited for the folder may be sent. */
  readonly onOurs: () => void
  /** The folder was lost, or a person decided: arrive anew. */
  readonly onChange: () => void
}

export type Proof =
  | { readonly kind: 'ours' }
  | { readonly kind: 'not-ours' }
  | { readonly kind: 'unreadable'; readonly sentence: string }

export interface Ownership {
  /** The folder is ours, or becomes ours where that may be; else why not. */
  arrive(expected: FolderIdentity): Promise<{ readonly kind: 'ours' } | Refused | ShareFault>
  /** By what it is ours, as far as we know. */
  hold(): Hold | null
  /** Reads in the folder whether it is ours. */
  prove(): Promise<Proof>
  /** False where the next proof would fail, as far as we know. */
  mayBeOurs(): boolean
  takeOver(order: { readonly actor: string; readonly reason: string }): Promise<TakenOver>
}

export interface Refused {
  readonly kind: 'refused'
  readonly why: CodedMessage
}

export type TakenOver = { readonly kind: 'done' | 'refused'; readonly said: CodedMessage }

export function createOwnership(deps: OwnershipDeps): Ownership {
  const { share, folder } = deps
  const grip = createGrip(deps)
  deps.start.onSign(grip.renew)
  return {
    hold: grip.hold,
    prove: grip.prove,
    mayBeOurs: grip.mayBeOurs,
    async arrive(expected) {
      if ((await grip.prove()).kind === 'ours') return { kind: 'ours' }
      const read = await share.owner({ folder })
      if (read.kind === 'fault') return read
      const refused = await whyNotOurs(deps, read, await grip.stand(read))
      if (refused !== null) return refused
      const taken = await grip.take(read, expected, '')
      if (taken.kind === 'fault') return taken
      return taken.kind === 'owned' ? { kind: 'ours' } : refusalOf(deps, read)
    },
    async takeOver(order) {
      const outcome = await takeOver(deps, grip, order)
      if (outcome.kind === 'done') deps.log.warn({ folder }, sentenceOf(outcome.said, deps))
      deps.onChange()
      return outcome
    },
  }
}

/** What we know of our own hold on the folder. */
type Grip = ReturnType<typeof createGrip>

function createGrip(deps: OwnershipDeps) {
  const { folder, share, start, log } = deps
  const watched = watchSigns(deps.clock)
  let term: number | null = null
  let signs: readonly Sign[] = []
  let isReadable = true
  let renewing = false

  const hold = (): Hold | null => (term === null ? null : { term, token: start.token, signs })
  const settled = (proof: Proof): Proof => {
    const before = term !== null && isReadable
    isReadable = proof.kind !== 'unreadable'
    if (proof.kind === 'not-ours' && term !== null) {
      term = null
      deps.onChange()
    }
    if (proof.kind === 'ours' && !before) deps.onOurs()
    return proof
  }
  return {
    hold,
    mayBeOurs: () => term !== null && isReadable,
    async prove(): Promise<Proof> {
      const held = hold()
      if (held === null) return { kind: 'not-ours' }
      return settled(proofOf(await share.held({ folder, hold: held })))
    },
    stand: async (read: OwnerRead): Promise<Standing> =>
      standingOf(read, {
        us: start,
        known: read.record === null ? null : await deps.ledger.findStart(read.record.token),
        ours: signs,
        unchangedMs: watched.unchangedMs(read),
      }),
    async take(read: OwnerRead, expected: FolderIdentity | null, reason: string) {
      const [sign, record] = [start.sign(), start.record(reason)]
      signs = [sign]
      const outcome = await share.own({ folder, after: read.term, record, sign, expected })
      if (outcome.kind !== 'owned') return outcome
      term = outcome.term
      isReadable = true
      deps.onOurs()
      return outcome
    },
    async renew(sign: Sign): Promise<void> {
      const held = hold()
      // A share that hangs gets no second one meanwhile, and holds up no stop.
      if (held === null || renewing || (sign.stopped && !isReadable)) return
      renewing = true
      try {
        const newest = signs.slice(-1)
        signs = [...newest, sign]
        const outcome = await share.renew({ folder, hold: { ...held, signs: newest }, sign })
        if (outcome.kind === 'fault')
          log.warn({ folder, sentence: whatOf(outcome, deps) }, 'No sign of life could be given')
        settled(proofOf(outcome))
      } finally {
        renewing = false
      }
    },
  }
}

async function takeOver(
  deps: OwnershipDeps,
  grip: Grip,
  { actor, reason }: { readonly actor: string; readonly reason: string },
): Promise<TakenOver> {
  const { folder, share } = deps
  if ((await grip.prove()).kind === 'ours') return needless(folder)
  const read = await share.owner({ folder })
  if (read.kind === 'fault') return { kind: 'refused', said: unreadable(folder, read) }
  if (read.record === null) return needless(folder)
  const standing = await grip.stand(read)
  const owner = otherOf(read.record)
  if (!standing.isGone)
    return { kind: 'refused', said: message('TAKE-OVER-ALIVE', { folder, owner }) }
  if (standing.isNewer) await deps.past.hold({ folder, record: read.record })
  else if (standing.whose === 'another') await holdOwn(deps, read)
  const taken = await grip.take(read, null, reason)
  if (taken.kind === 'fault') return { kind: 'refused', said: unreadable(folder, taken) }
  if (taken.kind === 'lost') return { kind: 'refused', said: message('TAKE-OVER-LATE', { folder }) }
  return { kind: 'done', said: message('OUTBOX-TAKE-OVER', { folder, owner, actor, reason }) }
}

function needless(folder: string): TakenOver {
  return { kind: 'refused', said: message('TAKE-OVER-NEEDLESS', { folder }) }
}

function unreadable(folder: string, fault: ShareFault): CodedMessage {
  return message('TAKE-OVER-UNREADABLE', { folder, trouble: whatOf(fault, { zone: 'UTC' }) })
}

function proofOf(
  outcome: { readonly kind: 'ours' } | { readonly kind: 'not-ours' } | ShareFault,
): Proof {
  return outcome.kind === 'fault'
    ? { kind: 'unreadable', sentence: whatOf(outcome, { zone: 'UTC' }) }
    : outcome
}

/** null: it may be taken. What follows from the refusal for transfers of ours is done first. */
async function whyNotOurs(
  deps: OwnershipDeps,
  read: OwnerRead,
  { whose, isNewer, isGone }: Standing,
): Promise<Refused | null> {
  const { folder, past } = deps
  const { record } = read
  if (record === null) return null
  if (whose === 'another') {
    await holdOwn(deps, read)
    const owner = otherOf(record)
    return { kind: 'refused', why: message('OUTBOX-OF-ANOTHER', { folder, owner, alive: !isGone }) }
  }
  if (isNewer) await past.hold({ folder, record })
  return isGone ? null : refusalOf(deps, read)
}

function refusalOf({ folder, start }: OwnershipDeps, { record }: OwnerRead): Refused {
  const owner = otherOf(record ?? start.record(''))
  return { kind: 'refused', why: message('OUTBOX-COPY-AT-WORK', { folder, owner }) }
}

/** What we have under way of a folder that is another's may be sent from there. */
async function holdOwn(
  { ledger, interrupt, folder, log }: OwnershipDeps,
  { record }: OwnerRead,
): Promise<void> {
  if (record === null) return
  const owner = otherOf(record)
  const held = await holdUnderWay(
    { ledger, interrupt },
    {
      folder,
      why: ({ name, bank }) => message('OUTBOX-TAKEN-OVER', { name, bank, folder, owner }),
    },
  )
  if (held > 0) log.warn({ folder, held }, 'An outbox is another’s: what was under way is held')
}

/** For how long a sign of life was not followed by another, as long as we have looked. */
function watchSigns(clock: Clock): { unchangedMs(read: OwnerRead): number } {
  let seen = ''
  let sinceMs = 0
  return {
    unchangedMs({ term, record, sign }) {
      const now = `${term}/${record?.token}/${sign?.number}/${sign?.mark}`
      if (now !== seen) {
        seen = now
        sinceMs = clock.monotonicMs()
      }
      return clock.monotonicMs() - sinceMs
    },
  }
}
