// pain.001 (transfers) and pain.008 (debits), read as a stream: compares what the file says about itself with
// its content. Only the paths of the schema count; similar elements elsewhere are not amounts. Pure.

import { parseAmount } from '../values/amount.ts'
import { isXmlDate } from '../xml/date.ts'
import { type Finding, Findings, refuse, shortened } from '../finding.ts'
import type { PaymentsFound } from '../cfonb/payments.ts'
import { normalAccount } from '../values/iban.ts'
import { amountFault, compareBatch, header, newBatch } from './batch.ts'
import { PainPayments, type PainFamily } from './payments.ts'
import type { XmlEvents } from '../xml/events.ts'

export interface Payment {
  readonly endToEndId: string
  readonly amount: bigint
  readonly name: string
}

export interface PainSummary {
  readonly family: PainFamily
  readonly messageId: string
  readonly transactions: number
  readonly total: bigint
  readonly currency: string
  readonly accounts: readonly string[]
  readonly dates: readonly string[]
  /** The first payments, for the sandbox bank, which answers them. */
  readonly payments: readonly Payment[]
}

const paymentsKept = 200
/** Longer than any value that is read here. */
const longestValue = 1_024
const identifying: ReadonlySet<string> = new Set(['MsgId', 'IBAN', 'Id', 'InstdAmt', 'EndToEndId'])
const accountsKept = 10_000
const datesKept = 10_000
const dateFaultsKept = 10

export interface PainReader extends XmlEvents {
  /** null: the file is neither pain.001 nor pain.008. Before the end of the file: what is known so far. */
  finish(): {
    readonly summary: PainSummary
    readonly findings: readonly Finding[]
    readonly found: PaymentsFound
  } | null
}

export function createPainReader(): PainReader {
  return new Reader()
}

const ownAccount = accountPlaces('PmtInf/DbtrAcct', 'PmtInf/CdtrAcct')
const otherAccount: Readonly<Record<PainFamily, ReadonlySet<string>>> = {
  'pain.001': accountPlaces('CdtrAcct'),
  'pain.008': accountPlaces('DbtrAcct'),
}
const transactionTags: Readonly<Record<string, PainFamily>> = {
  CdtTrfTxInf: 'pain.001',
  DrctDbtTxInf: 'pain.008',
}

const noTransaction = { endToEndId: '', amount: null as bigint | null, name: '', account: '' }

class Reader implements PainReader {
  private readonly findings = new Findings()
  private readonly found = new PainPayments()
  private readonly group = newBatch()
  private readonly accounts = new Set<string>()
  private readonly dates = new Set<string>()
  private readonly currencies = new Set<string>()
  private readonly payments: Payment[] = []
  private readonly dateFaults: Finding[] = []
  private batch = newBatch()
  /** By the name of the message, or, if that name is unknown, by its transactions. */
  private family: PainFamily | null = null
  private isNamed = false
  /** Depth of the children of the message; null outside of a message. */
  private depth: number | null = null
  private messageId = ''
  private current = { ...noTransaction }

  open(path: readonly string[]): void {
    const last = path.at(-1) ?? ''
    const named = familyOf(last)
    if (this.depth === null && named !== null) {
      this.family ??= named
      this.isNamed = true
      this.depth = path.length
    }
    if (this.depth === null && last === 'GrpHdr') this.depth = path.length - 1
    const place = this.below(path)
    if (place === 'PmtInf') {
      this.batch = newBatch()
      this.found.beginBatch()
    }
    this.takeEmpty(place)
    if (place === `PmtInf/${last}`) this.family ??= transactionTags[last] ?? null
  }

  /** Before the text of the element comes: an element that stays empty has no number. */
  private takeEmpty(place: string): void {
    if (place === 'GrpHdr/NbOfTxs' || place === 'GrpHdr/CtrlSum') this.takeHeader(place, '')
    if (place === 'PmtInf/NbOfTxs' || place === 'PmtInf/CtrlSum') this.takeHeader(place, '')
  }

  leaf(path: readonly string[], text: string, attributes: Readonly<Record<string, string>>): void {
    const place = this.below(path)
    const value = text.length <= longestValue ? text : this.cutShort(path, text)
    const transaction = `PmtInf/${this.transactionTag()}/`
    if (place.startsWith(transaction))
      this.takeTransaction(place.slice(transaction.length), value, attributes)
    else this.takeHeader(place, value)
  }

  close(path: readonly string[]): void {
    const place = this.below(path)
    if (place === `PmtInf/${this.transactionTag()}`) this.endTransaction()
    if (place === 'PmtInf') {
      compareBatch(this.batch, 'PmtInf', this.add)
      this.found.endBatch()
    }
    if (this.depth !== null && path.length === this.depth) this.depth = null
  }

  finish(): ReturnType<PainReader['finish']> {
    const { family, messageId, group, accounts, dates, payments } = this
    if (family === null) return null
    if (!this.isNamed)
      this.add(refuse('FORMAT', { kind: 'file' }, { looksLike: 'unnamed', detail: family }))
    if (group.declaredCount === null)
      this.add(refuse('COUNT', header, { said: '', counted: group.count, problem: 'missing' }))
    if (group.count === 0)
      this.add(refuse('NO-TRANSACTION', { kind: 'file' }, { what: 'transaction' }))
    compareBatch(group, 'GrpHdr', this.add)
    for (const fault of this.dateFaults) this.add(fault)
    const [currency = 'EUR'] = this.currencies
    const { count: transactions, sum: total } = group
    const summary = {
      family,
      messageId,
      transactions,
      total,
      currency,
      accounts: [...accounts],
      dates: [...dates],
      payments,
    }
    return { summary, findings: this.findings.all, found: this.found.finish(family) }
  }

