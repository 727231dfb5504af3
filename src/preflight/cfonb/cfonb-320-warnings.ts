// What is worth a look in a CFONB 320, field by field: tables say which fields of which record have a list of
// values, a BIC or a country. Pure.

import type { PlaceInFile } from '../../wording/catalogue/file/payment-warnings.ts'
import { dayOfDigits } from '../values/bank-day.ts'
import type { FormatWarnings, SequenceWarnings } from './sequence-warnings.ts'
import { hasWrongRibKey, ibanFault, isBic, isWrongRib } from '../values/iban-rules.ts'
import { normalAccount, shortIban } from '../values/iban.ts'
import { field } from './records.ts'

interface Listed {
  readonly why: 'account-type' | 'charges' | 'mode' | 'qualifier' | 'kind'
  readonly from: number
  readonly to: number
  readonly values: readonly string[]
}

/** A blank is allowed where the list contains it. */
const listed: Readonly<Record<string, readonly Listed[]>> = {
  '03': [
    { why: 'account-type', from: 200, to: 200, values: ['0', '1', '2', ' '] },
    { why: 'kind', from: 309, to: 309, values: ['1', '2', '3', '4', ' '] },
  ],
  '04': [
    { why: 'account-type', from: 11, to: 11, values: ['0', '1', '2', ' '] },
    { why: 'qualifier', from: 221, to: 221, values: ['T', 'D', ' '] },
    { why: 'mode', from: 247, to: 247, values: ['0', '1', '2', ' '] },
    { why: 'charges', from: 248, to: 249, values: ['13', '14', '15', '  '] },
  ],
}
const bics: Readonly<Record<string, readonly [number, number]>> = {
  '03': [189, 199],
  '05': [151, 161],
  '06': [151, 161],
}
const countries: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  '04': [
    [203, 204],
    [245, 246],
  ],
  '05': [[162, 163]],
  '06': [[162, 163]],
}
/** The fields of the header that a total may repeat. */
const repeated = [
  { why: 'reference', from: 173, to: 188 },
  { why: 'account', from: 201, to: 234 },
] as const

export class Cfonb320Warnings implements FormatWarnings {
  private readonly sequence: SequenceWarnings
  /** The last order; its bank (05) may follow. */
  private order: {
    readonly place: PlaceInFile
    readonly isCheque: boolean
    hasBank: boolean
  } | null = null

  constructor(sequence: SequenceWarnings) {
    this.sequence = sequence
  }

  take(code: string, record: string): void {
    for (const { why, from, to, values } of listed[code] ?? []) {
      const value = field(record, from, to)
      if (!values.includes(value))
        this.sequence.add('FIELD', value, {
          why,
          than: values.map((one) => one.trim() || 'blank').join(', '),
        })
    }
    const [from = 0, to = 0] = bics[code] ?? []
    const bic = from === 0 ? '' : field(record, from, to).trim()
    if (bic !== '' && !isBic(bic)) this.sequence.add('BIC', bic)
    for (const [first, last] of countries[code] ?? []) {
      const country = field(record, first, last)
      if (country.trim() !== '' && !/^[A-Z]{2}$/.test(country))
        this.sequence.add('COUNTRY', country)
    }
    if (code === '03') this.takeHeader(record)
    if (code === '04') this.takeOrder(record)
    if (code === '05' && this.order !== null) this.order.hasBank = true
    if (code === '08') this.takeTotal(record)
  }

  end(): void {
    if (this.order !== null && !this.order.hasBank && !this.order.isCheque)
      this.sequence.add('BENEFICIARY-BANK', '', { place: this.order.place })
    this.order = null
  }

  private takeHeader(record: string): void {
    this.end()
    this.checkCreation(record)
    this.checkAccount(field(record, 200, 200), field(record, 201, 234), 'FR')
    const currency = field(record, 235, 237)
    if (currency.trim() !== '' && !/^[A-Z]{3}$/.test(currency))
      this.sequence.add('CURRENCY', currency)
    const isOneDay = ['1', '2'].includes(field(record, 309, 309))
    this.checkDay(record, isOneDay)
  }

  private takeOrder(record: string): void {
    this.end()
    const isCheque = ['1', '2'].includes(field(record, 247, 247))
    this.order = { place: this.sequence.place, isCheque, hasBank: false }
    this.checkAccount(field(record, 11, 11), field(record, 12, 45), field(record, 203, 204))
    const isOwnDay = ['3', '4'].includes(field(this.sequence.header, 309, 309))
    this.checkDay(record, isOwnDay)
    if (/^0+$/.test(field(record, 226, 239))) this.sequence.add('AMOUNT-ZERO', '')
  }

  private takeTotal(record: string): void {
    this.end()
    this.checkCreation(record)
    for (const { why, from, to } of repeated) {
      const shown = (text: string) => (why === 'account' ? shortIban(text) : text)
      const value = normalAccount(field(record, from, to))
      const than = normalAccount(field(this.sequence.header, from, to))
      if (value !== '' && value !== than)
        this.sequence.add('TOTAL-OF-OTHER', shown(value), { why, than: shown(than) || 'none' })
    }
  }

  private checkCreation(record: string): void {
    const text = field(record, 11, 18)
    if (!/^[0 ]*$/.test(text) && dayOfDigits(text) === null) this.sequence.add('DATE', text.trim())
  }

  private checkDay(record: string, isNeeded: boolean): void {
    const text = field(record, 310, 317)
    if (!/^[0 ]*$/.test(text)) this.sequence.addDay(text.trim(), dayOfDigits(text))
    else if (isNeeded) this.sequence.add('DATE-MISSING', '')
  }

  /** Type 1 is an IBAN, type 2 a national number; a French one has 23 characters with its key. */
  private checkAccount(type: string, text: string, country: string): void {
    const account = normalAccount(text)
    const value = shortIban(account)
    if (type === '2' && country === 'FR' && account.length === 23 && isWrongRib(account))
      this.sequence.add('RIB-KEY', value)
    if (type !== '1') return
    const fault = ibanFault(account)
    if (fault === null) {
      if (hasWrongRibKey(account)) this.sequence.add('RIB-KEY', value)
      return
    }
    const than = 'than' in fault ? String(fault.than) : ''
    this.sequence.add('IBAN', value, { why: fault.why, than })
  }
}
