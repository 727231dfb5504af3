// A transfer as programs see it: one of the few statuses that they know, the exact state, names as the
// programs gave them, and times as text. Pure.

import { z } from 'zod'
import { isOver, receivedStates } from '../../journey/moves/state-sets.ts'
import type { TransferState } from '../../journey/moves/next-state.ts'
import type { Transfer } from '../../journey/transfer.ts'
import type { Fetch } from '../../ledger/contract/fetches.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
import type { Reader } from '../../wording/entry.ts'
import { messageView, storedView } from './message-view.ts'
import type { Server } from './servers.ts'

export const statuses = ['PENDING', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELLED'] as const
export type Status = (typeof statuses)[number]

/**
 * A program that reads FAILED will send again, so FAILED is said only when the bank surely does not have the
 * file.
 */
const statusByState: Readonly<Record<TransferState, Status>> = {
  claimed: 'PENDING',
  sealed: 'PENDING',
  queued: 'PENDING',
  asked: 'PENDING',
  held: 'IN_PROGRESS',
  sending: 'IN_PROGRESS',
  finishing: 'IN_PROGRESS',
  'in-doubt': 'IN_PROGRESS',
  waiting: 'IN_PROGRESS',
  receiving: 'IN_PROGRESS',
  committed: 'IN_PROGRESS',
  confirmed: 'IN_PROGRESS',
  sent: 'COMPLETED',
  delivered: 'COMPLETED',
  archived: 'COMPLETED',
  rejected: 'FAILED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
  replaced: 'CANCELLED',
}

export function statusOf({ state }: Pick<Transfer, 'state'>): Status {
  return statusByState[state]
}

export const transferId = z
  .string()
  .min(1)
  .max(255)
  .describe(
    'The id, its last characters (four at least), or the name of the file: of what may be several nothing is done (409)',
  )

const time = z.iso.datetime()

export const transferSchema = z
  .object({
    id: z.string().nullable().describe('null: there was nothing to receive'),
    transferId: z.string().nullable().describe('The same, under the name that PeSIT Wizard uses'),
    status: z.enum(statuses),
    state: z.string().describe('Exactly where it stands'),
    direction: z.enum(['SEND', 'RECEIVE']),
    serverId: z.number().nullable().describe('null: the configuration no longer has this bank'),
    server: z.string().describe('The name of the bank'),
    environment: z
      .enum(['production', 'test'])
      .nullable()
      .describe('Of the bank when the transfer was born; null: the configuration no longer has it'),
    virtualFile: z.string(),
    partnerId: z.string().nullable(),
    filename: z.string().describe('Its name on our side'),
    remoteFilename: z.string().describe('Its name on the side of the bank, before its alphabet'),
    size: z.number().nullable(),
    sha256: z.string().nullable(),
    code: z.string().describe('A code to search for; empty when all is well'),
    arguments: z
      .record(z.string(), z.unknown())
      .describe('What `sentence` is made of; empty where it is stored as it is'),
    sentence: z.string().describe('Why it is where it is; empty when there is nothing to say'),
    waitingFor: z
      .object({
        code: z.string(),
        arguments: z.record(z.string(), z.unknown()),
        sentence: z.string(),
      })
      .nullable()
      .describe(
        'Queued or waiting: for what; null: it does not wait, or a page that does not say it',
      ),
    attempts: z.number(),
    sameAs: z.string().nullable().describe('The transfer that had the same content'),
    summary: z.string().describe('What is in it, where its format is known'),
    receivedAt: time
      .nullable()
      .describe('When a received file came; null: it has not come whole, or it was sent'),
    warnings: z
      .array(
        z.object({
          code: z.string(),
          arguments: z.record(z.string(), z.unknown()),
          sentence: z.string(),
          place: z.string().describe('The first; empty when it is said of the whole file'),
        }),
      )
      .describe('What was found in it that is worth a look and no reason to stop it'),
    createdAt: time,
    updatedAt: time,
    completedAt: time.nullable().describe('When it ended, well or not'),
  })
  .describe('A transfer')

/** What a view needs besides the transfer. */
export interface Shown {
  readonly servers: readonly Server[]
  readonly reader: Reader
}

export type TransferView = z.infer<typeof transferSchema>
export type WaitingView = TransferView['waitingFor']
/** What transfers wait for at this moment: read once for all transfers of one answer. */
export type WaitingNow = () => (transfer: Transfer) => Promise<WaitingView>

export function transferView(
  transfer: Transfer,
  { servers, reader }: Shown,
  waitingFor: WaitingView = null,
): TransferView {
  const { id, direction, bank, pesit } = transfer
  const status = statusOf(transfer)
  const server = servers.find(({ name }) => name === bank)
  const out = direction === 'out'
  const label = pesit?.label ?? ''
  const ended = isOver(transfer.state) || status === 'COMPLETED' || status === 'FAILED'
  return {
    id,
    transferId: id,
    status,
    state: transfer.state,
    direction: out ? 'SEND' : 'RECEIVE',
    serverId: server?.id ?? null,
    server: bank,
    environment: transfer.environment,
    virtualFile: transfer.virtualFile,
    partnerId: pesit?.partner ?? server?.partner ?? null,
    filename: out ? transfer.uploadName || transfer.name : transfer.name || label,
    remoteFilename: out ? transfer.name : label,
    size: transfer.sizeBytes,
    sha256: transfer.sha256,
    ...storedView(
      { message: transfer.message, code: transfer.code, sentence: transfer.reason },
      reader,
    ),
    // A program searches for the code of the transfer, which may be more than that of its sentence.
    code: transfer.code,
    waitingFor: waitingFor === null ? null : messageView(waitingFor as CodedMessage, reader),
    attempts: transfer.attempts,
    sameAs: transfer.sameAs,
    summary: transfer.summary,
    receivedAt: receivedAt(transfer),
    warnings: transfer.warnings.map(({ code, arguments: values, place }) => ({
      ...messageView({ code, arguments: values } as CodedMessage, reader),
      place,
    })),
    createdAt: iso(transfer.createdMs),
    updatedAt: iso(transfer.updatedMs),
    completedAt: ended ? iso(transfer.confirmedMs ?? transfer.updatedMs) : null,
  }
}

function receivedAt({ direction, state, confirmedMs, createdMs }: Transfer): string | null {
  return direction === 'in' && receivedStates.includes(state) ? iso(confirmedMs ?? createdMs) : null
}

/**
 * A file that was requested, as long as no transfer exists for it. If it ended without a file, it has no id
 * to follow.
 */
export function fetchView(fetch: Fetch, { servers, reader }: Shown): TransferView {
  const { bank, atMs, endedMs } = fetch
  const server = servers.find(({ name }) => name === bank)
  const running = fetch.result === 'running'
  return {
    id: running ? fetch.id : null,
    transferId: fetch.id,
    status: running ? 'IN_PROGRESS' : 'FAILED',
    state: running ? 'asked' : fetch.result === 'failed' ? 'failed' : 'nothing',
    direction: 'RECEIVE',
    serverId: server?.id ?? null,
    server: bank,
    environment: server?.environment ?? null,
    virtualFile: fetch.virtualFile,
    partnerId: server?.partner ?? null,
    filename: '',
    remoteFilename: fetch.remoteName,
    size: null,
    sha256: null,
    ...messageView(running ? message('BANK-ASKED-FOR-IT', { bank }) : fetch.message, reader),
    code: fetch.code,
    waitingFor: null,
    attempts: 0,
    sameAs: null,
    summary: '',
    receivedAt: null,
    warnings: [],
    createdAt: iso(atMs),
    updatedAt: iso(endedMs ?? atMs),
    completedAt: endedMs === null ? null : iso(endedMs),
  }
}

export function iso(atMs: number): string {
  return new Date(atMs).toISOString()
}
