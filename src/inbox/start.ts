// The station that fetches: asks at its scheduled times, once at start for a slot that was missed, again
// soon after a break, and whenever a person wants; never twice at the same time. Beside it, a loop that
// delivers what is whole.

import { incompleteStates } from '../journey/moves/state-sets.ts'
import { inboxSubject } from '../journey/condition-subject.ts'
import { type Bell, createBell } from '../lib/waiting/bell.ts'
import { errorText } from '../lib/files/files.ts'
import type { Poll, Polls } from '../ledger/contract/receiving.ts'
import type { Upkeep } from '../ledger/contract/upkeep.ts'
import { missedSlot, nextSlot } from '../schedule/cron.ts'
import type { DeliverDeps } from './deliver.ts'
import { type Delivered, startDelivery } from './delivering.ts'
import { type PollDeps, poll } from './poll.ts'
import { sentenceOf } from '../wording/sentence.ts'

export interface InboxOptions {
  readonly virtualFile: string
  readonly folder: string
  readonly when: readonly string[]
  readonly zone: string
  readonly catchUp: boolean
}

export type InboxDeps = Omit<PollDeps, 'onCommitted'> &
  Pick<DeliverDeps, 'ledger' | 'share' | 'template' | 'group' | 'mode' | 'onDelivered'> & {
    readonly ledger: Polls & Pick<Upkeep, 'hasReserve'>
    readonly dataFolder: string
  }

export interface InboxStatus {
  readonly folder: string
  readonly asking: boolean
  readonly nextMs: number | null
}

export interface Inbox {
  readonly name: string
  /** Asks now, or joins the ask that is running. */
  poll(): Promise<Poll>
  /** The same, and resolves when what came lies in the inbox; or says that it does not yet. */
  pollThrough(): Promise<Delivered>
  status(): InboxStatus
  stop(): Promise<void>
}

const longestSleepMs = 60_000
const dayMs = 24 * 60 * 60_000
const retryFirstMs = 30_000
const retryMaximumMs = 15 * 60_000

export function startInbox(deps: InboxDeps, options: InboxOptions): Inbox {
  const { ledger, clock, log } = deps
  const { folder, virtualFile } = options
  const stopping = new AbortController()
  const subject = inboxSubject('inbox', { folder, virtualFile })
  const failure: Failure = { count: 0, againMs: null, bell: createBell(clock) }
  let running: Promise<Poll> | null = null
  /** Asks in a row that ended at a bound of files. */
  let limited = 0
  let nextMs: number | null = null

  const ask = (slotMs: number | null): Promise<Poll> => {
    running ??= runAsk(slotMs).finally(() => {
      running = null
    })
    return running
  }
  const runAsk = async (slotMs: number | null): Promise<Poll> => {
    const {
      result,
      files,
      message: why,
      limit,
      drained,
      repeated,
      ofBank,
    } = await poll({ ...deps, onCommitted: () => delivery.ring() }, stopping.signal)
    const { bank } = deps.inbox
    const sentence = sentenceOf(why, deps)
    const told = { result, files, sentence, ...(drained ? { drained } : {}) }
    const atMs = clock.nowMs()
    const asked: Poll = { inbox: folder, bank, virtualFile, atMs, slotMs, message: why, ...told }
    await ledger.recordPoll(asked)
    const trouble = result === 'failed' || result === 'refused'
    // What the bank as a whole, or a bound of files, is in the way of is told as that, once.
    if (ofBank !== true) await ledger.note(subject, trouble && limit === null ? why : null)
    limited = limit === null ? 0 : limited + 1
    // One ask that ends at its bound may have met a backlog; what is left then comes with the next.
    const isStanding = limit?.arguments.per === 'hour' || limited > 1
    await ledger.note(
      inboxSubject('inbox-limit', { folder, virtualFile }),
      isStanding ? limit : null,
    )
    if (drained && !repeated)
      await ledger.note(inboxSubject('repeats', { folder, virtualFile }), null)
    // A bank that takes no connection now was not even asked.
    failure.count = result === 'failed' || ofBank === true ? failure.count + 1 : 0
    failure.againMs = failure.count === 0 ? null : clock.nowMs() + againInMs(deps, failure.count)
    failure.bell.ring()
    log[trouble ? 'warn' : 'info']({ folder, virtualFile, ...told }, 'Asked the bank')
    return asked
  }
  const scheduling = schedule({
    deps,
    options,
    signal: stopping.signal,
    ask,
    failure,
    onNext: (atMs) => (nextMs = atMs),
  })
  const delivery = startDelivery(deps, options, stopping.signal)
  return {
    name: `inbox ${virtualFile}`,
    poll: () => ask(null),
    pollThrough: async () => delivery.awaited(await ask(null)),
    status: () => ({ folder, asking: running !== null, nextMs }),
    async stop() {
      stopping.abort('stop')
      await Promise.all([scheduling, delivery.over, running])
    },
  }
}

