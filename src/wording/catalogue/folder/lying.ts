// Messages about what lies in an outbox and is not taken: one code a reason. The severity says whether it
// counts as trouble (exit code of `status`, readiness). What a person has to mend does; a name that may well
// lie there on purpose, and what goes on by itself, are warnings: shown, and nothing is in trouble. Pure.

import { type Argument, entry } from '../../entry.ts'

/**
 * What lies there for one reason: how many, since when the oldest does, and up to three, the oldest first.
 */
export interface Lying<Detail extends { readonly [name: string]: Argument }> {
  readonly [name: string]: Argument
  readonly folder: string
  readonly count: number
  readonly sinceMs: number
  readonly files: readonly ({ readonly name: string } & Detail)[]
}

type Nothing = Record<never, never>

/** To whom a file belongs, and who may do what with it; null where the file system does not say it. */
// A type, for an interface is no argument.
export type Belonging = {
  readonly owner: string | null
  readonly group: string | null
  /** Octal, four digits. */
  readonly mode: string | null
}

const writer = { scope: 'file', severity: 'error', fault: 'writer', heals: false } as const

export const lying = {
  'FILE-UNREADABLE': entry<
    Lying<Belonging> & {
      readonly service: string
      /** By its mode we may: something else refuses. */
      readonly isAllowed: boolean
      /** The service is in the group of the file. */
      readonly isInGroup: boolean
    }
  >(writer),
  /** It can be read, and not taken out of the folder. */
  'FILE-NOT-MOVABLE': entry<
    Lying<Belonging> & {
      readonly service: string
      readonly why: 'sticky' | 'flag' | 'refused'
      readonly folderOwner: string | null
      readonly folderMode: string | null
    }
  >({ ...writer, fault: 'operator' }),
  /** Another program has it open for itself alone. */
  'FILE-IN-USE': entry<Lying<{ readonly errno: string }>>({ ...writer, heals: true }),
  /** Any other refusal of the file system. */
  'FILE-TAKE-FAILS': entry<Lying<{ readonly step: 'read' | 'take'; readonly errno: string }>>({
    ...writer,
    fault: 'machine',
  }),
  'FILE-GROWS': entry<Lying<Nothing>>({ ...writer, severity: 'warning', heals: true }),
  'FILE-CHANGES': entry<Lying<{ readonly what: 'content' | 'touched' | 'inode' }>>(writer),
  /** Without arguments: of a file that was uploaded, and refused. */
  'FILE-EMPTY': entry<Lying<Nothing> | Record<string, never>>(writer),
  'FILE-INCOMPLETE': entry<Lying<{ readonly why: string }>>(writer),
  'MARKER-MISSING':
    entry<Lying<{ readonly marker: string; readonly instead: readonly string[] }>>(writer),
  'MARKER-ALONE': entry<Lying<{ readonly of: string }>>({ ...writer, severity: 'warning' }),
  'FILES-WAIT-TURN': entry<Lying<Nothing> & { readonly maximumClaimed: number }>({
    scope: 'folder',
    severity: 'warning',
    fault: 'nobody',
    heals: true,
  }),
  'NAME-NOT-UTF8': entry<Lying<Nothing>>(writer),
  'NAME-TEMPORARY': entry<Lying<Nothing>>({ ...writer, severity: 'warning' }),
  'NAME-EARLIER-VERSION': entry<Lying<Nothing>>({ ...writer, severity: 'warning' }),
  /** Nearly surely meant to be sent. */
  'NAME-OTHER-CASE': entry<Lying<Nothing> & { readonly take: readonly string[] }>(writer),
  'NAME-NOT-WANTED': entry<Lying<Nothing> & { readonly take: readonly string[] }>({
    ...writer,
    severity: 'warning',
    fault: 'operator',
  }),
  'FILE-IS-LINK': entry<Lying<Nothing>>(writer),
  'FILE-IS-FOLDER': entry<Lying<Nothing>>(writer),
  'FILE-IS-SPECIAL': entry<Lying<Nothing>>(writer),
  'FILE-HARD-LINKED': entry<Lying<{ readonly names: string }>>(writer),
  'ENTRY-DAMAGED': entry<Lying<{ readonly error: string }>>({ ...writer, fault: 'machine' }),
  /** An order to cancel that is never answered. */
  'ORDER-UNFIT': entry<Lying<{ readonly what: string }>>(writer),
} as const

export type LyingCode = keyof typeof lying
