// What a check can say of a file: the bank would refuse it, or it is not what it should be. What is worth a
// look and no reason to stop a payment is a warning (warnings.ts).

import type { FindingPlace, findings } from '../wording/catalogue/file/findings.ts'
import type { ArgumentsOf, CodedMessage } from '../wording/catalogue.ts'
import { message } from '../wording/catalogue.ts'
import { clauseOf, placeInEnglish } from '../wording/en/file/findings.ts'
import { maskIbans } from './values/iban-rules.ts'

export interface Finding {
  readonly level: 'block'
  /** To search for: `CONTROL-SUM`, `TRUNCATED`. */
  readonly code: string
  /** Line, record or element. */
  readonly where: string
  /** For the operator: what, and what to do. */
  readonly text: string
  /**
   * The same as a message, without the name of the file. null: WRONG-FOLDER, whose message names folders that
   * a reader of content does not know.
   */
  readonly message: FindingMessage | null
}

export type FindingCode = keyof typeof findings
export type FindingMessage = Extract<CodedMessage, { readonly code: FindingCode }>

/** It stops a payment; what it says is a message. */
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

/** A whole file in a format that its virtual file does not take. */
export function wrongFolder(format: string | null, expected: readonly string[]): Finding {
  const text = `it is ${format ?? 'something else'}, and this virtual file takes ${expected.join(', ')}`
  return { level: 'block', code: 'WRONG-FOLDER', where: 'file', text, message: null }
}

/** Findings go to logs and to programs: in a file whose columns slipped, an account may stand anywhere. */
function masked(values: object): object {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'string' ? maskIbans(value) : (value as unknown),
    ]),
  )
}

/** What a file holds may be as long as it likes; what is told of it is not. */
export function shortened(text: string, length = 60): string {
  // First: of half an account nobody knows that it is one.
  const short = maskIbans(text)
  return short.length <= length ? short : `${short.slice(0, length)}…`
}

/** Findings name what they found in the file, which may be as long as it likes. */
const longestText = 300

/** Of a broken file, so many faults are told. */
const kept = 50

export class Findings {
  private readonly found: Finding[] = []

  add(found: Finding): void {
    if (!this.areFull) this.found.push(found)
  }

  /** No fault that comes would be told. */
  get areFull(): boolean {
    return this.found.length === kept
  }

  get all(): readonly Finding[] {
    return [...this.found]
  }
}
