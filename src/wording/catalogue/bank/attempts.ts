// Messages about conversations with a bank that did not end well: the line, what the bank said outside of the
// protocol's diagnostics, and what we ended ourselves. And what comes next of the transfer. Pure.

import { entry, type InnerMessage } from '../../entry.ts'
import type { DamagedFile } from '../machine/disk.ts'

type OfBank = { readonly bank: string }

const network = { scope: 'file', severity: 'error', fault: 'network', heals: true } as const
const ofBank = { scope: 'file', severity: 'error', fault: 'bank', heals: true } as const
const doubtful = { scope: 'file', severity: 'error', fault: 'bank', heals: false } as const
const told = { scope: 'file', severity: 'info', fault: 'nobody', heals: true } as const
const ours = { scope: 'file', severity: 'error', fault: 'machine', heals: true } as const

export const attempts = {
  'LINE-CUT': entry<
    OfBank & {
      /** In the words of the system, or of the part that ended the line. */
      readonly why: string
    }
  >(network),
  'BANK-OUT-OF-TURN': entry<
    OfBank & {
      /** What came, as the name of the event. */
      readonly event: string
    }
  >(ofBank),
  /** Its answer to the end of the transfer has no diagnostic (PI 2). */
  'END-WITHOUT-VERDICT': entry<OfBank>(doubtful),
  'END-COUNTS-DIFFER': entry<OfBank & { readonly bankBytes: number; readonly ourBytes: number }>(
    doubtful,
  ),
  /** It took the file, and refused to close it. */
  'END-CONTRADICTED': entry<
    OfBank & {
      /** `PESIT-2-212`. */
      readonly code: string
      readonly text: string
    }
  >(doubtful),
  /** The password by which the bank shows itself (`serverPassword`) was another. */
  'BANK-NOT-PROVED': entry<OfBank>({
    scope: 'bank',
    severity: 'error',
    fault: 'operator',
    heals: false,
  }),
  'RESTART-REFUSED': entry<
    OfBank & {
      /**
       * `may-have-it`: it wants the start of a file that it may have whole. `new`: a point of a file that is
       * new to it. `unknown`: a point that was never set. `lost`: it lost points that it had confirmed.
       */
      readonly why: 'may-have-it' | 'new' | 'unknown' | 'lost'
      readonly point: number
      /** The last point that it had confirmed. */
      readonly confirmed: number
      /** PI 13; null: none. */
      readonly number: number | null
    }
  >({ scope: 'file', severity: 'error', fault: 'bank', heals: false }),
  /** We ended it by the protocol, to go on later. */
  SUSPENDED: entry<OfBank & { readonly while: 'sending' | 'before-end' | 'receiving' }>(told),
  'STOPPED-BY-PERSON': entry<OfBank & { readonly while: 'sending' | 'receiving' }>({
    ...told,
    fault: 'operator',
  }),
  /** Somebody moved the transfer while it was being sent. */
  'MOVED-BY-ANOTHER': entry<OfBank>(told),
  /** Something on this machine failed. */
  'OUR-FAILURE': entry<
    OfBank & {
      readonly while: 'calling' | 'preparing' | 'sending' | 'receiving'
      /** The system’s code, such as EIO; '' when there is none. */
      readonly error: string
      /** In the words of the system. */
      readonly why: string
    }
  >(ours),
  /** The bank and we do not agree on what the protocol allows. */
  'PROTOCOL-DISAGREED': entry<OfBank & { readonly why: string }>({ ...ours, fault: 'bank' }),
  /** The bytes in the spool are not those that were sealed. */
  'FILE-DAMAGED': entry<
    | DamagedFile
    | (OfBank & {
        readonly id: string
        readonly path: string
        readonly sha256: string
        readonly sizeBytes: number
      })
  >({ ...ours, heals: false }),
  'RECORD-UNFIT': entry<
    OfBank & {
      /** Where, and what does not fit. */
      readonly why: string
    }
  >({ scope: 'file', severity: 'error', fault: 'writer', heals: false }),
  'NUMBER-USED': entry<{
    readonly bank: string
    /** What the bank said. */
    readonly what: InnerMessage
    readonly number: number | null
    readonly partner: string
    /** An earlier attempt under this number ended before the bank had answered it. */
    readonly isAgain: boolean
  }>({ scope: 'file', severity: 'error', fault: 'operator', heals: false }),
} as const
