// What is worth a look in a CFONB 160, field by field. The file contains neither check digits of accounts nor
// IBANs. Pure.

import { dayNear } from '../values/bank-day.ts'
import type { FormatWarnings, SequenceWarnings } from './sequence-warnings.ts'
import { shortIban } from '../values/iban.ts'
import { field } from './records.ts'

export class Cfonb160Warnings implements FormatWarnings {
  private readonly sequence: SequenceWarnings

  constructor(sequence: SequenceWarnings) {
    this.sequence = sequence
  }

  end(): void {
    // No record waits for the next one.
  }

  take(code: string, record: string): void {
    const isBill = field(record, 3, 4) === '60'
    this.checkSender(record, isBill)
    if (code === '03') {
      this.checkCurrency(field(record, 81, 81))
      this.checkDay(isBill ? field(record, 25, 30) : field(record, 26, 30))
    }
    if (code === '06' && isBill) this.checkDay(field(record, 119, 124))
    if (code === '03' || code === '06') this.checkAccount(record, isBill)
    if (code === '06' && /^0+$/.test(field(record, 103, isBill ? 114 : 118)))
      this.sequence.add('AMOUNT-ZERO', '')
  }

  private checkSender(record: string, isBill: boolean): void {
    if (isBill) return
    const [value, than] = [field(record, 13, 18).trim(), field(this.sequence.header, 13, 18).trim()]
    if (value !== '' && value !== than)
      this.sequence.add('SENDER-NUMBER', value, { than: than || 'none' })
  }

  /** By now a blank means euros; francs ended with the century. */
  private checkCurrency(currency: string): void {
    if (currency !== 'E' && currency !== ' ') this.sequence.add('CURRENCY', currency)
  }

  private checkDay(text: string): void {
    if (/^[0 ]*$/.test(text)) return
    // Without a current day, a year of one digit could be any year: only the day and the month are checked.
    this.sequence.addDay(text.trim(), dayNear(text.trim(), this.sequence.today ?? '2026-01-01'))
  }

  /**
   * The file has no check digits, so only the form can be checked. A beneficiary without an account is paid
   * in another way.
   */
  private checkAccount(record: string, isBill: boolean): void {
    const bank = isBill ? field(record, 82, 86) : field(record, 150, 154)
    const branch = field(record, 87, 91)
    const account = field(record, 92, 102)
    if (`${bank}${branch}${account}`.trim() === '') return
    if (/^\d{10}[A-Z0-9]{11}$/.test(`${bank}${branch}${account}`)) return
    this.sequence.add('ACCOUNT', shortIban(`${bank}${branch}${account}`.trim()), { why: 'form' })
  }
}
