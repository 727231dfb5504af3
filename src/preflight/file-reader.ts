// Reads a file once, in chunks and in bounded memory: what it is, what it contains in one line, which
// payments it orders, and what is wrong with it. Other files decide whether that matters (check.ts,
// payments-reader.ts). Never changes a byte. Pure.

import type { PaymentFormat } from '../journey/payments.ts'
import { formatAmount } from './values/amount.ts'
import { createCfonb160Reader } from './cfonb/cfonb-160.ts'
import { createCfonb320Reader } from './cfonb/cfonb-320.ts'
import type { CfonbCut } from './cfonb/end.ts'
import type { CfonbLayout } from './cfonb/layout.ts'
import { createOtherCfonbReader } from './cfonb/other.ts'
import type { PaymentsFound } from './cfonb/payments.ts'
import { type Sniff, sniff, sniffedBytes } from './detect.ts'
import { type Finding, refuse, shortened } from './finding.ts'
import { shortIban } from './values/iban.ts'
import { maskIbans } from './values/iban-rules.ts'
import { looksLike } from './looks-like.ts'
import type { CodedMessage } from '../wording/catalogue.ts'
import { createPainReader, type PainReader, type PainSummary } from './pain/pain.ts'
import { PainWarnings } from './pain/warnings.ts'
import { both } from './both.ts'
import type { XmlCut, XmlOptions, XmlReader } from './xml/events.ts'
import { readXml } from './xml/reader.ts'

/** Where a file is cut off whose format is known by its structure. */
export type Cut = ({ readonly format: 'XML' } & XmlCut) | ({ readonly format: 'CFONB' } & CfonbCut)

export interface FileRead {
  /** null: none of the formats that are read here. */
  readonly format: PaymentFormat | null
  /** One line for people; '' when nothing is known. */
  readonly summary: string
  readonly found: PaymentsFound
  /** The file began like a format that is read here, whatever the result. */
  readonly wasRead: boolean
  readonly isXml: boolean
  /** The file is broken, and the readable part is not a payment file. */
  readonly seemsOther: boolean
  readonly findings: readonly Finding[]
  /** What is worth a look and does not stop the file. */
  readonly warnings: readonly CodedMessage[]
  /** Only for pain.001 and pain.008. */
  readonly pain: PainSummary | null
  /** null: the end is there, or the format has no end of its own. */
  readonly cut: Cut | null
}

export interface FileReader {
  push(chunk: Uint8Array): void
  finish(): FileRead
}

export interface ReadOptions extends XmlOptions {
  /** The current day at the bank, YYYY-MM-DD; absent: days in the file are not compared with it. */
  readonly today?: string
}

export function createFileReader(options: ReadOptions = {}): FileReader {
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
      if (head.length >= sniffedBytes) begin()
    },
    finish: () => begin().finish(),
  }
}

function readerFor(head: Uint8Array, options: ReadOptions): FileReader {
  const found = sniff(head, head.length)
  const { today = null } = options
  switch (found.kind) {
    case 'xml': {
      const pain = createPainReader()
      const warnings = new PainWarnings(today)
      return xmlReader(readXml(both(pain, warnings), options), pain, warnings)
    }
    case 'cfonb':
      return found.knownBy === 'two characters'
        ? onlyWithPayments(cfonbReader(found, today), head)
        : cfonbReader(found, today)
    case 'empty':
      return { push: () => undefined, finish: () => nothing(refuse('EMPTY', inFile, {})) }
    case 'unknown':
      return strange(found)
  }
}

function nothing(finding: Finding): FileRead {
  return {
    format: null,
    summary: '',
    found: { payments: null, why: finding.text },
    wasRead: false,
    isXml: false,
    seemsOther: false,
    findings: [finding],
    warnings: [],
    pain: null,
    cut: null,
  }
}

function strange({ looksLike, behind }: Extract<Sniff, { kind: 'unknown' }>): FileReader {
  if (behind !== null) return cfonbReader(behind, null)
  return {
    push: () => undefined,
    finish: () => nothing(notSent(looksLike)),
  }
}

const inFile = { kind: 'file' } as const

function notSent(looksLike: string, detail = ''): Finding {
  return refuse('FORMAT', inFile, { looksLike, detail: shortened(detail) })
}

/** Two characters alone do not prove CFONB: if no orders were found, the file is something else. */
function onlyWithPayments(reader: FileReader, head: Uint8Array): FileReader {
  return {
    push: (chunk) => reader.push(chunk),
    finish() {
      const read = reader.finish()
      if (read.found.payments !== null) return read
      return nothing(notSent(looksLike(head)))
    },
  }
}

function cfonbReader(layout: CfonbLayout, today: string | null): FileReader {
  switch (layout.recordBytes) {
    case 160:
      return cfonb160Reader(layout, today)
    case 320:
      return cfonb320Reader(layout, today)
    case 120:
    case 240:
      return otherCfonbReader(layout)
  }
}

