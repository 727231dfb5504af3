// pain.001 (transfers) and pain.008 (debits), read as a stream: what the file says of itself against what
// it holds. Only the paths of the schema count; look-alikes elsewhere are not amounts. Pure.

import { formatAmount, parseAmount } from './amount.ts'
import { block, type Finding, warn } from './finding.ts'
import { isIban, shortIban } from './iban.ts'
import type { XmlEvents } from './xml-reader.ts'

export interface Payment {
  readonly endToEndId: string
  readonly amount: bigint
  readonly name: string
}

export interface PainSummary {
  readonly family: 'pain.001' | 'pain.008'
  readonly messageId: string
  readonly transactions: number
  readonly total: bigint
  readonly currency: string
  readonly accounts: readonly string[]
  readonly dates: readonly string[]
  /** The first so many, for who wants to answer them. */
  readonly payments: readonly Payment[]
}

const paymentsKept = 200
const findingsKept = 100

interface Batch {
  declaredCount: string | null
  declaredSum: string | null
  count: number
  sum: bigint
}

const newBatch = (): Batch => ({ declaredCount: null, declaredSum: null, count: 0, sum: 0n })

export interface PainReader extends XmlEvents {
  /** null: it is no pain.001 or pain.008. */
  finish(): { readonly summary: PainSummary; readonly findings: readonly Finding[] } | null
}

export function createPainReader(): PainReader {
  return new Reader()
}

class Reader implements PainReader {
  private readonly findings: Finding[] = []
  private readonly group = newBatch()
  private readonly accounts = new Set<string>()
  private readonly dates = new Set<string>()
  private readonly currencies = new Set<string>()
  private readonly payments: Payment[] = []
  private batch = newBatch()
  private family: PainSummary['family'] | null = null
  private messageId = ''
  private current = { endToEndId: '', amount: null as bigint | null, name: '' }

  open(path: readonly string[]): void {
    const last = path.at(-1)
    if (last === 'CstmrCdtTrfInitn') this.family = 'pain.001'
    if (last === 'CstmrDrctDbtInitn') this.family = 'pain.008'
    if (below(path) === 'PmtInf') this.batch = newBatch()
  }

  leaf(path: readonly string[], text: string, attributes: Readonly<Record<string, string>>): void {
    const place = below(path)
    const transaction = `PmtInf/${this.transactionTag()}/`
    if (place.startsWith(transaction))
      this.takeTransaction(place.slice(transaction.length), text, attributes)
    else this.takeHeader(place, text)
  }

  close(path: readonly string[]): void {
    const place = below(path)
    if (place === `PmtInf/${this.transactionTag()}`) this.endTransaction()
    if (place === 'PmtInf') compare(this.batch, 'PmtInf', this.add)
  }

  finish(): ReturnType<PainReader['finish']> {
    const { family, messageId, group, accounts, dates, payments, findings } = this
    if (family === null) return null
    if (group.declaredCount === null) this.add(block('COUNT', 'GrpHdr', 'NbOfTxs is missing'))
    if (group.count === 0) this.add(block('NO-TRANSACTION', 'file', 'it holds no transaction'))
    compare(group, 'GrpHdr', this.add)
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
    return { summary, findings }
  }

  private readonly add = (finding: Finding): void => {
    if (this.findings.length < findingsKept) this.findings.push(finding)
  }

  private transactionTag(): string {
    return this.family === 'pain.001' ? 'CdtTrfTxInf' : 'DrctDbtTxInf'
  }

  private takeHeader(place: string, text: string): void {
    switch (place) {
      case 'GrpHdr/MsgId':
        this.messageId = text
        return
      case 'GrpHdr/NbOfTxs':
        this.group.declaredCount = text
        return
      case 'GrpHdr/CtrlSum':
        this.group.declaredSum = text
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
        this.dates.add(text.slice(0, 10))
        return
      case this.family === 'pain.001' ? 'PmtInf/DbtrAcct/Id/IBAN' : 'PmtInf/CdtrAcct/Id/IBAN':
        this.accounts.add(text)
        checkIban(text, this.add)
    }
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
      case 'CdtrAcct/Id/IBAN':
      case 'DbtrAcct/Id/IBAN':
        checkIban(text, this.add, `transaction ${this.group.count + 1}`)
    }
  }

  private takeAmount(text: string, currency: string | undefined): void {
    const amount = parseAmount(text)
    if (amount === null || amount === 0n) {
      this.add(
        block(
          'AMOUNT',
          `transaction ${this.group.count + 1}`,
          `“${text.slice(0, 30)}” is no amount above zero`,
        ),
      )
    }
    this.current.amount = amount ?? 0n
    if (currency !== undefined) this.currencies.add(currency)
  }

  private endTransaction(): void {
    const { group, batch, current } = this
    group.count += 1
    batch.count += 1
    if (current.amount === null)
      this.add(block('AMOUNT', `transaction ${group.count}`, 'it has no amount'))
    const amount = current.amount ?? 0n
    group.sum += amount
    batch.sum += amount
    if (this.payments.length < paymentsKept) this.payments.push({ ...current, amount })
    this.current = { endToEndId: '', amount: null, name: '' }
  }
}

/** The path below the message, joined; '' when we are not in a message that we read. */
function below(path: readonly string[]): string {
  const at = path.findIndex((name) => name === 'CstmrCdtTrfInitn' || name === 'CstmrDrctDbtInitn')
  return at < 0 ? '' : path.slice(at + 1).join('/')
}

function compare(batch: Batch, where: string, add: (finding: Finding) => void): void {
  const { declaredCount, declaredSum, count, sum } = batch
  if (
    declaredCount !== null &&
    declaredCount !== String(count) &&
    Number(declaredCount) !== count
  ) {
    add(block('COUNT', where, `it says ${declaredCount} transactions and holds ${count}`))
  }
  if (declaredSum === null) return
  const declared = parseAmount(declaredSum)
  if (declared !== sum)
    add(
      block(
        'CONTROL-SUM',
        where,
        `it says a total of ${declaredSum} and its amounts add up to ${formatAmount(sum)}`,
      ),
    )
}

function checkIban(text: string, add: (finding: Finding) => void, where = 'account'): void {
  if (!isIban(text)) add(warn('IBAN', where, `${shortIban(text)} is no valid IBAN`))
}
