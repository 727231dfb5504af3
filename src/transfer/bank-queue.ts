// The queue of one bank: as many runners as it has connections, each taking the next due transfer from the
// ledger until none is due. The order lives in the ledger, not here, so that hold, cancel and priority
// count until the last moment. A bank that cannot be reached rests as a whole.

import PQueue from 'p-queue'
import { createBell } from '../lib/bell.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Ledger } from '../ledger/ledger.ts'

export interface BankQueueOptions {
  readonly bank: string
  readonly connections: number
  /** The ledger is looked at this often even when nobody rings. */
  readonly lookEveryMs: number
  /** Folders whose transfers may not be sent now. */
  readonly except: () => readonly string[]
  /** Runs one attempt; resolves with how long the bank should rest, or null. Must not reject. */
  readonly run: (transfer: Transfer) => Promise<{ readonly bankRestsMs: number | null }>
}

export interface BankQueue {
  /** Something became due: look now. */
  ring(): void
  /** Ends the bank's rest, because a person asked. */
  wake(): void
  /** Takes no more; resolves when the running attempts are over. */
  stop(): Promise<void>
}

export function startBankQueue(
  deps: { readonly ledger: Ledger; readonly clock: Clock; readonly log: Log },
  options: BankQueueOptions,
): BankQueue {
  const { ledger, clock, log } = deps
  const queue = new PQueue({ concurrency: options.connections })
  const bell = createBell()
  const stopping = new AbortController()
  let restsUntilMs = 0
  let nextDueMs: number | null = null

  const runDue = async (): Promise<void> => {
    while (!stopping.signal.aborted && clock.monotonicMs() >= restsUntilMs) {
      // The bank's answer must be written down: nothing is sent while there is no room for it.
      if (!ledger.hasRoom()) return
      const due = await ledger.takeDue(options.bank, clock.nowMs(), options.except())
      if (due.kind === 'none') {
        nextDueMs = due.dueMs
        return
      }
      // There may be more: let the other runners look as well.
      bell.ring()
      const { bankRestsMs } = await options.run(due.transfer)
      if (bankRestsMs === null) continue
      restsUntilMs = clock.monotonicMs() + bankRestsMs
      // The one who waits for work must learn of the rest, to come back right after it.
      bell.ring()
    }
  }
  const startRunners = () => {
    for (let free = options.connections - queue.pending - queue.size; free > 0; free -= 1) {
      queue.add(runDue).catch((error: unknown) => {
        log.error({ bank: options.bank, error }, 'The queue of a bank stopped for a fault of ours')
      })
    }
  }
  const untilNextLookMs = (): number => {
    const restMs = restsUntilMs - clock.monotonicMs()
    if (restMs > 0) return restMs
    const dueInMs = nextDueMs === null ? options.lookEveryMs : nextDueMs - clock.nowMs()
    return Math.max(10, Math.min(options.lookEveryMs, dueInMs))
  }
  const dispatch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      if (clock.monotonicMs() >= restsUntilMs) startRunners()
      await bell.wait(untilNextLookMs(), stopping.signal)
    }
  }
  const dispatching = dispatch()

  return {
    ring: () => bell.ring(),
    wake() {
      restsUntilMs = 0
      bell.ring()
    },
    async stop() {
      stopping.abort()
      await dispatching
      await queue.onIdle()
    },
  }
}
