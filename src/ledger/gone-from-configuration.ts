// Transfers whose bank, outbox or inbox is no longer in the configuration. No station works on them, so they
// are reported until they are finished: one condition for each bank and folder that is gone.

import { comingStates, unsentStates } from '../journey/moves/state-sets.ts'
import { conditionSubject } from '../journey/condition-subject.ts'
import type { TransferState } from '../journey/moves/next-state.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import type { StateCount, TransferReading } from './contract/transfers.ts'

export interface Configured {
  readonly banks: readonly string[]
  /** Paths of folders. */
  readonly outboxes: readonly string[]
  readonly inboxes: readonly string[]
  /** Our managed inboxes, which the configuration does not name, lie below this folder. */
  readonly receivedBelow: string
}

export interface Gone {
  readonly subject: string
  readonly message: CodedMessage
}

type Kind = 'bank' | 'outbox' | 'inbox'

/** The states in which a transfer is unfinished and needs a station that works for that bank or folder. */
const open: Readonly<Record<Kind, readonly TransferState[]>> = {
  bank: unsentStates,
  outbox: unsentStates,
  inbox: [...comingStates, 'held'],
}
export const goneKinds: readonly string[] = ['bank-gone', 'outbox-gone', 'inbox-gone']
const maximumNames = 3

/** The place at which a group of transfers is stuck; null when a station works on them. Pure. */
export function goneAt(
  { direction, bank, folder, state }: Pick<StateCount, 'direction' | 'bank' | 'folder' | 'state'>,
  { banks, outboxes, inboxes, receivedBelow }: Configured,
): Kind | null {
  const is = (kind: Kind) => (open[kind].includes(state) ? kind : null)
  if (direction === 'in')
    return inboxes.includes(folder) || folder.startsWith(`${receivedBelow}/`) ? null : is('inbox')
  // A transfer whose bank is gone is reported once, wherever it came from.
  if (!banks.includes(bank)) return is('bank')
  return folder === '' || outboxes.includes(folder) ? null : is('outbox')
}

export async function findGone(
  ledger: Pick<TransferReading, 'summary' | 'list'>,
  known: Configured,
): Promise<readonly Gone[]> {
  const counts = await ledger.summary(Number.MAX_SAFE_INTEGER)
  const groups = new Map<string, { kind: Kind; counts: StateCount[] }>()
  for (const count of counts) {
    const kind = goneAt(count, known)
    if (kind === null) continue
    const subject = conditionSubject(`${kind}-gone`, kind === 'bank' ? count.bank : count.folder)
    const group = groups.get(subject) ?? { kind, counts: [] }
    group.counts.push(count)
    groups.set(subject, group)
  }
  return Promise.all(
    [...groups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(async ([subject, { kind, counts: own }]) => ({
        subject,
        message: await told(ledger, kind, own),
      })),
  )
}

async function told(
  ledger: Pick<TransferReading, 'list'>,
  kind: Kind,
  counts: readonly StateCount[],
): Promise<CodedMessage> {
  const [{ bank, folder, direction } = { bank: '', folder: '', direction: 'out' as const }] = counts
  const first = await ledger.list({
    ...(kind === 'bank' ? { bank } : { folder }),
    ...{ direction, states: open[kind], order: 'oldest', limit: maximumNames },
  })
  const left = {
    count: counts.reduce((sum, { count }) => sum + count, 0),
    oldestMs: Math.min(...counts.map(({ oldestMs }) => oldestMs)),
    names: first.map(({ name, virtualFile }) => name || virtualFile),
  }
  if (kind === 'bank') {
    const doubts = counts.filter(({ state }) => state === 'in-doubt')
    const inDoubt = doubts.reduce((sum, { count }) => sum + count, 0)
    return message('BANK-GONE', { ...left, bank, inDoubt })
  }
  return message(kind === 'outbox' ? 'OUTBOX-GONE' : 'INBOX-GONE', { ...left, folder, bank })
}
