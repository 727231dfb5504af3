// Messages about what a command of the command line did, or found. Pure.

import { entry, type InnerMessage } from '../../entry.ts'

type Nothing = Record<string, never>

const done = { scope: 'daemon', severity: 'info', fault: 'nobody', heals: true } as const
const wrong = { scope: 'daemon', severity: 'error', fault: 'operator', heals: false } as const
const broken = { scope: 'daemon', severity: 'error', fault: 'machine', heals: false } as const

export const commands = {
  'TRANSFER-STANDS': entry<{ readonly name: string; readonly state: string }>(done),
  'ORDER-DONE': entry<{ readonly name: string; readonly state: string }>(done),
  'ORDER-STOPPING': entry<{ readonly id: string; readonly name: string }>(done),
  /** `--received` and `--resend` at once. */
  'DOUBT-ANSWERED-TWICE': entry<Nothing>(wrong),
  'INBOXES-NONE': entry<Nothing>(wrong),
  'LIST-EMPTY': entry<{
    readonly of: 'transfers' | 'messages' | 'keys' | 'webhooks' | 'deliveries'
  }>(done),
  /** `reply`: what the bank answered; '' when nothing. */
  'MESSAGE-TAKEN': entry<{ readonly bank: string; readonly reply: string }>(done),
  'REASSIGNED-COUNT': entry<{ readonly moved: number; readonly left: number }>(done),
  'SENT-TO-BANK': entry<{
    readonly bank: string
    /** null: the time is not known. */
    readonly atMs: number | null
  }>(done),
  'RECEIVED-INTO': entry<{ readonly path: string }>(done),
  'TARGET-EXISTS': entry<{ readonly path: string }>(wrong),
  'FOLLOW-TRANSFER': entry<{ readonly id: string }>(done),
  'KEY-MADE': entry<{
    readonly name: string
    readonly role: string
    readonly expiresMs: number
  }>(done),
  'KEY-REVOKED': entry<{ readonly key: string }>(done),
  'WEBHOOK-ADDED': entry<{ readonly id: string }>(done),
  'WEBHOOK-REMOVED': entry<{ readonly url: string; readonly actor: string }>(done),
  'DELIVERY-SETTLED': entry<{ readonly event: string; readonly state: string }>(done),
  'BANK-ANSWERED': entry<{
    readonly bank: string
    /** null: not measured. */
    readonly connectMs: number | null
  }>(done),
  'NOTHING-TO-CHANGE': entry<Nothing>(done),
  'EVIDENCE-WRITTEN': entry<{ readonly name: string; readonly path: string }>(done),
  'CONFIG-VALID': entry<{
    readonly path: string
    readonly banks: number
    readonly outboxes: number
    readonly inboxes: number
  }>(done),
  'BANK-ENVIRONMENT': entry<{
    readonly bank: string
    readonly environment: 'production' | 'test'
  }>(done),
  /** A configuration that is valid, with something that a person should look at. */
  'CONFIG-WARNING': entry<{ readonly what: InnerMessage }>({ ...wrong, severity: 'warning' }),
  /** The check of a configuration could not look for what waits. */
  'LEDGER-NOT-LOOKED-AT': entry<{ readonly dataFolder: string; readonly what: InnerMessage }>({
    ...broken,
    severity: 'warning',
  }),
  'CHAIN-WHOLE': entry<{
    readonly facts: number
    /** Heads that were kept elsewhere, and are in the chain. */
    readonly heads: number
  }>(done),
  /** `facts`: of the whole chain; null: only that it is broken is to be said. */
  'CHAIN-BROKEN': entry<{ readonly facts: number | null }>(broken),
  'CHAIN-NOT-FOLLOWED': entry<Nothing>({ ...broken, severity: 'warning' }),
  'FACTS-MISSING': entry<{ readonly from: number; readonly to: number }>(broken),
  'FACT-CHANGED': entry<{ readonly sequence: number; readonly transferId: string }>(broken),
  'FACTS-CUT-OFF': entry<{ readonly sequence: number; readonly lastSequence: number }>(broken),
  /** The beginnings of two links. */
  'FACT-OF-ANOTHER-CHAIN': entry<{
    readonly sequence: number
    readonly kept: string
    readonly found: string
  }>(broken),
  'CAPTURE-UNREADABLE': entry<{
    readonly path: string
    readonly why: 'absent' | 'folder' | 'forbidden' | 'other'
    /** What the machine says; '' unless `why` is `other`. */
    readonly error: string
  }>(wrong),
  'CONNECTION-UNKNOWN': entry<{ readonly connection: number; readonly count: number }>(wrong),
} as const
