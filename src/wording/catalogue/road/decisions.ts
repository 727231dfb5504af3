// Messages about what people decide of a transfer, and why it could not be done. Pure.

import { entry, type InnerMessage } from '../../entry.ts'

const told = { scope: 'file', severity: 'info', fault: 'operator', heals: true } as const
const refused = { scope: 'file', severity: 'error', fault: 'operator', heals: false } as const

type Decided = {
  readonly actor: string
  /** In the words of the person; '' when none were given. */
  readonly why: string
}

export const decisions = {
  'RETRY-ORDERED': entry<{
    readonly actor: string
    /**
     * `again`: another try of what waits or failed. `call-now`: it goes anyway, and its bank is called now.
     */
    readonly how: 'again' | 'call-now'
  }>(told),
  CANCELLED: entry<
    Decided & {
      /** By an order; by a file beside it in the outbox; or a running attempt was stopped for it. */
      readonly how: 'order' | 'file' | 'while-sending' | 'while-receiving'
    }
  >(told),
  'HELD-BY-PERSON': entry<Decided>({ ...told, heals: false }),
  RELEASED: entry<Decided>(told),
  /** A person says that the bank has it. */
  'CONFIRMED-BY-PERSON': entry<Decided & { readonly bank: string }>(told),
  'RESEND-ORDERED': entry<Decided>(told),
  'MESSAGE-SENT': entry<{ readonly actor: string; readonly bank: string; readonly text: string }>(
    told,
  ),
  'REASON-MISSING': entry<Record<never, never>>(refused),
  'NOT-RETRIED': entry<{
    readonly id: string
    readonly bank: string
    readonly state: string
    /** Why it was replaced; null: it was not. */
    readonly replaced: InnerMessage | null
  }>(refused),
  'NOT-CANCELLED': entry<{ readonly bank: string; readonly state: string }>(refused),
  /** Nothing of that name was ever taken. */
  'NOTHING-TO-CANCEL': entry<{ readonly name: string; readonly folder: string }>(refused),
  'NOT-HELD': entry<{ readonly state: string; readonly direction: 'out' | 'in' }>(refused),
  'NOT-RELEASED': entry<{ readonly state: string }>(refused),
  /** It is another by now than the one that was judged. */
  'MOVED-MEANWHILE': entry<{ readonly state: string }>(refused),
  'NEVER-READ-WHOLE': entry<{ readonly name: string }>(refused),
  'NEVER-SENT-FROM-HERE': entry<{
    readonly virtualFile: string
    /** Why it is held. */
    readonly what: InnerMessage | null
  }>(refused),
  'BEING-ASKED': entry<{ readonly id: string; readonly bank: string }>(refused),
  'MESSAGE-NOT-ASCII': entry<Record<never, never>>(refused),
  'MESSAGE-TOO-EARLY': entry<Record<never, never>>(refused),
} as const
