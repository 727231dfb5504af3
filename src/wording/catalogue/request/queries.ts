// Messages about what somebody asked for by a word that says too little, or that nothing is called by. Pure.

import { entry } from '../../entry.ts'

/** One of those that may be meant. */
export type Candidate = {
  readonly id: string
  readonly name: string
  readonly bank: string
  readonly direction: 'out' | 'in'
  readonly state: string
  readonly createdMs: number
}

const wrong = { scope: 'daemon', severity: 'warning', fault: 'operator', heals: false } as const

export const queries = {
  /** A name, or the end of an id, that several transfers have. */
  'TRANSFER-AMBIGUOUS': entry<{
    readonly asked: string
    readonly candidates: readonly Candidate[]
    readonly more: boolean
  }>({ scope: 'file', severity: 'warning', fault: 'operator', heals: false }),
  'TRANSFER-UNKNOWN': entry<{
    readonly asked: string
    /** The caller has no key, and is told the same of a transfer that belongs to somebody else. */
    readonly keyless: boolean
  }>({
    scope: 'file',
    severity: 'warning',
    fault: 'operator',
    heals: false,
  }),
  /** A list asked for by a value that nothing can have. */
  'FILTER-UNKNOWN': entry<{
    readonly filter: 'state' | 'status' | 'bank' | 'serverId' | 'virtual file' | 'outbox or inbox'
    readonly asked: string
    readonly known: readonly string[]
    /** What was probably meant; null: nothing is near. */
    readonly meant: string | null
  }>(wrong),
  'FILTER-NO-DATE': entry<{ readonly filter: string; readonly asked: string }>(wrong),
  'FILTERS-EXCLUDE-EACH-OTHER': entry<{ readonly one: string; readonly other: string }>(wrong),
  'BANK-NAME-UNKNOWN': entry<{
    readonly asked: string
    readonly known: readonly string[]
    readonly meant: string | null
  }>(wrong),
} as const
