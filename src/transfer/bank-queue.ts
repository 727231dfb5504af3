// The queue of one bank: one worker for each connection, each of which takes the next due transfer from the
// ledger until none is due. The ledger keeps the order, so that hold, cancel and priority take effect until
// the last moment. While a bank cannot be reached, none of its transfers is tried.

import PQueue from 'p-queue'
import { createBell } from '../lib/waiting/bell.ts'
import type { Clock } from '../lib/time/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Rest } from '../journey/queue-now.ts'
import type { SendQueue } from '../ledger/contract/queue.ts'
import type { Upkeep } from '../ledger/contract/upkeep.ts'
import type { AttemptResult } from './attempt.ts'

export interface BankQueueOptions {
  readonly bank: string
  readonly connections: number
  /** The ledger is read at least this often, even without a wake-up. */
  readonly lookEveryMs: number
  /** Folders whose transfers may not be sent now. */
  readonly except: () => readonly string[]
  /** `no`: no transfer is taken. `once`: one at a time. */
  readonly mayCall: () => 'yes' | 'once' | 'no'
  /** Runs one attempt. Must not reject. */
  readonly run: (transfer: Transfer) => Promise<AttemptResult>
}

export interface BankQueue {
  /** A transfer became due: read the ledger now. */
  ring(): void
  /** The bank may be called again. */
  endRest(): void
  /** null: it may be called. */
  rest(): Rest | null
  /** Takes no more transfers; resolves when the running attempts have ended. */
  stop(): Promise<void>
}

export function startBankQueue(
  deps: {
    readonly ledger: Pick<SendQueue, 'takeDue'> & Pick<Upkeep, 'hasReserve'>
    readonly clock: Clock
    readonly log: Log
  },
  options: BankQueueOptions,
): BankQueue {
  const { ledger, clock, log } = deps
  const queue = new PQueue({ concurrency: options.connections })
  const bell = createBell()
  const stopping = new AbortController()
  const rest = createRest(clock)
  let nextDueMs: number | null = null
  const mayTake = () => rest.leftMs() <= 0 && options.mayCall() !== 'no'

  const runDue = async (): Promise<void> => {
    while (!stopping.signal.aborted && mayTake()) {
      // The bank's answer must be recorded: nothing is sent while there is no room for it.
      if (!ledger.hasReserve()) return
      const due = await ledger.takeDue(options.bank, clock.nowMs(), options.except())
      if (due.kind === 'none') {
        nextDueMs = due.dueMs
        return
      }
      // There may be more: wake the other workers.
      bell.ring()
      const { bankRestsMs, transfer } = await options.run(due.transfer)
      if (bankRestsMs === null) continue
      rest.begin(bankRestsMs, { code: transfer.code, what: transfer.reason })
      // The dispatcher must learn of the pause, to continue right after it.
      bell.ring()
    }
  }
  const startRunners = () => {
    // One call is enough to see whether the bank accepts our identification again.
    const most = options.mayCall() === 'once' ? 1 : options.connections
    for (let free = most - queue.pending - queue.size; free > 0; free -= 1) {
      queue.add(runDue).catch((error: unknown) => {
        log.error({ bank: options.bank, error }, 'The queue of a bank stopped for a fault of ours')
      })
    }
  }
  const untilNextLookMs = (): number => {
    if (rest.leftMs() > 0) return rest.leftMs()
    const dueInMs = nextDueMs === null ? options.lookEveryMs : nextDueMs - clock.nowMs()
    return Math.max(10, Math.min(options.lookEveryMs, dueInMs))
  }
  const dispatch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      if (mayTake()) startRunners()
      await bell.wait(untilNextLookMs(), stopping.signal)
    }
  }
  const dispatching = dispatch()

  return {
    ring: () => bell.ring(),
    endRest() {
      rest.end()
      bell.ring()
    },
    rest: () => rest.now(),
    async stop() {
      stopping.abort()
      await dispatching
      await queue.onIdle()
    },
  }
}

function createRest(clock: Clock) {
  let untilMs = 0
  let because: Pick<Rest, 'code' | 'what'> = { code: '', what: '' }
  const leftMs = () => untilMs - clock.monotonicMs()
  return {
    leftMs,
    begin(ms: number, after: Pick<Rest, 'code' | 'what'>) {
      untilMs = clock.monotonicMs() + ms
      because = after
    },
    end() {
      untilMs = 0
    },
    now: (): Rest | null =>
      leftMs() > 0 ? { untilMs: clock.nowMs() + leftMs(), ...because } : null,
  }
}
