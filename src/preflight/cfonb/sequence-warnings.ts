// The warnings of a CFONB file as its records are read: the current record, the header of its sequence, and
// the check that both CFONB formats share (each record repeats the operation of its header). Pure.

import type {
  Example,
  PlaceInFile,
  WarningKind,
} from '../../wording/catalogue/file/payment-warnings.ts'
import { warnOfDay } from '../values/execution-day.ts'
import { atRecord, Warnings } from '../warnings.ts'
import { field } from './records.ts'

/** The rules of one format. They add their warnings to a `SequenceWarnings`. */
export interface FormatWarnings {
  take(code: string, record: string): void
  /** There are no more records. */
  end(): void
}

export class SequenceWarnings {
  readonly warnings = new Warnings()
  /** The current day at the bank, YYYY-MM-DD; null: days in the file are not compared with it. */
  readonly today: string | null
  /** The header (03) of the current sequence. */
  header = ''
  place: PlaceInFile = atRecord(1)

  constructor(today: string | null) {
    this.today = today
  }

  begin(code: string, record: string, number: number): void {
    this.place = atRecord(number)
    if (code === '03') this.header = record
    const [value, than] = [field(record, 3, 4), field(this.header, 3, 4)]
    if (value !== than) this.add('OPERATION', value, { than })
  }

  add(
    kind: WarningKind,
    value: string,
    more: Partial<Pick<Example, 'than' | 'why'>> & { readonly place?: PlaceInFile } = {},
  ): void {
    const { place = this.place, ...given } = more
    this.warnings.add(kind, place, { value, ...given })
  }

  addDay(text: string, day: string | null): void {
    warnOfDay(this.warnings, this.place, { text, day, today: this.today })
  }
}
