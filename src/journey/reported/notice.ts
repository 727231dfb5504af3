// What a receiver gets: a fact or a condition as it was at that moment. It is stored with the delivery, so
// that every try sends the same. The path of the file is added when it is sent. Pure.

import type { ReportedName } from './event-name.ts'
import type { Fact } from '../fact.ts'
import type { Transfer } from '../transfer.ts'
import type { CodedMessage } from '../../wording/catalogue.ts'
import type { Warning } from './warning.ts'

export interface Notice {
  readonly event: ReportedName
  readonly atMs: number
  /** What happened. Its sentence is made when it is sent. */
  readonly message: CodedMessage
  /** Grows with every fact, so that a receiver can order by it. null for what is not a fact. */
  readonly sequence: number | null
  readonly transfer: NoticedTransfer | null
  readonly condition: NoticedCondition | null
}

export type NoticedTransfer = Pick<
  Transfer,
  | 'id'
  | 'direction'
  | 'state'
  | 'bank'
  | 'environment'
  | 'virtualFile'
  | 'folder'
  | 'name'
  | 'look'
  | 'sizeBytes'
  | 'sha256'
  | 'code'
  | 'createdMs'
  | 'summary'
> & {
  readonly label: string
  readonly warnings: readonly Pick<Warning, 'code' | 'arguments'>[]
}

export interface NoticedCondition {
  readonly subject: string
  readonly code: string
  readonly sinceMs: number
}

export function noticeOf(event: ReportedName, transfer: Transfer, fact: Fact): Notice {
  const { id, direction, state, bank, environment, virtualFile, folder, name, look } = transfer
  const { sizeBytes, sha256, code, createdMs, summary, pesit, warnings } = transfer
  return {
    event,
    atMs: fact.atMs,
    message: fact.message,
    sequence: fact.sequence,
    transfer: {
      id,
      direction,
      state,
      bank,
      environment,
      virtualFile,
      folder,
      name,
      look,
      sizeBytes,
      sha256,
      code,
      createdMs,
      summary,
      label: pesit?.label ?? '',
      warnings: warnings.map(({ code: kind, arguments: values }) => ({
        code: kind,
        arguments: values,
      })),
    },
    condition: null,
  }
}

const dayMs = 24 * 60 * 60_000

/** How long a delivery is tried before it becomes a dead letter. */
export const triedForMs = 3 * dayMs
