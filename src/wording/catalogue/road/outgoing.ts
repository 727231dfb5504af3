// Messages about the way of a file that goes out: taken, sealed, sent, received by the bank, archived. Pure.

import { entry, type InnerMessage } from '../../entry.ts'

const told = { scope: 'file', severity: 'info', fault: 'nobody', heals: true } as const
const forPerson = { scope: 'file', severity: 'error', fault: 'machine', heals: false } as const

type NotArchived = {
  readonly name: string
  readonly isCancelled: boolean
  readonly what: InnerMessage
}

export const outgoing = {
  /** Claimed in the folder of an outbox. */
  TAKEN: entry<{ readonly name: string; readonly folder: string; readonly sizeBytes: number }>(
    told,
  ),
  /** Found among the claimed files of an outbox, without a row of the ledger. */
  'FOUND-TAKEN': entry<{
    readonly name: string
    readonly folder: string
    readonly sizeBytes: number
  }>(told),
  'HANDED-OVER': entry<{
    readonly actor: string
    readonly name: string
    /** What the caller’s own file is called; '' when it is the same, or not said. */
    readonly uploadName: string
    readonly sizeBytes: number
    readonly sha256: string
  }>(told),
  /** It lay in the folder before the folder was watched for the first time. */
  'FIRST-START': entry<{ readonly name: string }>({ ...forPerson, fault: 'nobody' }),
  SEALED: entry<{ readonly sizeBytes: number; readonly sha256: string }>(told),
  'CHECK-FAILED-TO-RUN': entry<{
    readonly name: string
    /** In the words of the system. */
    readonly why: string
  }>(forPerson),
  /** It has a number at the bank from now on. */
  IDENTIFIED: entry<{
    readonly bank: string
    readonly number: number
    readonly partner: string
  }>(told),
  'BANK-RECEIVED': entry<{
    readonly bank: string
    /**
     * `end`: it confirmed the end of the transfer. `went-on`: asked about a doubt, it went on and confirmed.
     * `refused-as-received`: asked about a doubt, it refused the file because it has it.
     */
    readonly how: 'end' | 'went-on' | 'refused-as-received'
    /** `PESIT-2-250`; '' where it confirmed. */
    readonly code: string
  }>(told),
  /** The bank was asked about a doubt, and its answer decides nothing. */
  'STILL-IN-DOUBT': entry<{
    readonly bank: string
    readonly what: InnerMessage
    /** It is asked again by itself; otherwise a person asks. */
    readonly isAsked: boolean
  }>({ scope: 'file', severity: 'error', fault: 'network', heals: false }),
  /** The end of the transfer was under way when the program stopped. */
  'STOPPED-AT-END': entry<Record<never, never>>(told),
  /** The note beside the bytes says that the end may have been sent. */
  'END-NOTED': entry<Record<never, never>>(told),
  /** Found at start with a copy that is missing, damaged, or further on than the ledger. */
  RECOVERY: entry<{ readonly id: string }>(forPerson),
  'BANK-MESSAGE': entry<{
    readonly bank: string
    readonly text: string
    /** Of the transfer when the message came. */
    readonly state: string
  }>({ ...told, fault: 'bank' }),
  ARCHIVED: entry<{ readonly file: string }>(told),
  /** It is tried again, and goes by itself when what failed is over. */
  'ARCHIVE-FAILED': entry<NotArchived>({ ...forPerson, heals: true }),
  /** It is tried again, and fails until a person mends what `what` names. */
  'ARCHIVE-STOPPED': entry<NotArchived>(forPerson),
  'ATTEMPT-STARTED': entry<{ readonly bank: string; readonly attempt: number }>(told),
  /** A claimed original was changed after it was sealed: what lies there now is a transfer of its own. */
  'ORIGINAL-CHANGED': entry<{ readonly name: string; readonly folder: string }>({
    ...told,
    fault: 'writer',
  }),
} as const
