// What the readers of CFONB orders have in common: records in their order, findings, and what breaks a file
// off as a set of payments. A sequence is a header (03), its orders and a total (08). Pure.

import { CfonbPayments, type PaymentsFound } from './cfonb-payments.ts'
import { block, type Finding } from './finding.ts'
import { RecordCutter, type RecordLayout } from './records.ts'

const findingsKept = 50

export interface CfonbRules {
  readonly format: 'cfonb-160' | 'cfonb-320'
  /** What may stand before a record; '' is the beginning of the file. */
  readonly follows: Readonly<Record<string, readonly string[]>>
}

export class CfonbRecords {
  readonly payments: CfonbPayments
  readonly findings: Finding[] = []
  /** Of the record that is being taken, from 1. */
  number = 0
  private readonly rules: CfonbRules
  private readonly cutter: RecordCutter
  private readonly take: (code: string, record: string) => void
  private previous = ''

  constructor(
    rules: CfonbRules,
    layout: RecordLayout,
    take: (code: string, record: string) => void,
  ) {
    this.rules = rules
    this.take = take
    this.payments = new CfonbPayments(rules.format)
    this.cutter = new RecordCutter(layout, {
      record: (record, number) => this.begin(record, number),
      finding: (finding) => this.add(finding),
    })
  }

  push(chunk: Uint8Array): void {
    this.cutter.push(chunk)
  }

  finish(): void {
    this.cutter.finish()
    if (this.previous !== '08')
      this.breakOff(
        'TRUNCATED',
        'its last record is not the total (08): the file is cut off',
        'end',
      )
  }

  add(finding: Finding): void {
    if (this.findings.length < findingsKept) this.findings.push(finding)
  }

  block(code: string, text: string, where = `record ${this.number}`): void {
    this.add(block(code, where, text))
  }

  /** A finding after which nobody can say which payments these are. */
  breakOff(code: string, text: string, where = `record ${this.number}`): void {
    this.block(code, text, where)
    this.payments.breakOff(`${text} (${where})`)
  }

  found(): PaymentsFound {
    return this.payments.finish()
  }

  private begin(record: string, number: number): void {
    this.number = number
    const code = record.slice(0, 2)
    if (this.rules.follows[code]?.includes(this.previous) !== true) {
      const before = this.previous === '' ? 'the beginning' : this.previous
      this.breakOff('RECORD-ORDER', `a record ${code} cannot stand behind ${before}`)
    }
    // The bytes are a finding already.
    if (record.includes('\u0000')) this.payments.breakOff(`record ${number} holds NUL bytes`)
    this.previous = code
    this.take(code, record)
  }
}
