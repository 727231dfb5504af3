// CFONB 160, orders to the bank: transfers and debits (03, 06 with 07, 08), and bills of exchange (operation
// 60, which has another layout in records of the same length). Compares the total record with the sum of the
// orders, and determines which payments these are. Pure.

import { formatAmount, fromCents } from '../values/amount.ts'
import type { CfonbCut } from './end.ts'
import type { PaymentsFound } from './payments.ts'
import { type CfonbRules, CfonbRecords } from './record-rules.ts'
import type { CodedMessage } from '../../wording/catalogue.ts'
import type { Finding } from '../finding.ts'
import { normalAccount } from '../values/iban.ts'
import { field, type RecordLayout } from './records.ts'

export interface Cfonb160Summary {
  readonly operation: string
  readonly orders: number
  readonly total: bigint
  readonly account: string
  readonly reference: string
}

export interface Cfonb160Reader {
  push(chunk: Uint8Array): void
  finish(): {
    readonly summary: Cfonb160Summary
    readonly findings: readonly Finding[]
    readonly warnings: readonly CodedMessage[]
    readonly found: PaymentsFound
    readonly cut: CfonbCut | null
  }
}

/** `today`: the current day at the bank; null: days are not compared with it. */
export function createCfonb160Reader(
  layout: Omit<RecordLayout, 'recordLength'>,
  today: string | null = null,
): Cfonb160Reader {
  return new Reader(layout, today)
}

const rules: CfonbRules = {
  format: 'cfonb-160',
  follows: {
    '03': ['', '08'],
    '06': ['03', '06', '07'],
    '07': ['06', '07'],
    '08': ['03', '06', '07'],
  },
}

const debits = ['08', '85']

interface Order {
  readonly beneficiary: string
  readonly cents: bigint
  readonly date: string
  label: string
}

class Reader implements Cfonb160Reader {
  private readonly records: CfonbRecords
  private readonly file = { operation: '', orders: 0, total: 0n, account: '', reference: '' }
  private sequence = { operation: '', account: '', currency: '', date: '', cents: 0n, records: 0 }
  /** The last order; its second line (07) may follow. */
  private order: Order | null = null

  constructor(layout: Omit<RecordLayout, 'recordLength'>, today: string | null) {
    this.records = new CfonbRecords(
      rules,
      { ...layout, recordLength: 160, today },
      (code, record) => this.take(code, record),
    )
  }

  push(chunk: Uint8Array): void {
    this.records.push(chunk)
  }

  finish(): ReturnType<Cfonb160Reader['finish']> {
    const { records, file } = this
    records.finish()
    if (file.orders === 0) records.breakOff('NO-TRANSACTION', { what: 'order' }, { kind: 'file' })
    return {
      summary: { ...file, total: fromCents(file.total) },
      findings: records.findings,
      warnings: records.warnings(),
      found: records.found(),
      cut: records.cut,
    }
  }

  private take(code: string, record: string): void {
    if (code !== '07') this.endOrder()
    if (code === '03') this.begin(record)
    this.checkNumber(record)
    if (code === '06') this.beginOrder(record)
    if (code === '07' && this.order !== null)
      this.order.label = this.records.longerLabel(this.order.label, labelOf(record))
    if (code === '08') this.end(record)
  }

  private begin(record: string): void {
    const bills = isBills(record)
    const operation = field(record, 3, 4)
    const account = bills ? billAccount(record) : orderAccount(record)
    const reference = (bills ? field(record, 150, 160) : field(record, 55, 61)).trim()
    this.sequence = {
      operation,
      account,
      currency: currencyOf(field(record, 81, 81)),
      date: bills ? '' : dateOf(field(record, 26, 30)),
      cents: 0n,
      records: 0,
    }
    if (!/^\d\d$/.test(operation) || operation === '00')
      this.records.breakOff('NO-OPERATION', { said: operation })
    Object.assign(this.file, { operation, account, reference })
    this.records.payments.begin(account, reference)
  }

  private checkNumber(record: string): void {
    if (!isBills(record)) return
    this.sequence.records += 1
    const number = field(record, 5, 12)
    if (Number(number) === this.sequence.records) return
    this.records.wrongNumber(number, String(this.sequence.records))
  }

  private beginOrder(record: string): void {
    const bills = isBills(record)
    const cents = this.centsOf(record)
    this.file.orders += 1
    this.sequence.cents += cents
    const account = bills ? billAccount(record) : orderAccount(record)
    this.order = {
      beneficiary: account === '' ? field(record, 31, 54).trim() : account,
      cents,
      // A bill has a due date of its own; the day of the remittance says nothing about it.
      date: bills ? dateOf(field(record, 119, 124)) : this.sequence.date,
      label: bills ? billReferences(record) : labelOf(record),
    }
  }

  private endOrder(): void {
    if (this.order === null) return
    const { beneficiary, cents, date, label } = this.order
    const { operation, account, currency } = this.sequence
    this.order = null
    this.records.payments.add({
      kind: operation === '60' ? 'bill' : debits.includes(operation) ? 'debit' : 'transfer',
      account,
      beneficiary,
      amount: fromCents(cents),
      currency,
      label,
      date,
    })
  }

  private end(record: string): void {
    const declared = this.centsOf(record)
    const { cents } = this.sequence
    this.file.total += cents
    if (declared === cents) return
    const [said, counted] = [formatAmount(fromCents(declared)), formatAmount(fromCents(cents))]
    this.records.refuse('CONTROL-SUM', { said, counted, added: 'orders' })
  }

  private centsOf(record: string): bigint {
    const text = isBills(record) ? field(record, 103, 114) : field(record, 103, 118)
    if (/^\d+$/.test(text)) return BigInt(text)
    this.records.breakOff('AMOUNT', { said: text.trim(), problem: 'not cents' })
    return 0n
  }
}

function isBills(record: string): boolean {
  return field(record, 3, 4) === '60'
}

/** Bank, branch and account, in the order in which people write them. */
function orderAccount(record: string): string {
  return joined(field(record, 150, 154), field(record, 87, 91), field(record, 92, 102))
}

function billAccount(record: string): string {
  return joined(field(record, 82, 86), field(record, 87, 91), field(record, 92, 102))
}

function joined(...parts: readonly string[]): string {
  return parts
    .map(normalAccount)
    .filter((part) => part !== '')
    .join(' ')
}

function labelOf(record: string): string {
  return field(record, 119, 149).trim()
}

/** A bill has no label: the drawer's reference and the drawee's reference identify it. */
function billReferences(record: string): string {
  return `${field(record, 151, 160).trim()}\n${field(record, 21, 30).trim()}`
}

/** Blanks, or zeros instead of blanks, leave the day to the bank. */
function dateOf(text: string): string {
  return /^[0 ]*$/.test(text) ? '' : text.trim()
}

/** E since the euro; old files have francs, and by now a blank means euros. */
function currencyOf(code: string): string {
  if (code === 'F') return 'FRF'
  return code === 'E' || code === ' ' ? 'EUR' : ''
}
