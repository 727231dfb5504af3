// CFONB formats that are not payment orders of an outbox: statements (120), restituted operations and answers
// to bills (240). Read only to find out whether the end is there. Pure.

import { type CfonbCut, RecordEnds } from './end.ts'
import type { CfonbLayout } from './layout.ts'
import { RecordCutter } from './records.ts'

export interface OtherCfonbReader {
  push(chunk: Uint8Array): void
  finish(): { readonly cut: CfonbCut | null }
}

export function createOtherCfonbReader(layout: CfonbLayout): OtherCfonbReader {
  const ends = new RecordEnds(layout.recordBytes)
  const cutter = new RecordCutter(
    { ...layout, recordLength: layout.recordBytes },
    {
      record: (record, number, length) => ends.take(record.slice(0, 2), number, length),
      finding: () => undefined,
    },
  )
  return {
    push: (chunk) => cutter.push(chunk),
    finish() {
      cutter.finish()
      return { cut: ends.cut }
    },
  }
}
