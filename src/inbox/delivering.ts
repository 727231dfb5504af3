// The loop of an inbox that delivers what is whole, and finds its folder again when it was away; and the wait
// of an ask until what it brought lies there.

import { undeliveredStates } from '../journey/moves/state-sets.ts'
import { conditionSubject } from '../journey/condition-subject.ts'
import { type Bell, createBell } from '../lib/waiting/bell.ts'
import { errorText } from '../lib/files/files.ts'
import type { Poll } from '../ledger/contract/receiving.ts'
import { present } from '../lib/assert.ts'
import type { Mount } from '../share/mount/mounts.ts'
import { recallMount, rememberMount } from '../share/mount/remembered.ts'
import type { FolderIdentity } from '../share/looking.ts'
import type { ShareFault } from '../share/fault.ts'
import { warningsBySubject } from '../share/warnings.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import { sentenceOf, whatOf } from '../wording/sentence.ts'
import { type DeliverDeps, deliverAll, sweepLeftovers } from './deliver.ts'
import { createRounds, type Rounds } from './rounds.ts'

export type DeliveringDeps = Omit<DeliverDeps, 'expected' | 'folder'> & {
  readonly dataFolder: string
}

export interface DeliveringOptions {
  readonly folder: string
  readonly virtualFile: string
  /** Of the dates in names. */
  readonly zone: string
}

/** How an ask ended. */
export interface Delivered extends Poll {
  /** How many files that came whole are not in the inbox yet. */
  readonly undelivered: number
}

export interface Delivery {
  /** Something is whole. */
  ring(): void
  /** Resolves when what came lies in the inbox, or says that it does not yet. */
  awaited(asked: Poll): Promise<Delivered>
  readonly over: Promise<void>
}

const deliverEveryMs = 30_000
/** So long an ask waits for its delivery. */
const deliveredWithinMs = 30_000

export function startDelivery(
  deps: DeliveringDeps,
  options: DeliveringOptions,
  signal: AbortSignal,
): Delivery {
  const bell = createBell(deps.clock)
  const delivering = { deps, options, bell, signal, rounds: createRounds(deps.clock) }
  const over = deliveries(delivering)
  return { over, ring: () => bell.ring(), awaited: (asked) => delivered(delivering, asked) }
}

/**
 * Waits for the rounds of the delivery until nothing is left, one cannot go on, or the time is over. What is
 * left by two rounds that went through cannot be delivered for a reason of its own.
 */
async function delivered(
  { deps, options, rounds, bell, signal }: Delivering,
  asked: Poll,
): Promise<Delivered> {
  const { clock, ledger, zone } = deps
  const { folder, virtualFile } = options
  const untilMs = clock.monotonicMs() + deliveredWithinMs
  for (let done = 0; ; ) {
    const leftMs = Math.max(0, untilMs - clock.monotonicMs())
    const round = rounds.next(leftMs, signal)
    bell.ring()
    const waiting = await ledger.list({
      ...{ direction: 'in', folder, virtualFile, limit: maximumCounted },
      states: undeliveredStates,
    })
    const files = waiting.length
    if (files === 0) return { ...asked, undelivered: 0 }
    const outcome = await round
    if (outcome === 'done') done += 1
    if (outcome === 'done' && done < 3 && !signal.aborted) continue
    const why = typeof outcome === 'string' ? await damagedAmong(ledger, waiting) : outcome
    const told = sentenceOf(message('DELIVERY-GOES-ON', { folder, files, why }), { zone })
    return { ...asked, sentence: `${asked.sentence} ${told}`, undelivered: files }
  }
}

async function damagedAmong(
  ledger: DeliveringDeps['ledger'],
  transfers: readonly { readonly id: string }[],
): Promise<CodedMessage | null> {
  const subjects = new Set(transfers.map(({ id }) => conditionSubject('received', id)))
  const noted = (await ledger.conditions()).find(({ subject }) => subjects.has(subject))
  return noted?.message ?? null
}

const maximumCounted = 1_000

interface Delivering {
  readonly deps: DeliveringDeps
  readonly options: DeliveringOptions
  readonly rounds: Rounds
  readonly bell: Bell
  readonly signal: AbortSignal
}

/** Which folder this is, and what it lay on when it was last well. */
interface Standing {
  identity: FolderIdentity | null
  mount: Mount | null
}

/** The folder is there (again): try it and remember it. One whose share was unmounted under it is refused. */
async function arrive(
  { share, ledger, dataFolder }: DeliveringDeps,
  folder: string,
  standing: Standing,
): Promise<ShareFault | null> {
  if (standing.identity !== null) return null
  const before = standing.mount ?? (await recallMount(dataFolder, folder))
  const probed = await share.probe({ folder, purpose: 'inbox', before })
  if (probed.kind === 'fault') return probed
  standing.identity = probed.identity
  standing.mount = probed.mount
  await rememberMount(dataFolder, folder, probed.mount)
  for (const { subject, warning } of warningsBySubject(folder, probed.warnings))
    await ledger.note(subject, warning)
  return null
}

async function deliverHere(
  deps: Omit<DeliverDeps, 'expected'>,
  virtualFile: string,
  { standing, swept }: { readonly standing: Standing; readonly swept: boolean },
): Promise<ShareFault | null> {
  const expected = present(standing.identity, 'the folder that was arrived at')
  const delivery: DeliverDeps = { ...deps, expected }
  if (!swept) await sweepLeftovers(delivery, virtualFile)
  return deliverAll(delivery, virtualFile)
}

async function deliveries({ deps, options, rounds, bell, signal }: Delivering): Promise<void> {
  const { folder, zone, virtualFile } = options
  const subject = conditionSubject('inbox-folder', folder)
  const standing: Standing = { identity: null, mount: null }
  let troubled = true
  let swept = false
  while (!signal.aborted) {
    try {
      const fault: ShareFault | null =
        (await arrive(deps, folder, standing)) ??
        (await deliverHere({ ...deps, folder, zone }, virtualFile, { standing, swept }))
      swept ||= fault === null
      if (fault?.code === 'FOLDER-MOVED' || fault?.code === 'FOLDER-MISSING')
        standing.identity = null
      if (fault !== null || troubled) await deps.ledger.note(subject, fault)
      troubled = fault !== null
      rounds.end(fault ?? 'done')
      if (fault !== null)
        deps.log.warn(
          { folder, code: fault.code, sentence: whatOf(fault, options) },
          'Received files cannot be delivered; they wait',
        )
    } catch (error) {
      troubled = true
      rounds.end('done')
      deps.log.error({ folder, error: errorText(error) }, 'Delivery failed for a fault of ours')
    }
    await bell.wait(troubled ? 2_000 : deliverEveryMs, signal)
  }
}
