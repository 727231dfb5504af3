// What a check can say of a file. `block`: the bank would refuse it, or it is not what it should be.
// `warn`: worth a look, no reason to stop a payment.

import type { FindingPlace, findings } from '../wording/catalogue/findings.ts'
import type { ArgumentsOf, CodedMessage } from '../wording/catalogue.ts'
import { message } from '../wording/catalogue.ts'
import { clauseOf, placeInEnglish } from '../wording/en/findings.ts'
import { maskIbans } from './iban-rules.ts'

export interface Finding {
  readonly level: 'block' | 'warn'
  /** To search for: `CONTROL-SUM`, `TRUNCATED`. */
  readonly code: string
  /** Line, record or element. */
  readonly where: string
  /** For the operator: what, and what to do. */
  readonly text: string
  /** The same as a message, without the name of the file. */
  readonly message?: FindingMessage
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
  const said = { ...block(code, where, clauseOf(code, told)) }
  return { ...said, message: message(code, told) as unknown as FindingMessage }
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

export const block = (code: string, where: string, text: string): Finding =>
  finding('block', code, where, text)
export const warn = (code: string, where: string, text: string): Finding =>
  finding('warn', code, where, text)

/** Findings name what they found in the file, which may be as long as it likes. */
const longestText = 300

function finding(level: Finding['level'], code: string, where: string, text: string): Finding {
  const short = maskIbans(text)
  const cut = short.length <= longestText ? short : `${short.slice(0, longestText)}…`
  return { level, code, where, text: cut }
}

/** So many of each level: a flood of warnings must not hide what stops a payment. */
const kept = 50

export class Findings {
  private readonly kinds: Readonly<Record<Finding['level'], Finding[]>> = { block: [], warn: [] }

  add(found: Finding): void {
    const same = this.kinds[found.level]
    if (same.length < kept) same.push(found)
  }

  /** No fault that comes would be told. */
  get areFull(): boolean {
    return this.kinds.block.length === kept
  }

  /** Faults first. */
  get all(): readonly Finding[] {
    return [...this.kinds.block, ...this.kinds.warn]
  }
}
