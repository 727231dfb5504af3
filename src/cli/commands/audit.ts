// `audit`: is the chain of facts intact, and what is its head?

import { counted } from '../../lib/counted.ts'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { archiveFolder } from '../../archive/places.ts'
import {
  ChainCheck,
  type AuditFinding,
  formatHead,
  type Head,
  parseHead,
} from '../../ledger/audit/audit.ts'
import { auditKeyPath, readAuditKey } from '../../ledger/audit/audit-key.ts'
import type { FactChain } from '../../ledger/contract/fact-chain.ts'
import { systemErrorCode } from '../../lib/files/files.ts'
import { KnownError } from '../../wording/known-error.ts'
import { type CommonOptions, dataFolder, withLedger } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Output } from '../output.ts'
import { message } from '../../wording/catalogue.ts'
import { usageError } from '../usage-error.ts'

export interface AuditOptions extends CommonOptions {
  readonly head: readonly string[]
  readonly receipts: boolean
}

export async function verify(options: AuditOptions, output: Output): Promise<ExitCode> {
  const folder = dataFolder(options)
  const key = readAuditKey(folder)
  if (key === null)
    throw new KnownError(
      message('LEDGER-FAILED', { why: 'no-audit-key', path: auditKeyPath(folder) }),
    )
  const heads = [...options.head.map(headFrom), ...(options.receipts ? receiptHeads(folder) : [])]
  const check = new ChainCheck(key, heads)
  await withLedger(folder, (ledger) => follow(ledger, check))
  const findings = check.end()
  const { checked, last } = check
  if (output.json)
    output.value({ whole: findings.length === 0, checked, head: formatHead(last), findings })
  else print(output, { findings, checked, last, heads: heads.length })
  return findings.length === 0 ? exitCodes.done : exitCodes.failed
}

export async function showHead(options: CommonOptions, output: Output): Promise<ExitCode> {
  const head = await withLedger(dataFolder(options), (ledger) => ledger.head())
  if (output.json) output.value({ head: formatHead(head) })
  else output.line(formatHead(head))
  return exitCodes.done
}

const pageOf = 5000

async function follow(ledger: FactChain, check: ChainCheck): Promise<void> {
  for (let after = 0; ; ) {
    const page = await ledger.chainedFacts({ after, limit: pageOf })
    for (const fact of page) check.take(fact)
    const last = page.at(-1)
    if (last === undefined) return
    after = last.sequence
  }
}

function headFrom(text: string): Head {
  const head = parseHead(text)
  if (head !== null) return head
  throw usageError(message('HEAD-UNREADABLE', { text }))
}

/**
 * Each receipt in the archive has the head of its day: a person who cut off the end of the ledger left these.
 */
function receiptHeads(folder: string): readonly Head[] {
  const place = archiveFolder(folder)
  return namesIn(place).flatMap((name) => {
    const { audit } = JSON.parse(readFileSync(join(place, name), 'utf8')) as { audit?: string }
    const head = audit === undefined ? null : parseHead(audit)
    return head === null ? [] : [head]
  })
}

function namesIn(place: string): readonly string[] {
  try {
    return readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.receipt.json'),
    )
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return []
    throw error
  }
}

function print(
  output: Output,
  found: {
    readonly findings: readonly AuditFinding[]
    readonly checked: number
    readonly last: Head
    readonly heads: number
  },
): void {
  const { findings, checked, last, heads } = found
  if (findings.length === 0) {
    const compared =
      heads === 0
        ? ''
        : ` ${heads === 1 ? 'The one head that was kept elsewhere is' : `All ${heads} heads that were kept elsewhere are`} in it.`
    output.line(`The chain of ${counted(checked, 'fact')} is whole.${compared}`)
  } else {
    for (const finding of findings) output.line(`• ${sentenceOf(finding)}`)
    output.line()
    output.line(
      `The chain of ${counted(checked, 'fact')} is broken. Keep this data folder as it is, and restore the ledger from a backup elsewhere to compare.`,
    )
  }
  output.line(`Its head: ${formatHead(last)}`)
}

function sentenceOf(finding: AuditFinding): string {
  switch (finding.kind) {
    case 'missing':
      return finding.from === finding.to
        ? `Fact ${finding.from} is missing.`
        : `Facts ${finding.from} to ${finding.to} are missing.`
    case 'changed':
      return `Fact ${finding.sequence}, of transfer ${finding.transferId}, is not what was written there, or was written with another key.`
    case 'cut-off':
      return `Fact ${finding.head.sequence} was there once (its head was kept elsewhere); the ledger ends with ${finding.lastSequence}.`
    case 'other-head':
      return `Fact ${finding.head.sequence} was another once: its head was ${finding.head.chain.slice(0, 12)}…, now it is ${finding.chain.slice(0, 12)}….`
  }
}
