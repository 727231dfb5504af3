// Would the bank take this file? Reads the file once, in chunks, in bounded memory, and says what it is, what
// it contains in one line, which payments it orders, and what is wrong with it. Never changes a byte. Pure.

import type { PaymentFormat, PaymentsIdentity } from '../journey/payments.ts'
import { type Cut, createFileReader } from './file-reader.ts'
import type { CodedMessage } from '../wording/catalogue.ts'
import { type Finding, wrongFolder } from './finding.ts'
import type { PainSummary } from './pain/pain.ts'

export type Format = PaymentFormat
export const formats: readonly Format[] = ['pain.001', 'pain.008', 'cfonb-160', 'cfonb-320']

/** Plain data that may be sent from one thread to another. */
export interface CheckResult {
  /** null: none of the formats that are checked here. */
  readonly format: Format | null
  readonly verdict: 'pass' | 'block'
  /** One line for people; '' when nothing is known. */
  readonly summary: string
  /**
   * Which payments the file orders, independently of its name and of the verdict; null where the file is not
   * a complete set of payment orders.
   */
  readonly payments: PaymentsIdentity | null
  /**
   * The key of a file with a message id; '' for others, whose payments are compared together with their
   * dates.
   */
  readonly contentKey: string
  readonly findings: readonly Finding[]
  /** What is worth a look and does not stop the file. */
  readonly warnings: readonly CodedMessage[]
  /** Where the file is cut off; absent where that is not known. */
  readonly cut?: Cut
  /** Only for pain.001 and pain.008. */
  readonly pain: PainSummary | null
}

export interface Check {
  push(chunk: Uint8Array): void
  finish(): CheckResult
}

export function createCheck(options: {
  readonly expected: readonly Format[]
  /** The current day at the bank, YYYY-MM-DD; absent: days in the file are not compared with it. */
  readonly today?: string
}): Check {
  const { today } = options
  const reader = createFileReader(today === undefined ? {} : { today })
  return {
    push: (chunk) => reader.push(chunk),
    finish() {
      const { format, summary, found, pain, cut, warnings, ...read } = reader.finish()
      const findings = [...misplaced(format, options.expected, read.findings), ...read.findings]
      const { payments } = found
      return {
        format,
        verdict: findings.some(({ level }) => level === 'block') ? 'block' : 'pass',
        summary,
        payments,
        contentKey: payments?.dates === null ? payments.key : '',
        findings,
        warnings,
        pain,
        ...(cut === null ? {} : { cut }),
      }
    },
  }
}

/**
 * The finding that stops the file, and not one that only follows from it: for example, a record that is
 * shifted has no amount where the amount should be.
 */
export function mainFault({ findings, cut }: CheckResult): Finding | undefined {
  const blocks = findings.filter(({ level }) => level === 'block')
  const [first] = blocks
  const end = cut && blocks.find(({ code }) => code === 'TRUNCATED')
  const length = blocks.find(
    ({ code, where }) => code === 'RECORD-LENGTH' && where === first?.where,
  )
  return end ?? length ?? first
}

function misplaced(
  format: Format | null,
  expected: readonly Format[],
  findings: readonly Finding[],
): readonly Finding[] {
  if (format !== null && expected.includes(format)) return []
  if (format === null && findings.some(({ level }) => level === 'block')) return []
  return [wrongFolder(format, expected)]
}
