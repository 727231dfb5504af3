// Which payments a file orders, for outboxes that send whatever lies there: no format is expected, nothing is
// judged, and nothing that a file holds makes this fail. A file that is no payment file, or a broken one, has
// no payments to be compared, and `why` is told. Linear in the file, in bounded memory. Pure.
//
// Banks take more than what is strictly XML: whoever passes twice must be known twice. So a file that ends
// `unreadable` is read once more from its beginning, tolerantly (preflight/xml/reader.ts). What can be read
// strictly is read by that reading alone, so that its key is the one that a check gives.

import type { PaymentsIdentity } from '../journey/payments.ts'
import { looksComplete } from './complete.ts'
import { type Cut, createFileReader, type FileRead } from './file-reader.ts'
import { LeadingBlanks } from './leading-blanks.ts'
import type { XmlOptions } from './xml/events.ts'

/** Plain data: it may be sent from one thread to another. */
export type PaymentsRead = PaymentsOrWhy & {
  /** What it is was known by its structure, and its end is missing; absent also where that cannot be said. */
  readonly cut?: Cut
}

export type PaymentsOrWhy =
  | { readonly kind: 'payments'; readonly payments: PaymentsIdentity; readonly why: '' }
  /** It is something else: nothing is missed. */
  | { readonly kind: 'no-payments'; readonly payments: null; readonly why: string }
  /** It began as payment orders and is no whole set of them: it cannot be compared by its payments. */
  | { readonly kind: 'unreadable'; readonly payments: null; readonly why: string }

/** Of the beginning and of the end of a file. */
const endsBytes = 64 * 1024

export interface PaymentsReader {
  push(chunk: Uint8Array): void
  finish(): PaymentsRead
  /**
   * After `finish`: a tolerant reading may find what this one did not. It knows XML alone; CFONB is always
   * read so.
   */
  readonly mayBeReadTolerantly: boolean
}

export function createPaymentsReader(options: XmlOptions = {}): PaymentsReader {
  const reader = createFileReader(options)
  const leading = new LeadingBlanks()
  const ends = new KeptEnds()
  let failure: string | null = null
  /** A mistake of ours in a format must not stop a file that nobody asked us to look into. */
  const guarded = <T>(read: () => T): T | null => {
    if (failure !== null) return null
    try {
      return read()
    } catch (error) {
      failure = `the reader failed (${error instanceof Error ? error.message : String(error)})`
      return null
    }
  }
  let isXml = true
  return {
    get mayBeReadTolerantly() {
      return isXml
    },
    push(chunk) {
      if (options.tolerant === true) ends.push(chunk)
      guarded(() => reader.push(leading.strip(chunk)))
    },
    finish() {
      const read = guarded(() => reader.finish())
      if (read === null)
        return {
          kind: 'unreadable',
          payments: null,
          why: failure ?? 'the reader failed',
        }
      const { wasRead, found } = read
      isXml = read.isXml
      const cut = options.tolerant === true ? (read.cut ?? ends.cutBehind(read)) : read.cut
      const end = cut === null ? {} : { cut }
      if (found.payments !== null)
        return { kind: 'payments', payments: found.payments, why: '', ...end }
      // A tolerant reading has the last word; a strict one leaves it to that.
      const isOther = options.tolerant === true && read.seemsOther
      const kind = wasRead && !isOther ? 'unreadable' : 'no-payments'
      return { kind, payments: null, why: found.why, ...end }
    },
  }
}

/** Where the reading stopped before the end, and the format is what it seemed to be. */
const stoppedBy: ReadonlySet<string> = new Set([
  'DOCTYPE',
  'NUL',
  'ENCODING',
  'TOO-DEEP',
  'TOO-LONG',
  'TOO-MANY-ATTRIBUTES',
  'TOO-MANY-NAMESPACES',
])

/**
 * The first and the last bytes of what is read: they say whether the end is there where a reading stopped
 * early.
 */
class KeptEnds {
  head: Uint8Array = new Uint8Array(0)
  tail: Uint8Array = new Uint8Array(0)
  sizeBytes = 0

  push(chunk: Uint8Array): void {
    this.sizeBytes += chunk.length
    if (this.head.length < endsBytes)
      this.head = Buffer.concat([this.head, chunk.subarray(0, endsBytes - this.head.length)])
    const last = chunk.subarray(-endsBytes)
    this.tail = Buffer.concat([
      this.tail.subarray(-(endsBytes - last.length) || this.tail.length),
      last,
    ])
  }

  cutBehind({ findings }: FileRead): Cut | null {
    const stopped = stoppedBy.has(findings[0]?.code ?? '')
    const isCut = stopped && looksComplete(this).kind === 'cut'
    return isCut ? { format: 'XML', line: 0, column: 0, open: '' } : null
  }
}
