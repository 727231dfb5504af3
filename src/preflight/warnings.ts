// Collects what is worth a look in a payment file and does not stop it: each kind of warning once, with a
// count and its first places. So a file with ten thousand wrong IBANs has one warning, and no finding is lost
// among warnings. Pure.

import {
  type Example,
  type PlaceInFile,
  type WarningKind,
  warningKinds,
} from '../wording/catalogue/file/payment-warnings.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import { maskIbans } from './values/iban-rules.ts'

const examplesKept = 3
/** The limit of what a warning shows of a value in the file. */
const longestValue = 60

type Given = Pick<Example, 'value'> & Partial<Pick<Example, 'than' | 'why'>>

export const inFile: PlaceInFile = { unit: 'file', number: null, batchId: '', endToEndId: '' }

export function atRecord(number: number): PlaceInFile {
  return { ...inFile, unit: 'record', number }
}

export class Warnings {
  private readonly kinds = new Map<WarningKind, { count: number; examples: Example[] }>()

  add(
    kind: WarningKind,
    place: PlaceInFile,
    { value, than = '', why = '' }: Given,
    times = 1,
  ): void {
    const known = this.kinds.get(kind) ?? { count: 0, examples: [] }
    this.kinds.set(kind, known)
    known.count += times
    if (known.examples.length >= examplesKept) return
    const { unit, number, batchId, endToEndId } = place
    known.examples.push({
      place: { unit, number, batchId: told(batchId), endToEndId: told(endToEndId) },
      value: told(value),
      than: told(than),
      why,
    })
  }

  /** In the order of the catalogue. */
  get all(): readonly CodedMessage[] {
    return (Object.keys(warningKinds) as WarningKind[]).flatMap((kind) => {
      const seen = this.kinds.get(kind)
      return seen === undefined ? [] : [message(kind, seen) as CodedMessage]
    })
  }
}

/** Short, and without a complete account number, because programs and logs get it. */
function told(text: string): string {
  const masked = maskIbans(text)
  return masked.length <= longestValue ? masked : `${masked.slice(0, longestValue)}…`
}
