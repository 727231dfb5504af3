// At start: examines every outgoing transfer that is not finished, and does what journey/moves/recovery.ts
// decides. Runs before anything is claimed or sent. Running it twice does no more than running it once.

import { everyTransfer } from '../ledger/every-transfer.ts'
import { stat } from 'node:fs/promises'
import type { Clock } from '../lib/time/clock.ts'
import type { Log } from '../lib/log.ts'
import type { OutboundState } from '../journey/moves/outbound.ts'
import {
  decideRecovery,
  type RecoveryDecision,
  type SpoolFinding,
} from '../journey/moves/recovery.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Move, MoveStep, TransferMoves } from '../ledger/contract/moves.ts'
import type { SyncPoints } from '../ledger/contract/sync-points.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import { message } from '../wording/catalogue.ts'
import { lookAtNote, reachedByNote } from '../ledger/spool/identity-note.ts'

export interface RecoverDeps {
  readonly ledger: Pick<SyncPoints, 'syncPoints'> &
    Pick<TransferMoves, 'move'> &
    Pick<TransferReading, 'list'>
  readonly clock: Clock
  readonly log: Log
  readonly spool: { bytes(id: string): string; note(id: string): string }
  /** null when the bank is no longer configured. */
  readonly bankOf: (bank: string) => BankRecovery | null
}

/** The settings of a bank for broken transfers. */
export interface BankRecovery {
  /** After a break the bank gets this long to notice. */
  readonly afterBreakMs: number
  /**
   * Whether a restart asks the bank about a transfer in doubt: `ifSynced` if the bank confirmed a sync point.
   */
  readonly probe: 'always' | 'ifSynced' | 'never'
  /** True: a broken transfer is resumed. False: it begins again under another number. */
  readonly restart: boolean
}

/** A bank that is no longer configured: nothing is asked of it until it is configured again. */
const unknownBank: BankRecovery = { afterBreakMs: 60_000, probe: 'never', restart: true }

const rulesAt = ({ bankOf }: RecoverDeps, { bank }: Transfer) => bankOf(bank) ?? unknownBank

function isAskedAbout(deps: RecoverDeps, transfer: Transfer): boolean {
  const { probe } = rulesAt(deps, transfer)
  return probe === 'always' || (probe === 'ifSynced' && transfer.lastSync > 0)
}

const unfinished = [
  'claimed',
  'sealed',
  'queued',
  'waiting',
  'sending',
  'finishing',
] as const satisfies readonly OutboundState[]

/** @returns the transfers that must be admitted again, oldest first. */
export async function recoverTransfers(
  deps: RecoverDeps,
): Promise<{ readonly admitAgain: readonly Transfer[] }> {
  const admitAgain: Transfer[] = []
  const query = { direction: 'out', states: unfinished } as const
  for await (const transfer of everyTransfer(deps.ledger, query)) {
    const decision = await examine(deps, transfer)
    if (decision === 'seal' || decision === 'check') admitAgain.push(transfer)
    else await act(deps, transfer, decision)
  }
  return { admitAgain }
}

async function examine(deps: RecoverDeps, transfer: Transfer): Promise<RecoveryDecision> {
  const spool = await lookAtSpool(deps.spool.bytes(transfer.id), transfer)
  const note = await lookAtNote(deps.spool.note(transfer.id))
  return decideRecovery({ state: transfer.state as OutboundState, spool, note })
}

async function lookAtSpool(path: string, transfer: Transfer): Promise<SpoolFinding> {
  try {
    const { size } = await stat(path)
    return transfer.sha256 === null || size === transfer.sizeBytes ? 'whole' : 'wrong-size'
  } catch {
    return 'missing'
  }
}

async function act(
  deps: RecoverDeps,
  transfer: Transfer,
  decision: RecoveryDecision,
): Promise<void> {
  switch (decision) {
    case 'leave':
    case 'seal':
    case 'check':
      return
    case 'cut':
      await cut(deps, transfer)
      return
    case 'doubt':
      await moveIntoDoubt(deps, transfer)
      return
    case 'hold': {
      const sentence = message('RECOVERY', { id: transfer.id })
      await move(deps, transfer, {
        event: 'held',
        patch: { reason: sentence, dueMs: null },
        sentence,
      })
    }
  }
}

async function cut(deps: RecoverDeps, transfer: Transfer): Promise<void> {
  let current: Transfer | null = transfer
  if (transfer.state === 'finishing') {
    const sentence = message('END-UNSENT', { bank: transfer.bank })
    current = await move(deps, transfer, { event: 'end-unsent', sentence })
  }
  if (current !== null) await move(deps, current, cutMove(deps, current))
}

function cutMove(deps: RecoverDeps, transfer: Transfer): MoveStep {
  const goesOn = transfer.pesit?.opened === true || rulesAt(deps, transfer).restart
  const sentence = message('STOPPED-WHILE-SENDING', { goesOn })
  const pesit = transfer.pesit === null || !goesOn ? null : { ...transfer.pesit, opened: true }
  const dueMs = deps.clock.nowMs() + rulesAt(deps, transfer).afterBreakMs
  return { event: 'cut', patch: { pesit, reason: sentence, dueMs }, sentence }
}

async function moveIntoDoubt(deps: RecoverDeps, transfer: Transfer): Promise<void> {
  const reached = await reachedByNote(deps.spool.note(transfer.id))
  const isAsked = isAskedAbout(deps, transfer)
  const sentence = message('IN-DOUBT', {
    bank: transfer.bank,
    what: message('STOPPED-AT-END', {}),
    reached,
    isAsked,
    collision: null,
  })
  const dueMs = isAsked ? deps.clock.nowMs() + rulesAt(deps, transfer).afterBreakMs : null
  const patch = { reason: sentence, dueMs }
  let current = transfer
  if (current.state === 'sending') {
    const finishing = {
      event: 'finishing',
      sentence: message('END-NOTED', {}),
    } as const
    current = (await move(deps, current, finishing)) ?? current
  }
  const syncPoint = reached === 'bank' ? await endPoint(deps, transfer) : {}
  await move(deps, current, { event: 'cut', patch, sentence, ...syncPoint })
}

/** The bank had acknowledged the sync point at the end of the file, which the next move was to record. */
async function endPoint(
  { ledger }: RecoverDeps,
  { id, sizeBytes }: Transfer,
): Promise<Pick<Move, 'syncPoint'>> {
  const last = (await ledger.syncPoints(id)).at(-1)
  if (last === undefined || last.offsetBytes !== sizeBytes) return {}
  return { syncPoint: { ...last, confirmed: true } }
}

async function move(
  deps: RecoverDeps,
  transfer: Transfer,
  step: MoveStep,
): Promise<Transfer | null> {
  const outcome = await deps.ledger.move({ id: transfer.id, version: transfer.version, ...step })
  if (outcome.kind === 'moved') {
    deps.log.warn({ transfer: transfer.id, state: outcome.transfer.state }, 'Recovered at start')
    return outcome.transfer
  }
  deps.log.error(
    { transfer: transfer.id, outcome: outcome.kind },
    'A transfer could not be recovered at start',
  )
  return null
}
