// What a check can find in a file: the bank would refuse it, or it is not what it should be. What is worth a
// look and does not stop a payment is a warning (warnings.ts).

import type { FindingPlace, findings } from '../wording/catalogue/file/findings.ts'
import type { ArgumentsOf, CodedMessage } from '../wording/catalogue.ts'
import { message } from '../wording/catalogue.ts'
import { clauseOf, placeInEnglish } from '../wording/en/file/findings.ts'
import { maskIbans } from './values/iban-rules.ts'

export interface Finding {
  readonly level: 'block'
  /** A code to search for: `CONTROL-SUM`, `TRUNCATED`. */
  readonly code: string
  /** The line, record or element. */
  readonly where: string
  /** For the operator: what is wrong, and what to do. */
  readonly text: string
  /**
   * The finding as a message, without the name of the file. null: WRONG-FOLDER, whose message names folders
   * that a reader of content does not know.
   */
  readonly message: FindingMessage | null
}

export type FindingCode = keyof typeof findings
export type FindingMessage = Extract<CodedMessage, { readonly code: FindingCode }>

/** A finding that stops a payment, with its message. */
export function refuse<C extends FindingCode>(
  code: C,
  place: FindingPlace,
  values: Omit<ArgumentsOf<C>, 'name' | 'place'>,
): Finding {
  const told = { ...masked(values), name: '', place } as unknown as ArgumentsOf<C>
  const where = placeInEnglish(place) || 'file'
  return {
    ...{ level: 'block', code, where },
    text: shortened(clauseOf(code, told), longestText),
    message: message(code, told) as unknown as FindingMessage,
  }
}

/** The whole file has a format that its virtual file does not take. */
export function wrongFolder(format: string | null, expected: readonly string[]): Finding {
  const text = `it is ${format ?? 'something else'}, and this virtual file takes ${expected.join(', ')}`
  return { level: 'block', code: 'WRONG-FOLDER', where: 'file', text, message: null }
}

/** Findings go to logs and programs, and in a file whose columns are shifted an account may be anywhere. */
function masked(values: object): object {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'string' ? maskIbans(value) : (value as unknown),
    ]),
  )
}

/** Values in a file may have any length; what is shown of them may not. */
export function shortened(text: string, length = 60): string {
  // Masking comes first: nobody recognizes half of an account number.
  const short = maskIbans(text)
  return short.length <= length ? short : `${short.slice(0, length)}…`
}

/** The limit of what a finding shows of the file. */
const longestText = 300

/** At most this many findings are kept for a broken file. */
const kept = 50

export class Findings {
  private readonly found: Finding[] = []

  add(found: Finding): void {
    if (!this.areFull) this.found.push(found)
  }

  /** Further findings are not kept. */
  get areFull(): boolean {
    return this.found.length === kept
  }

  get all(): readonly Finding[] {
    return [...this.found]
  }
}
