// Would the bank take this file? Reads it once, in chunks, in constant memory, and says what it is, what it
// holds in one line, which payments it means, and what is wrong with it. Never changes a byte. Pure.

import { formatAmount } from './amount.ts'
import { type Cfonb160Reader, createCfonb160Reader } from './cfonb-160.ts'
import { sniff } from './detect.ts'
import { block, type Finding } from './finding.ts'
import { shortIban } from './iban.ts'
import { createPainReader, type PainReader, type PainSummary } from './pain.ts'
import { readXml, type XmlReader } from './xml-reader.ts'

export type Format = 'pain.001' | 'pain.008' | 'cfonb-160'
export const formats: readonly Format[] = ['pain.001', 'pain.008', 'cfonb-160']

export interface CheckResult {
  /** null: none of those that are checked here. */
  readonly format: Format | null
  readonly verdict: 'pass' | 'block'
  /** One line for people; '' when nothing is known. */
  readonly summary: string
  /** Which payments these are, whatever the file is called; '' when unknown. */
  readonly contentKey: string
  readonly findings: readonly Finding[]
  /** Only for pain.001 and pain.008. */
  readonly pain: PainSummary | null
}

export interface Check {
  push(chunk: Uint8Array): void
  finish(): CheckResult
}

const headBytes = 512

export function createCheck(options: { readonly expected: readonly Format[] }): Check {
  let head: Uint8Array = new Uint8Array(0)
  let body: Body | null = null
  const begin = (last: boolean) => {
    if (body === null && (head.length >= headBytes || last)) {
      body = bodyFor(head)
      body.push(head)
      head = new Uint8Array(0)
    }
    return body
  }
  return {
    push(chunk) {
      if (body !== null) return body.push(chunk)
      const joined = new Uint8Array(head.length + chunk.length)
      joined.set(head)
      joined.set(chunk, head.length)
      head = joined
      begin(false)
    },
    finish() {
      const ended = begin(true)?.finish() ?? nothing()
      const findings = [
        ...wrongFolder(ended.format, options.expected, ended.findings),
        ...ended.findings,
      ]
      return {
        ...ended,
        findings,
        verdict: findings.some(({ level }) => level === 'block') ? 'block' : 'pass',
      }
    },
  }
}

interface Body {
  push(chunk: Uint8Array): void
  finish(): Omit<CheckResult, 'verdict'>
}

function bodyFor(head: Uint8Array): Body {
  const found = sniff(head, head.length)
  switch (found.kind) {
    case 'xml': {
      const pain = createPainReader()
      return xmlBody(readXml(pain), pain)
    }
    case 'cfonb':
      if (found.recordBytes === 160) return cfonbBody(createCfonb160Reader(found.lineEnds))
      return strange(`it is a CFONB ${found.recordBytes}`)
    case 'empty':
      return strange('it is empty', 'EMPTY')
    case 'unknown':
      return strange(`it looks like ${found.looksLike}`)
  }
}

function nothing(): Omit<CheckResult, 'verdict'> {
  return {
    format: null,
    summary: '',
    contentKey: '',
    findings: [block('EMPTY', 'file', 'it is empty')],
    pain: null,
  }
}

function strange(what: string, code = 'FORMAT'): Body {
  return {
    push: () => undefined,
    finish: () => ({
      ...nothing(),
      findings: [block(code, 'file', `${what}, which is not what this outbox sends`)],
    }),
  }
}

function wrongFolder(
  format: Format | null,
  expected: readonly Format[],
  findings: readonly Finding[],
): readonly Finding[] {
  if (format !== null && expected.includes(format)) return []
  if (format === null && findings.some(({ level }) => level === 'block')) return []
  return [
    block(
      'WRONG-FOLDER',
      'file',
      `it is ${format ?? 'something else'}, and this outbox sends ${expected.join(', ')}`,
    ),
  ]
}

function xmlBody(xml: XmlReader, pain: PainReader): Body {
  return {
    push: (chunk) => xml.push(chunk),
    finish() {
      const broken = xml.finish()
      const read = pain.finish()
      if (broken !== null)
        return {
          format: read?.summary.family ?? null,
          summary: '',
          contentKey: '',
          findings: [broken],
          pain: null,
        }
      if (read === null)
        return {
          ...nothing(),
          findings: [block('FORMAT', 'file', 'it is XML, but neither pain.001 nor pain.008')],
        }
      const { summary, findings } = read
      const said = /(pain|camt)\.\d{3}/.exec(xml.namespace)?.[0]
      const contradiction =
        said !== undefined && said !== summary.family
          ? [
              block(
                'NAMESPACE',
                'Document',
                `its namespace says ${said} and it holds ${summary.family}`,
              ),
            ]
          : []
      return {
        format: summary.family,
        summary: painLine(summary),
        contentKey: painKey(summary),
        findings: [...contradiction, ...findings],
        pain: summary,
      }
    },
  }
}

function painLine({
  family,
  transactions,
  total,
  currency,
  accounts,
  dates,
  messageId,
}: PainSummary): string {
  const what = family === 'pain.001' ? 'transfers from' : 'debits to'
  const account = accounts.map(shortIban).join(', ') || 'an account'
  return `${family}, ${transactions} ${what} ${account}, ${formatAmount(total)} ${currency}, for ${dates.join(' and ') || 'no date'}, MsgId ${messageId}`
}

function painKey({ family, messageId, transactions, total, accounts }: PainSummary): string {
  if (messageId === '') return ''
  return JSON.stringify([family, messageId, transactions, String(total), [...accounts].sort()])
}

function cfonbBody(reader: Cfonb160Reader): Body {
  return {
    push: (chunk) => reader.push(chunk),
    finish() {
      const { summary, findings } = reader.finish()
      const { operation, orders, total, account, reference } = summary
      const line = `CFONB 160, operation ${operation}, ${orders} orders, ${formatAmount(total)} EUR, account ${account || 'unknown'}, reference ${reference || 'none'}`
      // No message id exists in this format: only equal bytes are the same payments.
      return { format: 'cfonb-160', summary: line, contentKey: '', findings, pain: null }
    },
  }
}
