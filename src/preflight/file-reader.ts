// Reads a file once, in chunks and in bounded memory: what it is, what it holds in one line, which payments it
// means, and what is wrong with it. Whether that matters is for others to say (check.ts, payments-reader.ts).
// Never changes a byte. Pure.

import type { PaymentFormat } from '../journey/payments.ts'
import { formatAmount } from './amount.ts'
import { createCfonb160Reader } from './cfonb-160.ts'
import { createCfonb320Reader } from './cfonb-320.ts'
import type { PaymentsFound } from './cfonb-payments.ts'
import { sniff } from './detect.ts'
import { block, type Finding } from './finding.ts'
import { shortIban } from './iban.ts'
import { createPainReader, type PainReader, type PainSummary } from './pain.ts'
import { readXml, type XmlOptions, type XmlReader } from './xml-reader.ts'

export interface FileRead {
  /** null: none of those that are read here. */
  readonly format: PaymentFormat | null
  /** One line for people; '' when nothing is known. */
  readonly summary: string
  readonly found: PaymentsFound
  /** It began as something that is read here, whatever came of it. */
  readonly wasRead: boolean
  readonly findings: readonly Finding[]
  /** Only for pain.001 and pain.008. */
  readonly pain: PainSummary | null
}

export interface FileReader {
  push(chunk: Uint8Array): void
  finish(): FileRead
}

/** A first line of 320 characters is in it, with its line end. */
const headBytes = 512

export function createFileReader(options: XmlOptions = {}): FileReader {
  let head: Uint8Array = new Uint8Array(0)
  let reader: FileReader | null = null
  const begin = (): FileReader => {
    if (reader !== null) return reader
    reader = readerFor(head, options)
    reader.push(head)
    return reader
  }
  return {
    push(chunk) {
      if (reader !== null) return reader.push(chunk)
      const joined = new Uint8Array(head.length + chunk.length)
      joined.set(head)
      joined.set(chunk, head.length)
      head = joined
      if (head.length >= headBytes) begin()
    },
    finish: () => begin().finish(),
  }
}

function readerFor(head: Uint8Array, options: XmlOptions): FileReader {
  const found = sniff(head, head.length)
  switch (found.kind) {
    case 'xml': {
      const pain = createPainReader()
      return xmlReader(readXml(pain, options), pain)
    }
    case 'cfonb':
      if (found.recordBytes === 160) return cfonb160Reader(found)
      if (found.recordBytes === 320) return cfonb320Reader(found)
      return strange(`it is a CFONB ${found.recordBytes}`)
    case 'empty':
      return { push: () => undefined, finish: () => nothing(block('EMPTY', 'file', 'it is empty')) }
    case 'unknown':
      return strange(`it looks like ${found.looksLike}`)
  }
}

function nothing(finding: Finding): FileRead {
  const found = { payments: null, why: finding.text }
  return { format: null, summary: '', found, wasRead: false, findings: [finding], pain: null }
}

function strange(what: string): FileReader {
  return {
    push: () => undefined,
    finish: () => nothing(block('FORMAT', 'file', `${what}, which is not what this outbox sends`)),
  }
}

function xmlReader(xml: XmlReader, pain: PainReader): FileReader {
  return {
    push: (chunk) => xml.push(chunk),
    finish() {
      const broken = xml.finish()
      const read = pain.finish()
      if (broken !== null)
        return { ...nothing(broken), format: read?.summary.family ?? null, wasRead: true }
      if (read === null)
        return nothing(block('FORMAT', 'file', 'it is XML, but neither pain.001 nor pain.008'))
      const { summary, findings, found } = read
      return {
        format: summary.family,
        summary: painLine(summary),
        found,
        wasRead: true,
        findings: [...contradiction(xml.namespace, summary.family), ...findings],
        pain: summary,
      }
    },
  }
}

function contradiction(namespace: string, family: string): readonly Finding[] {
  const said = /(pain|camt)\.\d{3}/.exec(namespace)?.[0]
  if (said === undefined || said === family) return []
  return [block('NAMESPACE', 'Document', `its namespace says ${said} and it holds ${family}`)]
}

function painLine(pain: PainSummary): string {
  const { family, transactions, total, currency, accounts, dates, messageId } = pain
  const what = family === 'pain.001' ? 'transfers from' : 'debits to'
  const account = someOf(accounts.map(shortIban)) || 'an account'
  const amount = `${formatAmount(total)} ${currency}`
  return `${family}, ${transactions} ${what} ${account}, ${amount}, for ${someOf(dates, ' and ') || 'no date'}, MsgId ${messageId}`
}

const toldAtMost = 5

function someOf(all: readonly string[], joint = ', '): string {
  if (all.length <= toldAtMost) return all.join(joint)
  return `${all.slice(0, toldAtMost).join(', ')} and ${all.length - toldAtMost} more`
}

type Layout = Parameters<typeof createCfonb160Reader>[0]

function cfonb160Reader(layout: Layout): FileReader {
  const reader = createCfonb160Reader(layout)
  return {
    push: (chunk) => reader.push(chunk),
    finish() {
      const { summary, findings, found } = reader.finish()
      const { operation, orders, total, account, reference } = summary
      const line = `CFONB 160, operation ${operation}, ${orders} orders, ${formatAmount(total)} EUR, account ${account || 'unknown'}, reference ${reference || 'none'}`
      return { format: 'cfonb-160', summary: line, found, wasRead: true, findings, pain: null }
    },
  }
}

function cfonb320Reader(layout: Layout): FileReader {
  const reader = createCfonb320Reader(layout)
  return {
    push: (chunk) => reader.push(chunk),
    finish() {
      const { summary, findings, found } = reader.finish()
      const { operation, orders, totals, account, reference } = summary
      const amounts = someOf(
        totals.map(({ currency, total }) => `${formatAmount(total)} ${currency}`),
      )
      const line = `CFONB 320, operation ${operation}, ${orders} orders, ${amounts || 'no amount'}, account ${shortIban(account) || 'unknown'}, reference ${reference || 'none'}`
      return { format: 'cfonb-320', summary: line, found, wasRead: true, findings, pain: null }
    },
  }
}
