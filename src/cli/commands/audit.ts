// `audit`: is the chain of facts intact, and what is its head?

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
import { type CommonOptions, dataFolder, readerOf, withLedger } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Output } from '../output.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
import { whatOf } from '../../wording/sentence.ts'
import { type Said, say } from '../say.ts'
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
  else print({ options, output }, { findings, checked, last, heads: heads.length })
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
  said: Said,
  found: {
    readonly findings: readonly AuditFinding[]
    readonly checked: number
    readonly last: Head
    readonly heads: number
  },
): void {
  const { output } = said
  const { findings, checked, last, heads } = found
  if (findings.length === 0) say(message('CHAIN-WHOLE', { facts: checked, heads }), said)
  else {
    for (const finding of findings)
      output.line(`• ${whatOf(messageOf(finding), readerOf(said.options))}`)
    output.line()
    say(message('CHAIN-BROKEN', { facts: checked }), said)
  }
  output.line(`Its head: ${formatHead(last)}`)
}

function messageOf(finding: AuditFinding): CodedMessage {
  switch (finding.kind) {
    case 'missing':
      return message('FACTS-MISSING', { from: finding.from, to: finding.to })
    case 'changed': {
      const { sequence, transferId } = finding
      return message('FACT-CHANGED', { sequence, transferId })
    }
    case 'cut-off': {
      const { head, lastSequence } = finding
      return message('FACTS-CUT-OFF', { sequence: head.sequence, lastSequence })
    }
    case 'other-head': {
      const { head, chain } = finding
      const links = { kept: head.chain.slice(0, 12), found: chain.slice(0, 12) }
      return message('FACT-OF-ANOTHER-CHAIN', { sequence: head.sequence, ...links })
    }
  }
}
