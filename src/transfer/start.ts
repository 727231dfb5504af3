// The station that sends: a queue for each bank, and a loop that asks about transfers in doubt where the bank
// is configured for it. It shares only the ledger with the other stations.

import type { TransferMoves } from '../ledger/contract/moves.ts'
import type { SendQueue } from '../ledger/contract/queue.ts'
import type { FinalPoints, SyncPoints } from '../ledger/contract/sync-points.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import type { Upkeep } from '../ledger/contract/upkeep.ts'
import type { Clock } from '../lib/time/clock.ts'
import { type SyncFolder } from '../disk/durable.ts'
import { errorText } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'
import { startPeriodic } from '../lib/waiting/loop.ts'
import type { Bank } from '../bank/bank.ts'
import type { Progress } from '../journey/progress.ts'
import type { QueueNow } from '../journey/queue-now.ts'
import type { PesitIdentity, Transfer } from '../journey/transfer.ts'
import { attempt, type AttemptResult } from './attempt.ts'
import type { AttemptDeps } from './attempt-deps.ts'
import { type BankQueue, startBankQueue } from './bank-queue.ts'
import { askAboutDoubt } from './doubt.ts'
import type { Policy } from './policy.ts'
import type { Prove } from './proof.ts'

export interface SendingBank {
  readonly bank: Bank
  readonly connections: number
  readonly policy: Policy
  readonly identify: (transfer: Transfer) => Promise<PesitIdentity>
  /** `no`: it refused our identification. `once`: a person lets one call through. */
  readonly mayCall: () => 'yes' | 'once' | 'no'
  /** Permits one call. */
  readonly allowOnce: () => void
}

export interface TransferDeps {
  readonly ledger: FinalPoints &
    Pick<SendQueue, 'takeDue'> &
    SyncPoints &
    Pick<TransferMoves, 'move'> &
    TransferReading &
    Pick<Upkeep, 'hasReserve'>
  readonly clock: Clock
  readonly log: Log
  readonly chance: () => number
  readonly spool: { bytes(id: string): string; note(id: string): string }
  /** A bank received a transfer: wakes the archive. */
  readonly onSent: () => void
  /** Whether the outbox of a transfer is still ours. */
  readonly prove: Prove
  /** Outboxes that are not ours, as far as we know: their transfers wait. */
  readonly notOurs: () => readonly string[]
  /** fsync of a folder, shared with others who need it now. */
  readonly syncFolder?: SyncFolder
}

export interface Transfers {
  readonly name: 'transfer'
  /** Something became due for this bank. */
  ring(bank: string): void
  /** Ends the pause of the bank, because a conversation went well, or because a person asked for it. */
  endRest(bank: string): void
  /**
   * Ends the pause, and permits one call where the bank refused our identification: a person asked for
   * exactly that.
   */
  callNow(bank: string): void
  /** The state of each bank's queue. */
  queues(): readonly QueueNow[]
  /** Stops the running attempt by the protocol; false when none is running. */
  interrupt(id: string): boolean
  /** The transfer is being sent, or the bank is being asked about it. */
  isRunning(id: string): boolean
  progress(): readonly Progress[]
  /**
   * Starts no new attempts; running ones may go on for the grace period and are then suspended at the next
   * block.
   */
  stop(graceMs: number): Promise<void>
}

const lookEveryMs = 5_000