  private readonly add = (finding: Finding) => this.findings.add(finding)

  /**
   * Makes a copy, because a part of a string keeps the whole string in memory. Cutting a value that
   * identifies payments is a finding.
   */
  private cutShort(path: readonly string[], text: string): string {
    const last = path.at(-1) ?? ''
    if (identifying.has(last)) {
      this.add(
        refuse(
          'TOO-LONG',
          { kind: 'element', element: last, id: '' },
          { what: 'value', maximum: longestValue },
        ),
      )
      this.found.breakOff('it has values that are too long to be compared')
    }
    return Buffer.from(text.slice(0, longestValue), 'utf16le').toString('utf16le')
  }

  private transactionTag(): string {
    return this.family === 'pain.001' ? 'CdtTrfTxInf' : 'DrctDbtTxInf'
  }

  /** The path below the message, joined; '' outside of a message that is read. */
  private below(path: readonly string[]): string {
    return this.depth === null ? '' : path.slice(this.depth).join('/')
  }

  private takeHeader(place: string, text: string): void {
    switch (place) {
      case 'GrpHdr/MsgId':
        this.messageId = text
        this.found.takeMessageId(text)
        return
      case 'GrpHdr/NbOfTxs':
        this.group.declaredCount = text
        return
      case 'GrpHdr/CtrlSum':
        this.group.declaredSum = text
        return
      case 'PmtInf/PmtInfId':
        this.batch.id = text.slice(0, 40)
        return
      case 'PmtInf/NbOfTxs':
        this.batch.declaredCount = text
        return
      case 'PmtInf/CtrlSum':
        this.batch.declaredSum = text
        return
      case 'PmtInf/ReqdExctnDt':
      case 'PmtInf/ReqdExctnDt/Dt':
      case 'PmtInf/ReqdExctnDt/DtTm':
      case 'PmtInf/ReqdColltnDt':
        this.checkDate(text, place.endsWith('DtTm'))
        this.takeDate(text.slice(0, 10))
        return
    }
    if (ownAccount.has(place)) this.takeOwnAccount(place, text)
  }

  /** These findings come after those about counts and totals. */
  private checkDate(text: string, withTime: boolean): void {
    if (isXmlDate(text, withTime) || this.dateFaults.length === dateFaultsKept) return
    const place = { kind: 'element', element: 'PmtInf', id: this.batch.id } as const
    this.dateFaults.push(refuse('DATE-FORM', place, { said: shortened(text) }))
  }

  private takeDate(date: string): void {
    if (this.dates.size < datesKept) this.dates.add(date)
    this.found.takeDate(date)
  }

  private takeOwnAccount(place: string, text: string): void {
    if (this.accounts.size < accountsKept) this.accounts.add(normalAccount(text))
    this.found.takeAccount(text)
  }

  private takeTransaction(
    place: string,
    text: string,
    attributes: Readonly<Record<string, string>>,
  ): void {
    switch (place) {
      case 'Amt/InstdAmt':
      case 'Amt/EqvtAmt/Amt':
      case 'InstdAmt':
        return this.takeAmount(text, attributes['Ccy'])
      case 'PmtId/EndToEndId':
        this.current.endToEndId = text
        return
      case 'Cdtr/Nm':
      case 'Dbtr/Nm':
        this.current.name = text
        return
    }
    if (this.family === null || !otherAccount[this.family].has(place)) return
    this.current.account = normalAccount(text)
  }

  private takeAmount(text: string, currency: string | undefined): void {
    const amount = parseAmount(text)
    if (amount === null || amount === 0n) {
      const place = { kind: 'transaction', transaction: this.group.count + 1 } as const
      this.add(refuse('AMOUNT', place, { said: shortened(text, 30), problem: amountFault(text) }))
    }
    if (amount === null) this.found.breakOff('it has amounts that cannot be read')
    this.current.amount = amount ?? 0n
    if (currency === undefined) return
    if (this.currencies.size === 0) this.currencies.add(currency)
    this.found.takeCurrency(currency)
  }

  private endTransaction(): void {
    const { group, batch, current } = this
    group.count += 1
    batch.count += 1
    if (current.amount === null) {
      const place = { kind: 'transaction', transaction: group.count } as const
      this.add(refuse('AMOUNT', place, { said: '', problem: 'missing' }))
      this.found.breakOff('it has transactions without an amount')
    }
    const amount = current.amount ?? 0n
    group.sum += amount
    batch.sum += amount
    const { endToEndId, name, account } = current
    this.found.takeOrder({ other: account === '' ? name : account, amount, endToEndId })
    if (this.payments.length < paymentsKept) this.payments.push({ endToEndId, name, amount })
    this.current = { ...noTransaction }
  }
}

/** Until version 2 the message was named by its whole identifier. */
function familyOf(name: string): PainFamily | null {
  if (name === 'CstmrCdtTrfInitn' || /^pain\.001\.\d{3}\.\d{2}$/.test(name)) return 'pain.001'
  if (name === 'CstmrDrctDbtInitn' || /^pain\.008\.\d{3}\.\d{2}$/.test(name)) return 'pain.008'
  return null
}

/** The places of an account number: an IBAN, another number, and the names that version 2 used for those. */
function accountPlaces(...accounts: readonly string[]): ReadonlySet<string> {
  const numbers = ['IBAN', 'Othr/Id', 'BBAN', 'UPIC', 'PrtryAcct/Id']
  return new Set(accounts.flatMap((account) => numbers.map((number) => `${account}/Id/${number}`)))
}