/** Polls that failed in a row, also those on request: the schedule tries again before its next slot. */
interface Failure {
  count: number
  /** When to try again, regardless of the schedule; null when all is well. */
  againMs: number | null
  readonly bell: Bell
}

/** How soon a schedule that waits for room of the ledger looks again. */
const roomAgainMs = 1_000

interface Scheduling {
  readonly deps: InboxDeps
  readonly options: InboxOptions
  readonly signal: AbortSignal
  readonly ask: (slotMs: number | null) => Promise<Poll>
  readonly failure: Failure
  readonly onNext: (atMs: number | null) => void
}

async function schedule(scheduling: Scheduling): Promise<void> {
  const { deps, options, signal, failure, onNext } = scheduling
  const { clock, log } = deps
  // An ask that cannot even be recorded (a full disk) is tried again; the schedule goes on.
  const ask = async (slotMs: number | null): Promise<void> => {
    try {
      await scheduling.ask(slotMs)
    } catch (error) {
      log.error(
        { inbox: options.folder, error: errorText(error) },
        'An ask failed for a fault of ours',
      )
      failure.againMs = clock.nowMs() + retryFirstMs
    }
  }
  const { when, zone } = options
  await makeUp({ deps, options, ask })
  // What was served, or was over when we began; a clock that is set back makes none of it due again.
  let last = clock.nowMs()
  while (!signal.aborted) {
    const nowMs = clock.nowMs()
    // What a bank sends must be written down: until there is space the bank is not polled, and what is due
    // stays due.
    if (!deps.ledger.hasReserve()) {
      await failure.bell.wait(roomAgainMs, signal)
      continue
    }
    // A clock that was set back by days must not silence the asks until it is there again.
    if (last > nowMs + dayMs) last = nowMs
    // Nor for longer than a failure is waited out.
    if (failure.againMs !== null && failure.againMs > nowMs + retryMaximumMs)
      failure.againMs = nowMs
    const slot = nextSlot(when, zone, last)
    const again = failure.againMs
    if (slot !== null && slot <= nowMs) {
      last = nowMs
      await ask(slot)
    } else if (again !== null && again <= nowMs) {
      await ask(null)
    } else {
      const next = again !== null && (slot === null || again < slot) ? again : slot
      onNext(next)
      // In short waits, so that a clock that is set does not make us late by hours.
      await failure.bell.wait(
        Math.min(longestSleepMs, next === null ? longestSleepMs : next - nowMs),
        signal,
      )
    }
  }
}

/** At start: the one slot that was missed, or else what an earlier life left unfinished. */
async function makeUp({
  deps,
  options,
  ask,
}: Pick<Scheduling, 'deps' | 'options'> & {
  readonly ask: (slotMs: number | null) => Promise<void>
}): Promise<void> {
  const { clock, ledger, log } = deps
  const { when, zone, folder, virtualFile, catchUp } = options
  const asks = (await ledger.newestPolls(50)).filter(
    (asked) => asked.inbox === folder && asked.virtualFile === virtualFile,
  )
  const lastSlot = asks.find(({ slotMs }) => slotMs !== null)?.slotMs ?? null
  const missed =
    catchUp && lastSlot !== null
      ? missedSlot({ expressions: when, zone }, lastSlot, clock.nowMs())
      : null
  if (missed !== null) {
    log.info(
      { folder, slot: new Date(missed).toISOString() },
      'Making up for a slot that was missed',
    )
    await ask(missed)
  } else if (await hasUnfinished(deps, options)) await ask(null)
}

/** A file that was cut off goes on soon; a bank that cannot be reached is called ever more rarely. */
function againInMs({ afterBreakMs }: InboxDeps, failures: number): number {
  return failures === 1
    ? Math.max(1000, afterBreakMs)
    : Math.min(retryMaximumMs, Math.max(afterBreakMs, retryFirstMs) * 2 ** (failures - 2))
}

async function hasUnfinished(
  { ledger }: InboxDeps,
  { folder, virtualFile }: InboxOptions,
): Promise<boolean> {
  return (
    (
      await ledger.list({
        direction: 'in',
        folder,
        virtualFile,
        states: incompleteStates,
        limit: 1,
      })
    ).length > 0
  )
}
