// Warnings about a CFONB file: what is worth a look and does not stop the file. The file is examined record
// by record, independently of the readers of payments, by the rules of its format. Pure.

import type { CodedMessage } from '../../wording/catalogue.ts'
import { Cfonb160Warnings } from './cfonb-160-warnings.ts'
import { Cfonb320Warnings } from './cfonb-320-warnings.ts'
import { type FormatWarnings, SequenceWarnings } from './sequence-warnings.ts'

export interface CfonbWarnings {
  /** A whole record, its number from 1. */
  record(code: string, record: string, number: number): void
  finish(): readonly CodedMessage[]
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
