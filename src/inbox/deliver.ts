// Puts received files into their inbox, whole, once, without replacing anything (share/verbs/deliver.ts has
// the file side of it). The order, and what a crash after each step finds:
//
//   stage   a copy under our own folder in the inbox (B8: staged again, or found whole)
//   named   the name goes on record before it is given (B11: the link count tells whether it was given)
//   link    the file appears, the folder is fsynced (B9, B10: linked again, the same inode is no collision)
//   published in the ledger, then the staged name goes (B12: removed at the next look)

import { undeliveredStates, deliveredStates } from '../journey/moves/state-sets.ts'
import { everyTransfer } from '../ledger/every-transfer.ts'
import { moveNewest } from '../ledger/move-newest.ts'
import { conditionSubject } from '../journey/condition-subject.ts'
import type { Conditions } from '../ledger/contract/conditions.ts'
import type { MoveStep, TransferMoves } from '../ledger/contract/moves.ts'
import type { TransferNumbers } from '../ledger/contract/sync-points.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import type { Clock } from '../lib/time/clock.ts'
import type { Log } from '../lib/log.ts'
import { failpoint } from '../lib/failpoint.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Share } from '../share/share.ts'
import type { FolderIdentity } from '../share/looking.ts'
import type { ShareFault } from '../share/fault.ts'
import { dateAndTime, nameFor, nextName } from './naming.ts'
import { sentenceOf } from '../wording/sentence.ts'
import { message } from '../wording/catalogue.ts'

export interface DeliverDeps {
  readonly ledger: Conditions &
    Pick<TransferMoves, 'move'> &
    TransferNumbers &
    Pick<TransferReading, 'list'>
  readonly share: Share
  readonly clock: Clock
  readonly log: Log
  readonly spool: { bytes(id: string): string }
  readonly folder: string
  /** The folder as it was found well: nothing is put into another one of its path. */
  readonly expected: FolderIdentity
  readonly template: string
  readonly zone: string
  readonly group: string | null
  readonly mode: string | null
  /** It is in the inbox: the archive may look. */
  readonly onDelivered: () => void
}

const maximumNames = 1000
const pageOf = 100

/**
 * Delivers what is committed or confirmed, oldest first; returns the fault of the folder that stops it, or
 * null. A file whose own bytes are damaged stops only itself: it is told, and the next ones go on.
 */
export async function deliverAll(
  deps: DeliverDeps,
  virtualFile: string,
): Promise<ShareFault | null> {
  const { ledger, folder } = deps
  const whole = {
    direction: 'in',
    folder,
    virtualFile,
    states: undeliveredStates,
  } as const
  for await (const transfer of everyTransfer(ledger, whole, pageOf)) {
    const fault = await deliverOne(deps, transfer)
    if (fault?.code === 'FILE-DAMAGED') await noteDamaged(deps, transfer, fault)
    else if (fault !== null) return fault
  }
  return null
}

async function noteDamaged(
  { ledger, log, folder }: DeliverDeps,
  { id, bank, pesit }: Transfer,
  fault: ShareFault,
): Promise<void> {
  const label = pesit?.label ?? ''
  const what = { code: fault.code, arguments: fault.arguments }
  const told = message('RECEIVED-DAMAGED', { bank, label, folder, what })
  const sentence = sentenceOf(told, { zone: 'UTC' })
  log.error({ transfer: id, folder, sentence }, 'A received file is damaged on our disk')
  await ledger.note(`received:${id}`, told)
}

async function noteWhole({ ledger }: DeliverDeps, { id }: Transfer): Promise<void> {
  const subject = conditionSubject('received', id)
  const noted = (await ledger.conditions()).some((condition) => condition.subject === subject)
  if (noted) await ledger.note(subject, null)
}

/** As many as could have been given their name and not their end at a crash, and some more. */
const maximumLeftovers = 20

/**
 * A crash after a file was published leaves its staged name: it goes now (B12). Asked for once, at the start.
 */
export async function sweepLeftovers(deps: DeliverDeps, virtualFile: string): Promise<void> {
  const { ledger, share, folder } = deps
  const published = await ledger.list({
    direction: 'in',
    folder,
    virtualFile,
    states: deliveredStates,
    order: 'newest',
    limit: maximumLeftovers,
  })
  for (const { id } of published) {
    const unstaged = await share.unstage({ folder, id })
    if (unstaged.kind === 'fault') return
  }
}

async function deliverOne(deps: DeliverDeps, found: Transfer): Promise<ShareFault | null> {
  const { share, folder, group, mode, spool } = deps
  const staged = await share.stage({
    folder,
    id: found.id,
    source: spool.bytes(found.id),
    sha256: found.sha256 ?? '',
    expected: deps.expected,
    group,
    mode,
  })
  if (staged.kind === 'fault') return staged
  let transfer = found.name === '' ? await named(deps, found, await firstName(deps, found)) : found
  for (let count = 2; transfer !== null && count < maximumNames; count += 1) {
    const { name } = transfer
    failpoint('deliver.named')
    const linked = await share.link({ folder, id: transfer.id, name, expected: deps.expected })
    if (linked.kind === 'fault') return linked
    failpoint('deliver.linked')
    if (linked.kind !== 'exists') {
      await published(deps, transfer, linked.kind === 'taken-away')
      return null
    }
    transfer = await named(
      deps,
      transfer,
      nextName(found.name === '' ? name.replace(/_\d+(\.[^.]*)?$/, '$1') : found.name, count),
    )
  }
  return null
}

async function firstName(deps: DeliverDeps, transfer: Transfer): Promise<string> {
  const { date, time } = dateAndTime(deps.clock.nowMs(), deps.zone)
  const counter = `inbox:${deps.folder}:${transfer.virtualFile}:${date}`
  const sequence = deps.template.includes('{sequence}')
    ? await deps.ledger.nextNumber(counter, 1)
    : 1
  const { bank, virtualFile, id, pesit } = transfer
  return nameFor(deps.template, {
    label: pesit?.label ?? '',
    virtualFile,
    bank,
    date,
    time,
    sequence,
    id,
  })
}

/** null: somebody else moved it; the next look sees it anew. */
async function named(
  deps: DeliverDeps,
  transfer: Transfer,
  name: string,
): Promise<Transfer | null> {
  return move(deps, transfer, {
    event: 'named',
    patch: { name },
    sentence: message('NAMED', { name, folder: deps.folder }),
  })
}

async function published(deps: DeliverDeps, transfer: Transfer, takenAway: boolean): Promise<void> {
  const path = `${deps.folder}/${transfer.name}`
  const sentence = message('DELIVERED', { path, isTaken: takenAway })
  const moved = await move(deps, transfer, { event: 'published', patch: {}, sentence })
  failpoint('deliver.published')
  if (moved === null) return
  await noteWhole(deps, transfer)
  await deps.share.unstage({ folder: deps.folder, id: transfer.id })
  failpoint('deliver.unstaged')
  deps.onDelivered()
}

async function move(
  deps: DeliverDeps,
  transfer: Transfer,
  step: MoveStep,
): Promise<Transfer | null> {
  // The bank's confirmation may come between.
  const outcome = await moveNewest(deps.ledger, transfer, step)
  if (outcome.kind === 'moved') return outcome.transfer
  deps.log.warn(
    { transfer: transfer.id, event: step.event, outcome: outcome.kind },
    'A received file could not be moved on',
  )
  return null
}
