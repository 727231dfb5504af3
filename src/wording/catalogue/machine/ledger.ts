// Messages about the ledger, the data folder's database: it cannot be opened, read or written. Pure.

import { entry } from '../../entry.ts'

const machine = { scope: 'daemon', severity: 'error', fault: 'machine', heals: false } as const
const operator = { ...machine, fault: 'operator' } as const

type Versions = {
  /** The step of the schema that the file has reached. */
  readonly version: number
  /** The last step that this program knows. */
  readonly known: number
}

export const ledger = {
  'LEDGER-LOCKED': entry<{
    readonly folder: string
    /** null: the holder left no note. */
    readonly holder:
      | { readonly pid: number; readonly host: string; readonly sinceMs: number }
      | { readonly error: string }
      | null
  }>(operator),
  'LEDGER-MISSING': entry<{ readonly path: string }>(operator),
  'LEDGER-DAMAGED': entry<
    /** `foreign`: it is empty or belongs to another program. `removed`: its newest entries lie beside it. */
    | { readonly why: 'foreign' | 'removed'; readonly path: string }
    /** What SQLite, or the comparison of a table with its checksums, found. */
    | { readonly why: 'found'; readonly path: string; readonly found: string }
    | {
        readonly why: 'fact'
        readonly path: string
        readonly sequence: number
        readonly transfer: string
      }
    | { readonly why: 'row'; readonly transfer: string; readonly sequence: number }
    /** The file that says how far transfer numbers were used; `error`: '' when it says something else. */
    | {
        readonly why: 'counter'
        readonly path: string
        readonly counter: string
        readonly error: string
      }
  >(machine),
  'LEDGER-FAILED': entry<
    | { readonly why: 'closed' | 'no-audit-key' | 'not-an-audit-key'; readonly path: string }
    /** `shared`: another program has the file locked. */
    | {
        readonly why: 'unwritten'
        readonly path: string
        readonly error: string
        readonly shared: boolean
      }
    /** `forbidden`: this user has no right to it. */
    | {
        readonly why: 'unopened' | 'unseen'
        readonly path: string
        readonly error: string
        readonly forbidden: boolean
      }
    | { readonly why: 'lock'; readonly path: string; readonly error: string }
    | ({ readonly why: 'older' | 'newer'; readonly path: string } & Versions)
  >(machine),
} as const
