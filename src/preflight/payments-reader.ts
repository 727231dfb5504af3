// Which payments a file orders, for outboxes that send whatever lies there: no format is expected, nothing is
// judged, and nothing that a file holds makes this fail. A file that is no payment file, or a broken one, has
// no payments to be compared, and `why` is told. Linear in the file, in bounded memory. Pure.
//
// Banks take more than what is strictly XML: whoever passes twice must be known twice. So a file that ends
// `unreadable` is read once more from its beginning, tolerantly (xml-reader.ts). What can be read strictly is
// read by that reading alone, so that its key is the one that a check gives.

import type { PaymentsIdentity } from '../journey/payments.ts'
import { createFileReader } from './file-reader.ts'
import { LeadingBlanks } from './leading-blanks.ts'
import type { XmlOptions } from './xml-reader.ts'

/** Plain data: it may be sent from one thread to another. */
export type PaymentsRead =
  | { readonly kind: 'payments'; readonly payments: PaymentsIdentity; readonly why: '' }
  /** It is something else: nothing is missed. */
  | { readonly kind: 'no-payments'; readonly payments: null; readonly why: string }
  /** It began as payment orders and is no whole set of them: it cannot be compared by its payments. */
  | { readonly kind: 'unreadable'; readonly payments: null; readonly why: string }

export interface PaymentsReader {
  push(chunk: Uint8Array): void
  finish(): PaymentsRead
}

export function createPaymentsReader(options: XmlOptions = {}): PaymentsReader {
  const reader = createFileReader(options)
  const leading = new LeadingBlanks()
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
  return {
    push: (chunk) => void guarded(() => reader.push(leading.strip(chunk))),
    finish() {
      const read = guarded(() => reader.finish())
      if (read === null)
        return { kind: 'unreadable', payments: null, why: failure ?? 'the reader failed' }
      const { wasRead, found } = read
      if (found.payments !== null) return { kind: 'payments', payments: found.payments, why: '' }
      return {
        kind: wasRead ? 'unreadable' : 'no-payments',
        payments: null,
        why: found.why,
      }
    },
  }
}