function otherCfonbReader(layout: CfonbLayout): FileReader {
  const reader = createOtherCfonbReader(layout)
  return {
    push: (chunk) => reader.push(chunk),
    finish() {
      const { cut } = reader.finish()
      const finding = notSent(`cfonb-${layout.recordBytes}`)
      return { ...nothing(finding), cut: cutOfCfonb(layout, cut) }
    },
  }
}

function cutOfCfonb({ knownBy, before }: CfonbLayout, cut: CfonbCut | null): Cut | null {
  // In a file of shifted records no code can be read.
  const isRead = knownBy === 'structure' && before.kind !== 'characters'
  return cut === null || !isRead ? null : { format: 'CFONB', ...cut }
}

function xmlReader(xml: XmlReader, pain: PainReader, warnings: PainWarnings): FileReader {
  return {
    push: (chunk) => xml.push(chunk),
    finish() {
      const broken = xml.finish()
      const read = pain.finish()
      const cut: Cut | null = xml.cut === null ? null : { format: 'XML', ...xml.cut }
      if (broken !== null)
        return {
          ...nothing(broken),
          format: read?.summary.family ?? null,
          wasRead: true,
          seemsOther: read === null && seemsOther(xml, broken),
          isXml: true,
          cut,
        }
      if (read === null) return { ...nothing(otherXml(xml)), isXml: true }
      const { summary, findings, found } = read
      return {
        format: summary.family,
        summary: painLine(summary),
        found,
        wasRead: true,
        isXml: true,
        seemsOther: false,
        findings: [...contradiction(xml.namespace, summary.family), ...findings],
        warnings: warnings.finish(xml.namespace),
        pain: summary,
        cut,
      }
    },
  }
}

/**
 * The root is another one than `Document`, or there is no markup of XML at all: such a broken file did not
 * begin as payment orders.
 */
function seemsOther({ root }: XmlReader, { code, message }: Finding): boolean {
  if (root !== '') return root !== 'Document'
  return code === 'NOT-WELL-FORMED' && message?.arguments['problem' as never] !== 'cut'
}

function otherXml({ root, elements, child }: XmlReader): Finding {
  if (elements === 1) return notSent('empty-xml', root)
  return root === 'Document' ? notSent('message', child) : notSent('xml', root)
}

function contradiction(namespace: string, family: string): readonly Finding[] {
  const said = /(pain|camt)\.\d{3}/.exec(namespace)?.[0]
  if (said === undefined || said === family) return []
  return [
    refuse('NAMESPACE', { kind: 'element', element: 'Document', id: '' }, { said, holds: family }),
  ]
}

function painLine(pain: PainSummary): string {
  const { family, transactions, total, currency, accounts, dates, messageId } = pain
  const what = family === 'pain.001' ? 'transfers from' : 'debits to'
  const account = someOf(accounts.map(shortIban)) || 'an account'
  const amount = `${formatAmount(total)} ${currency}`
  return maskIbans(
    `${family}, ${transactions} ${what} ${account}, ${amount}, for ${someOf(dates, ' and ') || 'no date'}, MsgId ${messageId}`,
  )
}

const toldAtMost = 5

function someOf(all: readonly string[], joint = ', '): string {
  if (all.length <= toldAtMost) return all.join(joint)
  return `${all.slice(0, toldAtMost).join(', ')} and ${all.length - toldAtMost} more`
}

const ofCfonb = { wasRead: true, isXml: false, seemsOther: false, pain: null } as const

function cfonb160Reader(layout: CfonbLayout, today: string | null): FileReader {
  const reader = createCfonb160Reader(layout, today)
  return {
    push: (chunk) => reader.push(chunk),
    finish() {
      const { summary, findings, warnings, found, cut: ended } = reader.finish()
      const { operation, orders, total, account, reference } = summary
      const line = `CFONB 160, operation ${operation}, ${orders} orders, ${formatAmount(total)} EUR, account ${shortIban(account) || 'unknown'}, reference ${reference || 'none'}`
      const cut = cutOfCfonb(layout, ended)
      return { ...ofCfonb, format: 'cfonb-160', summary: line, found, findings, warnings, cut }
    },
  }
}

function cfonb320Reader(layout: CfonbLayout, today: string | null): FileReader {
  const reader = createCfonb320Reader(layout, today)
  return {
    push: (chunk) => reader.push(chunk),
    finish() {
      const { summary, findings, warnings, found, cut: ended } = reader.finish()
      const { operation, orders, totals, account, reference } = summary
      const amounts = someOf(
        totals.map(({ currency, total }) => `${formatAmount(total)} ${currency}`),
      )
      const line = `CFONB 320, operation ${operation}, ${orders} orders, ${amounts || 'no amount'}, account ${shortIban(account) || 'unknown'}, reference ${reference || 'none'}`
      const cut = cutOfCfonb(layout, ended)
      return { ...ofCfonb, format: 'cfonb-320', summary: line, found, findings, warnings, cut }
    },
  }
}
