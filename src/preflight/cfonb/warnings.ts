// What is worth a look in a CFONB file and is no reason to stop it, record by record, beside the readers of
// payments: what both formats have, and by which rules each is looked at. Pure.

import type { Example, Place, WarningKind } from '../../wording/catalogue/file/payment-warnings.ts'
import type { CodedMessage } from '../../wording/catalogue.ts'
import { Cfonb160Warnings } from './cfonb-160-warnings.ts'
import { Cfonb320Warnings } from './cfonb-320-warnings.ts'
import { warnOfDay } from '../values/execution-day.ts'
import { field } from './records.ts'
import { atRecord, Warnings } from '../warnings.ts'

export interface CfonbWarnings {
  /** A whole record, its number from 1. */
  record(code: string, record: string, number: number): void
  finish(): readonly CodedMessage[]
}

/** The rules of one format. */
export interface FormatWarnings {
  take(code: string, record: string): void
  /** No more records come. */
  end(): void
}

/** Where the rules of a format tell what they found. */
export class SequenceWarnings {
  readonly warnings = new Warnings()
  /** At the bank; null: days are compared with none. */
  readonly today: string | null
  /** The present sequence's. */
  header = ''
  place: Place = atRecord(1)

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
    more: Partial<Pick<Example, 'than' | 'why'>> & { readonly place?: Place } = {},
  ): void {
    const { place = this.place, ...given } = more
    this.warnings.add(kind, place, { value, ...given })
  }

  addDay(text: string, day: string | null): void {
    warnOfDay(this.warnings, this.place, { text, day, today: this.today })
  }
}

export function createCfonbWarnings(
  format: 'cfonb-160' | 'cfonb-320',
  today: string | null,
): CfonbWarnings {
  const sequence = new SequenceWarnings(today)
  const rules: FormatWarnings =
    format === 'cfonb-160' ? new Cfonb160Warnings(sequence) : new Cfonb320Warnings(sequence)
  return {
    record(code, record, number) {
      sequence.begin(code, record, number)
      rules.take(code, record)
    },
    finish() {
      rules.end()
      return sequence.warnings.all
    },
  }
}