export function startTransfers(deps: TransferDeps, banks: readonly SendingBank[]): Transfers {
  const running: RunningMap = new Map()
  const queues = new Map<string, BankQueue>()

  const { run, onProgress } = keepRunning(deps.clock, running)
  const doubts = banks
    .filter(({ policy }) => policy.probe !== 'never')
    .map((bank) =>
      watchDoubt(deps, attemptDeps(deps, bank, onProgress), { run, mayCall: bank.mayCall }),
    )
  for (const bank of banks) {
    const { name } = bank.bank
    const own = attemptDeps(deps, bank, onProgress)
    const options = {
      bank: name,
      connections: bank.connections,
      lookEveryMs,
      except: deps.notOurs,
      mayCall: bank.mayCall,
      run: (transfer: Transfer) =>
        run(transfer, (signal) => runAttempt(deps, own, { transfer, signal })),
    }
    queues.set(name, startBankQueue(deps, options))
  }
  return {
    name: 'transfer',
    ring: (bank) => queues.get(bank)?.ring(),
    endRest: (bank) => queues.get(bank)?.endRest(),
    callNow(bank) {
      banks.find((one) => one.bank.name === bank)?.allowOnce()
      queues.get(bank)?.endRest()
    },
    queues: () =>
      banks.map(({ bank: { name }, connections, mayCall }) => ({
        ...{ bank: name, connections, mayCall: mayCall() },
        rest: queues.get(name)?.rest() ?? null,
        running: [...running]
          .filter(([, { progress }]) => progress.bank === name)
          .map(([id]) => id),
      })),
    interrupt(id) {
      const entry = running.get(id)
      entry?.stop.abort('cancel')
      return entry !== undefined
    },
    isRunning: (id) => running.has(id),
    progress: () => [...running.values()].map((entry) => entry.progress),
    async stop(graceMs) {
      const grace = setTimeout(() => {
        for (const entry of running.values()) entry.stop.abort('stop')
      }, graceMs)
      await Promise.all([
        ...[...queues.values()].map((queue) => queue.stop()),
        ...doubts.map((doubt) => doubt.stop()),
      ])
      clearTimeout(grace)
    },
  }
}

type RunningMap = Map<string, { readonly stop: AbortController; progress: Progress }>

/** Runs a conversation for one transfer; progress() and interrupt() know it meanwhile. */
function keepRunning(
  clock: Clock,
  running: RunningMap,
): { readonly run: Run; readonly onProgress: AttemptDeps['onProgress'] } {
  return {
    async run(transfer, work) {
      const stop = new AbortController()
      const { id, bank, name, sizeBytes } = transfer
      const progress = {
        id,
        bank,
        name,
        sentBytes: 0,
        sizeBytes: sizeBytes ?? 0,
        sinceMs: clock.nowMs(),
      }
      running.set(id, { stop, progress })
      try {
        return await work(stop.signal)
      } finally {
        running.delete(id)
      }
    },
    onProgress(id, sentBytes) {
      const entry = running.get(id)
      if (entry !== undefined) entry.progress = { ...entry.progress, sentBytes }
    },
  }
}

type Run = <T>(transfer: Transfer, work: (signal: AbortSignal) => Promise<T>) => Promise<T>

function attemptDeps(
  deps: TransferDeps,
  bank: SendingBank,
  onProgress: AttemptDeps['onProgress'],
): AttemptDeps {
  const log = deps.log.child({ bank: bank.bank.name })
  return { ...deps, log, bank: bank.bank, identify: bank.identify, policy: bank.policy, onProgress }
}

/** Runs one attempt, then wakes the archive. After an error in our code, recovery takes over the transfer. */
async function runAttempt(
  deps: TransferDeps,
  own: AttemptDeps,
  { transfer, signal }: { transfer: Transfer; signal: AbortSignal },
): Promise<AttemptResult> {
  const result = await attempt(own, transfer, signal)
  if (result.transfer.state === 'sent') deps.onSent()
  return result
}

function watchDoubt(
  deps: TransferDeps,
  own: AttemptDeps,
  { run, mayCall }: { readonly run: Run; readonly mayCall: SendingBank['mayCall'] },
): { stop(): Promise<void> } {
  const look = async (stopping: AbortSignal): Promise<void> => {
    if (mayCall() !== 'yes') return
    const doubtful = await deps.ledger.list({
      direction: 'out',
      states: ['in-doubt'],
      bank: own.bank.name,
      order: 'oldest',
      limit: 100,
    })
    const notOurs = new Set(deps.notOurs())
    for (const transfer of doubtful) {
      if (transfer.look !== '' && notOurs.has(transfer.folder)) continue
      const due = transfer.dueMs !== null && transfer.dueMs <= deps.clock.nowMs()
      const decidable = transfer.lastSync > 0 || own.policy.probe === 'always'
      if (!due || !decidable || stopping.aborted) continue
      await run(transfer, (signal) => askAboutDoubt(own, transfer, signal))
      deps.onSent()
    }
  }
  return startPeriodic(look, {
    clock: deps.clock,
    everyMs: lookEveryMs / 5,
    onFailure: (error) =>
      own.log.error({ error: errorText(error) }, 'Transfers in doubt could not be asked about'),
  })
}
