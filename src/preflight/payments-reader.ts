// Which payments a file orders, for outboxes that send any file: no format is required, nothing is judged,
// and no content makes this fail. A file that is not a payment file, or a broken one, has no payments to
// compare, and `why` says so. Linear in the file, in bounded memory. Pure.
//
// Banks accept more than strict XML, so a file that the bank would take twice must be recognized twice. That
// is why a file that ends `unreadable` is read once more from its beginning, tolerantly
// (preflight/xml/reader.ts). A file that can be read strictly is read only that way, so that its key is the
// same as the key of a check.

import type { PaymentsIdentity } from '../journey/payments.ts'
import { looksComplete } from './complete.ts'
import { type Cut, createFileReader, type FileRead } from './file-reader.ts'
import { LeadingBlanks } from './leading-blanks.ts'
import type { XmlOptions } from './xml/events.ts'

/** Plain data that may be sent from one thread to another. */
export type PaymentsRead = PaymentsOrWhy & {
  /** The format is known by its structure, and the end is missing; absent also where that is not known. */
  readonly cut?: Cut
}

export type PaymentsOrWhy =
  | { readonly kind: 'payments'; readonly payments: PaymentsIdentity; readonly why: '' }
  /** The file is something else, so no payments are missed. */
  | { readonly kind: 'no-payments'; readonly payments: null; readonly why: string }
  /**
   * The file began as payment orders and is not a complete set of them, so its payments cannot be compared.
   */
  | { readonly kind: 'unreadable'; readonly payments: null; readonly why: string }

/** How much of the beginning and of the end of a file is kept. */
const endsBytes = 64 * 1024

export interface PaymentsReader {
  push(chunk: Uint8Array): void
  finish(): PaymentsRead
  /**
   * After `finish`: a tolerant reading may find what this one did not. There is one for XML only; CFONB is
   * always read tolerantly.
   */
  readonly mayBeReadTolerantly: boolean
}

export function createPaymentsReader(options: XmlOptions = {}): PaymentsReader {
  const reader = createFileReader(options)
  const leading = new LeadingBlanks()
  const ends = new KeptEnds()
  let failure: string | null = null
  /** A bug of ours in a reader must not stop a file that nobody asked us to check. */
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
      // A tolerant reading decides this; a strict one leaves the decision to it.
      const isOther = options.tolerant === true && read.seemsOther
      const kind = wasRead && !isOther ? 'unreadable' : 'no-payments'
      return { kind, payments: null, why: found.why, ...end }
    },
  }
}

/** Findings after which a reading stops early, although the format is what it seemed to be. */
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
 * The first and the last bytes of the file: they show whether the end is there when a reading stopped early.
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
