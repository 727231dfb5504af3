// Which payments a CFONB file orders, collected order by order in bounded memory. CFONB has no message id:
// the key is made of the account and all orders (beneficiary's account, amount, label), each as often as the
// file has it, in any order and over any number of sequences. The dates are compared separately. Pure.

import type { PaymentsIdentity } from '../../journey/payments.ts'
import { AccountList } from '../values/account-list.ts'
import { plainAmount } from '../values/amount.ts'
import { ExecutionDates } from '../pain/execution-dates.ts'
import { OrderSum } from '../pain/order-sum.ts'

export interface CfonbOrder {
  /**
   * Outgoing money, incoming money, or a bill of exchange. The exact operation does not matter: the same
   * transfers made again as deferred ones are the same transfers.
   */
  readonly kind: 'transfer' | 'debit' | 'bill'
  readonly account: string
  /** Account, or the name where there is none (a cheque). */
  readonly beneficiary: string
  readonly amount: bigint
  readonly currency: string
  readonly label: string
  readonly date: string
}

/** What is known about the payments, or why nothing is. */
export type PaymentsFound =
  | { readonly payments: PaymentsIdentity; readonly why: '' }
  | { readonly payments: null; readonly why: string }

export class CfonbPayments {
  private readonly format: 'cfonb-160' | 'cfonb-320'
  private readonly orders = new OrderSum()
  private readonly dates = new ExecutionDates()
  private readonly accounts = new AccountList()
  private readonly references = new AccountList()
  private readonly currencies = new AccountList()
  private reference = ''
  private total = 0n
  private broken = ''

  constructor(format: 'cfonb-160' | 'cfonb-320') {
    this.format = format
  }

  /** A sequence begins: its account, and its reference if it has one. */
  begin(account: string, reference: string): void {
    this.accounts.add(account)
    if (reference === '') return
    if (this.reference === '') this.reference = reference
    this.references.add(JSON.stringify([this.format, account, reference]))
  }

  add({ kind, account, beneficiary, amount, currency, label, date }: CfonbOrder): void {
    this.orders.add([kind, account, beneficiary, String(amount), currency, label])
    this.dates.add(date, 1)
    this.currencies.add(currency)
    this.total += amount
  }

  /** The file is not a complete set of orders: the first reason counts. */
  breakOff(why: string): void {
    if (this.broken === '') this.broken = why
  }

  finish(): PaymentsFound {
    const { accounts, dates, references, currencies, orders } = this
    if (accounts.tooMany || dates.tooMany || references.tooMany || currencies.tooMany)
      this.breakOff('it names more accounts or dates than can be kept')
    if (this.broken !== '') return { payments: null, why: this.broken }
    const payments: PaymentsIdentity = {
      format: this.format,
      key: JSON.stringify([
        this.format,
        accounts.forKey,
        orders.count,
        String(this.total),
        orders.digest,
      ]),
      dates: dates.text,
      referenceKeys: references.all,
      referenceStrength: 'weak',
      reference: this.reference,
      count: orders.count,
      total: plainAmount(this.total),
      currency: [...currencies.all].sort().join(', '),
      accounts: accounts.all,
    }
    return { payments, why: '' }
  }
}
