// CFONB 320, international transfers to the bank: a header (03), then for each order 04 with the bank of the
// beneficiary (05), an intermediary bank (06) and further information (07), and a total (08). Compares the
// total with the sum of the orders, and determines which payments these are. Pure.

import { scaledAmount } from '../values/amount.ts'
import type { CfonbCut } from './end.ts'
import type { PaymentsFound } from './payments.ts'
import { type CfonbRules, CfonbRecords } from './record-rules.ts'
import type { CodedMessage } from '../../wording/catalogue.ts'
import type { Finding } from '../finding.ts'
import { normalAccount } from '../values/iban.ts'
import { field, type RecordLayout } from './records.ts'

export interface Cfonb320Summary {
  readonly operation: string
  readonly orders: number
  /** One total for each currency: amounts of two currencies are never added. */
  readonly totals: readonly { readonly currency: string; readonly total: bigint }[]
  readonly account: string
  readonly reference: string
}

export interface Cfonb320Reader {
  push(chunk: Uint8Array): void
  finish(): {
    readonly summary: Cfonb320Summary
    readonly findings: readonly Finding[]
    readonly warnings: readonly CodedMessage[]
    readonly found: PaymentsFound
    readonly cut: CfonbCut | null
  }
}

/** `today`: the current day at the bank; null: days are not compared with it. */
export function createCfonb320Reader(
  layout: Omit<RecordLayout, 'recordLength'>,
  today: string | null = null,
): Cfonb320Reader {
  return new Reader(layout, today)
}

const rules: CfonbRules = {
  format: 'cfonb-320',
  follows: {
    '03': ['', '08'],
    '04': ['03', '04', '05', '06', '07'],
    '05': ['04'],
    '06': ['04', '05'],
    '07': ['04', '05', '06', '07'],
    '08': ['04', '05', '06', '07'],
  },
}

/** More currencies than exist. */
const maximumCurrencies = 300

interface Order {
  readonly beneficiary: string
  readonly amount: bigint
  readonly currency: string
  readonly date: string
  label: string
}

class Reader implements Cfonb320Reader {
  private readonly records: CfonbRecords
  private readonly file = { operation: '', orders: 0, account: '', reference: '' }
  private readonly totals = new Map<string, bigint>()
  private sequence = { account: '', currency: '', debitCurrency: '', date: '', zones: 0n }
  private number = 0n
  private order: Order | null = null

  constructor(layout: Omit<RecordLayout, 'recordLength'>, today: string | null) {
    this.records = new CfonbRecords(
      rules,
      { ...layout, recordLength: 320, today },
      (code, record) => this.take(code, record),
    )
  }

  push(chunk: Uint8Array): void {
    this.records.push(chunk)
  }

  finish(): ReturnType<Cfonb320Reader['finish']> {
    const { records, file } = this
    records.finish()
    if (file.orders === 0) records.breakOff('NO-TRANSACTION', { what: 'order' }, { kind: 'file' })
    const totals = [...this.totals]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, total]) => ({ currency, total }))
    const { findings, cut } = records
    const warnings = records.warnings()
    return { summary: { ...file, totals }, findings, warnings, found: records.found(), cut }
  }

  private take(code: string, record: string): void {
    this.checkNumber(code, record)
    if (['03', '04', '08'].includes(code)) this.endOrder()
    if (code === '03') this.begin(record)
    if (code === '04') this.beginOrder(record)
    if (code === '07' && this.order !== null)
      this.order.label = this.records
        .longerLabel(this.order.label, field(record, 11, 150).trim())
        .trim()
    if (code === '08') this.end(record)
  }

  /** Records are numbered through the file; some programs begin again with each header. */
  private checkNumber(code: string, record: string): void {
    const text = field(record, 5, 10)
    const number = /^\d+$/.test(text) ? BigInt(text) : null
    const next = this.number + 1n
    this.number = number ?? next
    // Six digits are not enough for a million records.
    if (number === next % 1_000_000n) return
    if (number === 1n && (code === '03' || next === 1_000_000n)) return
    this.records.wrongNumber(text, String(next))
  }

  private begin(record: string): void {
    const account = normalAccount(field(record, 201, 234))
    const reference = field(record, 173, 188).trim()
    const operation = field(record, 3, 4)
    this.sequence = {
      account,
      currency: field(record, 318, 320).trim(),
      debitCurrency: field(record, 235, 237).trim(),
      date: dateOf(record),
      zones: 0n,
    }
    Object.assign(this.file, { operation, account, reference })
    this.records.payments.begin(account, reference)
  }

  private beginOrder(record: string): void {
    const account = normalAccount(field(record, 12, 45))
    this.file.orders += 1
    this.order = {
      beneficiary: account === '' ? field(record, 46, 80).trim() : account,
      amount: this.amountOf(record),
      // The kind of the remittance (309) says where the date and the currency are: the other place is blank.
      currency: this.currencyOf(record),
      date: dateOf(record) || this.sequence.date,
      label: '',
    }
  }

  /** The currency of the transfer, or, with D, the currency of the debited account. */
  private currencyOf(record: string): string {
    const own = field(record, 318, 320).trim()
    const ofTransfer = own === '' ? this.sequence.currency : own
    if (!/^[A-Z]{3}$/.test(ofTransfer)) this.records.refuse('NO-CURRENCY', { said: ofTransfer })
    const byDebit = field(record, 221, 221) === 'D' && this.sequence.debitCurrency !== ''
    return byDebit ? this.sequence.debitCurrency : ofTransfer
  }

  private endOrder(): void {
    if (this.order === null) return
    const { beneficiary, amount, currency, date, label } = this.order
    this.order = null
    if (this.totals.size < maximumCurrencies || this.totals.has(currency))
      this.totals.set(currency, (this.totals.get(currency) ?? 0n) + amount)
    const { account } = this.sequence
    this.records.payments.add({
      kind: 'transfer',
      account,
      beneficiary,
      amount,
      currency,
      label,
      date,
    })
  }

  private amountOf(record: string): bigint {
    const zone = field(record, 226, 239)
    const decimals = field(record, 240, 240)
    if (/^\d+$/.test(zone)) this.sequence.zones += BigInt(zone)
    const amount =
      /^\d+$/.test(zone) && /^\d$/.test(decimals)
        ? scaledAmount(BigInt(zone), Number(decimals))
        : null
    if (amount === null)
      this.records.breakOff('AMOUNT', {
        ...{ said: zone.trim(), problem: 'decimals', decimals: decimals.trim() },
      })
    return amount ?? 0n
  }

  /** The total adds the digits as they are, whatever their decimals and currencies. */
  private end(record: string): void {
    const zone = field(record, 254, 271)
    if (!/^\d+$/.test(zone))
      return this.records.breakOff('AMOUNT', { said: zone.trim(), problem: 'no total' })
    const declared = BigInt(zone)
    if (declared === this.sequence.zones) return
    this.records.refuse('CONTROL-SUM', {
      ...{ said: String(declared), counted: String(this.sequence.zones), added: 'digits' },
    })
  }
}

/** Blanks, or zeros instead of blanks, leave the day to the header. */
function dateOf(record: string): string {
  const text = field(record, 310, 317).trim()
  return /^0*$/.test(text) ? '' : text
}
