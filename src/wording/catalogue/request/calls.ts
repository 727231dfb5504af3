// Messages about calls of programs that are not served: the address, the body, or what they name. Pure.

import { entry, type InnerMessage } from '../../entry.ts'

type Nothing = Record<string, never>

/** The caller gets this answer, and a person changes the program. */
const refused = { scope: 'daemon', severity: 'warning', fault: 'operator', heals: false } as const

/** A field of a request, and what is wrong with it in the words of the schema. */
export type FieldFault = { readonly field: string; readonly what: string }

export const calls = {
  'NOT-FOUND': entry<{ readonly method: string; readonly path: string }>(refused),
  'ADDRESS-BROKEN': entry<Nothing>(refused),
  'BODY-BROKEN': entry<{ readonly why: 'empty' | 'no-json' }>(refused),
  'TOO-LARGE': entry<Nothing>(refused),
  'TOO-MANY': entry<Nothing>({ ...refused, heals: true }),
  'REQUEST-INVALID': entry<{ readonly faults: readonly FieldFault[] }>(refused),
  'REQUEST-FAILED': entry<Nothing>({ ...refused, severity: 'error', fault: 'pesit-drop' }),
  'HOST-UNKNOWN': entry<Nothing>(refused),
  'ORIGIN-FOREIGN': entry<Nothing>(refused),
  'SERVER-UNKNOWN': entry<{
    /** In quotes, cut short; '' when the field is missing. */
    readonly asked: string
    readonly known: readonly { readonly id: number; readonly name: string }[]
  }>(refused),
  'PARTNER-UNKNOWN': entry<{
    readonly bank: string
    /** Ours at this bank. */
    readonly partner: string
    /** In quotes, cut short. */
    readonly asked: string
  }>(refused),
  'NAME-MISSING': entry<Nothing>(refused),
  'IDEMPOTENCY-KEY-INVALID': entry<Nothing>(refused),
  'IDEMPOTENCY-KEY-REUSED': entry<Nothing>(refused),
  'CURSOR-WRONG': entry<Nothing>(refused),
  'EVENT-ID-WRONG': entry<Nothing>(refused),
  'TOO-MANY-STREAMS': entry<{ readonly mostOfOne: number; readonly most: number }>({
    ...refused,
    heals: true,
  }),
  'NOT-RECEIVED': entry<Nothing>(refused),
  'NOT-DELIVERED': entry<{
    readonly state: string
    /** Why it is in that state; null: there is nothing to say. */
    readonly why: InnerMessage | null
  }>({ ...refused, scope: 'file' }),
  /** An order about a transfer; `what` says why it is refused. */
  'MOVE-REFUSED': entry<{ readonly what: InnerMessage }>({ ...refused, scope: 'file' }),
} as const
