// What both readers of CFONB orders share: the order of records, findings, and the faults after which a file
// is no set of payments. A sequence is a header (03), its orders and a total (08). Pure.

import type { ArgumentsOf, CodedMessage } from '../../wording/catalogue.ts'
import type { FindingPlace } from '../../wording/catalogue/file/findings.ts'
import { CfonbPayments, type PaymentsFound } from './payments.ts'
import { type CfonbWarnings, createCfonbWarnings } from './warnings.ts'
import { type Finding, type FindingCode, Findings, refuse } from '../finding.ts'
import { type CfonbCut, RecordEnds } from './end.ts'
import { RecordCutter, type RecordLayout } from './records.ts'

/** The text of an order has a few records, never hundreds. */
const longestLabel = 64 * 1024

export interface CfonbRules {
  readonly format: 'cfonb-160' | 'cfonb-320'
  /** The records that may be before a record; '' is the beginning of the file. */
  readonly follows: Readonly<Record<string, readonly string[]>>
}

export class CfonbRecords {
  readonly payments: CfonbPayments
  private readonly kept = new Findings()
  private readonly worthALook: CfonbWarnings
  private isBroken = false
  private leftEarly = false
  /** Number of the current record, from 1. */
  number = 0
  private readonly rules: CfonbRules
  private readonly cutter: RecordCutter
  private readonly take: (code: string, record: string) => void
  private previous = ''
  private readonly ends: RecordEnds

  constructor(
    rules: CfonbRules,
    { today = null, ...layout }: RecordLayout & { readonly today?: string | null },
    take: (code: string, record: string) => void,
  ) {
    this.rules = rules
    this.take = take
    this.payments = new CfonbPayments(rules.format)
    this.worthALook = createCfonbWarnings(rules.format, today)
    this.ends = new RecordEnds(rules.format === 'cfonb-160' ? 160 : 320)
    this.cutter = new RecordCutter(layout, {
      record: (record, number, length) => {
        this.ends.take(record.slice(0, 2), number, length)
        this.begin(record, number)
      },
      finding: (finding) => this.add(finding),
    })
  }

  /** To be called once, at the end. */
  warnings(): readonly CodedMessage[] {
    return this.worthALook.finish()
  }

  get findings(): readonly Finding[] {
    return this.kept.all
  }

  /** After `finish`: the end is missing. null for a file that was not read to its end. */
  get cut(): CfonbCut | null {
    return this.leftEarly ? null : this.ends.cut
  }

  push(chunk: Uint8Array): void {
    // The payments cannot be known any more, and no further finding would be kept.
    if (this.isBroken && this.kept.areFull) this.leftEarly = true
    else this.cutter.push(chunk)
  }

  finish(): void {
    this.cutter.finish()
    const { number, previous } = this
    if (previous !== '08')
      this.breakOff('TRUNCATED', { record: number, code: previous }, { kind: 'end' })
  }

  add(finding: Finding): void {
    this.kept.add(finding)
  }

  refuse<C extends FindingCode>(code: C, values: Omit<ArgumentsOf<C>, 'name' | 'place'>): void {
    this.add(refuse(code, { kind: 'record', record: this.number }, values))
  }

  wrongNumber(number: string, expected: string): void {
    this.add(refuse('RECORD-NUMBER', { kind: 'record', record: this.number }, { number, expected }))
  }

  /** A finding after which the payments of the file cannot be known. */
  breakOff<C extends FindingCode>(
    code: C,
    values: Omit<ArgumentsOf<C>, 'name' | 'place'>,
    place: FindingPlace = { kind: 'record', record: this.number },
  ): void {
    this.isBroken = true
    const found = refuse(code, place, values)
    this.add(found)
    this.payments.breakOff(`${found.text} (${found.where})`)
  }

  /** The text of an order, with the part that one more record adds. */
  longerLabel(label: string, part: string): string {
    if (label.length <= longestLabel) return `${label}\n${part}`
    this.breakOff('TOO-LONG', { what: 'text of an order', maximum: null })
    return label
  }

  found(): PaymentsFound {
    return this.payments.finish()
  }

  private begin(record: string, number: number): void {
    this.number = number
    const code = record.slice(0, 2)
    if (this.rules.follows[code]?.includes(this.previous) !== true) {
      this.breakOff('RECORD-ORDER', { code, before: this.previous })
    }
    // The NUL bytes themselves are a finding already.
    if (record.includes('\u0000')) this.payments.breakOff(`record ${number} holds NUL bytes`)
    this.previous = code
    this.take(code, record)
    this.worthALook.record(code, record, number)
  }
}
