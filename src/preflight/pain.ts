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
  const findings: Finding[] = []
  const group = newBatch()
  const accounts = new Set<string>()
  const dates = new Set<string>()
  const currencies = new Set<string>()
  const payments: Payment[] = []
  let batch = newBatch()
  let family: PainSummary['family'] | null = null
  let messageId = ''
  let current = { endToEndId: '', amount: null as bigint | null, name: '' }

  const add = (finding: Finding) => {
    if (findings.length < findingsKept) findings.push(finding)
  }
  const transactionTag = () => (family === 'pain.001' ? 'CdtTrfTxInf' : 'DrctDbtTxInf')
  const where = () => `transaction ${group.count + 1}`

  /** The path below the message, joined; '' when we are not in a message that we read. */
  const below = (path: readonly string[]): string => {
    const at = path.findIndex((name) => name === 'CstmrCdtTrfInitn' || name === 'CstmrDrctDbtInitn')
    return at < 0 ? '' : path.slice(at + 1).join('/')
  }
  const takeAmount = (text: string, currency: string | undefined) => {
    const amount = parseAmount(text)
    if (amount === null || amount === 0n)
      add(block('AMOUNT', where(), `“${text.slice(0, 30)}” is no amount above zero`))
    current.amount = amount ?? 0n
    if (currency !== undefined) currencies.add(currency)
  }
  const endTransaction = () => {
    group.count += 1
    batch.count += 1
    if (current.amount === null)
      add(block('AMOUNT', `transaction ${group.count}`, 'it has no amount'))
    const amount = current.amount ?? 0n
    group.sum += amount
    batch.sum += amount
    if (payments.length < paymentsKept) payments.push({ ...current, amount })
    current = { endToEndId: '', amount: null, name: '' }
  }
  const leafOf = (place: string, text: string, attributes: Readonly<Record<string, string>>) => {
    const transaction = `PmtInf/${transactionTag()}/`
    switch (place) {
      case 'GrpHdr/MsgId':
        messageId = text
        break
      case 'GrpHdr/NbOfTxs':
        group.declaredCount = text
        break
      case 'GrpHdr/CtrlSum':
        group.declaredSum = text
        break
      case 'PmtInf/NbOfTxs':
        batch.declaredCount = text
        break
      case 'PmtInf/CtrlSum':
        batch.declaredSum = text
        break
      case 'PmtInf/ReqdExctnDt':
      case 'PmtInf/ReqdExctnDt/Dt':
      case 'PmtInf/ReqdExctnDt/DtTm':
      case 'PmtInf/ReqdColltnDt':
        dates.add(text.slice(0, 10))
        break
      case family === 'pain.001' ? 'PmtInf/DbtrAcct/Id/IBAN' : 'PmtInf/CdtrAcct/Id/IBAN':
        accounts.add(text)
        checkIban(text, add)
        break
      case `${transaction}Amt/InstdAmt`:
      case `${transaction}Amt/EqvtAmt/Amt`:
      case `${transaction}InstdAmt`:
        takeAmount(text, attributes['Ccy'])
        break
      case `${transaction}PmtId/EndToEndId`:
        current.endToEndId = text
        break
      case `${transaction}Cdtr/Nm`:
      case `${transaction}Dbtr/Nm`:
        current.name = text
        break
      case `${transaction}CdtrAcct/Id/IBAN`:
      case `${transaction}DbtrAcct/Id/IBAN`:
        checkIban(text, add, where())
        break
    }
  }
  return {
    open(path) {
      const last = path.at(-1)
      if (last === 'CstmrCdtTrfInitn') family = 'pain.001'
      if (last === 'CstmrDrctDbtInitn') family = 'pain.008'
      if (below(path) === 'PmtInf') batch = newBatch()
    },
    leaf: (path, text, attributes) => leafOf(below(path), text, attributes),
    close(path) {
      const place = below(path)
      if (place === `PmtInf/${transactionTag()}`) endTransaction()
      if (place === 'PmtInf') compare(batch, 'PmtInf', add)
    },
    finish() {
      if (family === null) return null
      if (group.declaredCount === null) add(block('COUNT', 'GrpHdr', 'NbOfTxs is missing'))
      if (group.count === 0) add(block('NO-TRANSACTION', 'file', 'it holds no transaction'))
      compare(group, 'GrpHdr', add)
      const [currency = 'EUR'] = currencies
      const summary = {
        family,
        messageId,
        transactions: group.count,
        total: group.sum,
        currency,
        accounts: [...accounts],
        dates: [...dates],
        payments,
      }
      return { summary, findings }
    },
  }
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
