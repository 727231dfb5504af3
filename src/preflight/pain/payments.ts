// Which payments a pain.001 or pain.008 orders, collected transaction by transaction in bounded memory.
//
// The key is the message id with count, total and accounts: a message id is used once, and the sender's
// software makes a new one for new payments. A file without a message id is recognized by its orders, each as
// often as the file has it: own account, other account, amount and end-to-end id; the dates are compared
// separately. Pure.

import type { PaymentsIdentity } from '../../journey/payments.ts'
import { AccountList } from '../values/account-list.ts'
import { plainAmount } from '../values/amount.ts'
import type { PaymentsFound } from '../cfonb/payments.ts'
import { ExecutionDates } from './execution-dates.ts'
import { normalAccount } from '../values/iban.ts'
import { OrderSum } from './order-sum.ts'

export type PainFamily = 'pain.001' | 'pain.008'

export interface PainOrder {
  /** Account, or the name where there is none. */
  readonly other: string
  readonly amount: bigint
  readonly endToEndId: string
}

export class PainPayments {
  private readonly accounts = new AccountList()
  private readonly currencies = new AccountList()
  private readonly dates = new ExecutionDates()
  private readonly orders = new OrderSum()
  private readonly batch = { account: '', date: '', orders: 0 }
  private messageId = ''
  private count = 0
  private total = 0n
  private broken = ''

  takeMessageId(messageId: string): void {
    if (this.messageId !== '' && this.messageId !== messageId)
      this.breakOff('it holds two messages, each with an id of its own')
    this.messageId = messageId
  }

  beginBatch(): void {
    Object.assign(this.batch, { account: '', date: '', orders: 0 })
  }

  takeAccount(account: string): void {
    this.batch.account = normalAccount(account)
    this.accounts.add(this.batch.account)
  }

  takeDate(date: string): void {
    this.batch.date = date
  }

  takeCurrency(currency: string): void {
    this.currencies.add(currency)
  }

  takeOrder({ other, amount, endToEndId }: PainOrder): void {
    this.count += 1
    this.total += amount
    this.batch.orders += 1
    // With a message id, which comes first in the file, the orders are not needed.
    if (this.messageId === '')
      this.orders.add([this.batch.account, other, String(amount), endToEndId])
  }

  endBatch(): void {
    this.dates.add(this.batch.date, this.batch.orders)
  }

  /** The file is not a complete set of orders: the first reason counts. */
  breakOff(why: string): void {
    if (this.broken === '') this.broken = why
  }

  finish(format: PainFamily): PaymentsFound {
    const { messageId, accounts, currencies, dates, count } = this
    if (count === 0) this.breakOff('it holds no transaction')
    if (accounts.tooMany || dates.tooMany || currencies.tooMany)
      this.breakOff('it names more accounts or dates than can be kept')
    if (this.broken !== '') return { payments: null, why: this.broken }
    const isNamed = messageId !== ''
    const own = accounts.all.length === 0 ? [''] : accounts.all
    const payments: PaymentsIdentity = {
      format,
      key: isNamed ? this.keyByMessage(format) : this.keyByOrders(format),
      dates: isNamed ? null : dates.text,
      referenceKeys: isNamed
        ? own.map((account) => JSON.stringify([format, account, messageId]))
        : [],
      referenceStrength: 'distinct',
      reference: messageId,
      count,
      total: plainAmount(this.total),
      currency: [...currencies.all].sort().join(', ') || 'EUR',
      accounts: accounts.all,
    }
    return { payments, why: '' }
  }

  /** Ledgers of earlier versions contain keys of this form, so it must not change. */
  private keyByMessage(format: PainFamily): string {
    const { messageId, count, total, accounts } = this
    return JSON.stringify([format, messageId, count, String(total), accounts.forKey])
  }

  private keyByOrders(format: PainFamily): string {
    const { count, total, accounts, orders } = this
    return JSON.stringify([format, '', count, String(total), accounts.forKey, orders.digest])
  }
}
