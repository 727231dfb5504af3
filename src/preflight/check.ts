// Would the bank take this file? Reads it once, in chunks, in bounded memory, and says what it is, what it
// holds in one line, which payments it means, and what is wrong with it. Never changes a byte. Pure.

import type { PaymentFormat, PaymentsIdentity } from '../journey/payments.ts'
import { type Cut, createFileReader } from './file-reader.ts'
import type { CodedMessage } from '../wording/catalogue.ts'
import { type Finding, wrongFolder } from './finding.ts'
import type { PainSummary } from './pain/pain.ts'

export type Format = PaymentFormat
export const formats: readonly Format[] = ['pain.001', 'pain.008', 'cfonb-160', 'cfonb-320']

/** Plain data: it may be sent from one thread to another. */
export interface CheckResult {
  /** null: none of those that are checked here. */
  readonly format: Format | null
  readonly verdict: 'pass' | 'block'
  /** One line for people; '' when nothing is known. */
  readonly summary: string
  /**
   * Which payments these are, whatever the file is called and whatever the verdict says; null where the file
   * is no whole set of payment orders.
   */
  readonly payments: PaymentsIdentity | null
  /** The key of a file with a message id; '' for others, whose payments are compared with their dates. */
  readonly contentKey: string
  readonly findings: readonly Finding[]
  /** What is worth a look and no reason to stop it. */
  readonly warnings: readonly CodedMessage[]
  /** Its end is missing; absent where that cannot be said. */
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
  /** The day that it is at the bank, YYYY-MM-DD; absent: days in the file are compared with none. */
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
 * What stops a file, and not what follows from it: a record that is shifted has no amount where that should
 * be.
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
