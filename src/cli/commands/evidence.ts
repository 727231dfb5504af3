// `evidence ID`: one archive (tar.gz) with everything known about one transfer, for the bank's desk or an
// auditor.

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { packTar } from 'modern-tar'
import { spoolIn } from '../../ledger/spool/spool.ts'
import { archivedPath, receiptPath } from '../../archive/places.ts'
import { forTheDesk } from '../../journey/reported/desk-sheet.ts'
import type { Transfer } from '../../journey/transfer.ts'
import { ChainCheck, type AuditFinding, type Head } from '../../ledger/audit/audit.ts'
import { readAuditKey } from '../../ledger/audit/audit-key.ts'
import type { FactChain } from '../../ledger/contract/fact-chain.ts'
import type { TransferSearch } from '../../ledger/contract/searching.ts'
import type { SyncPoints } from '../../ledger/contract/sync-points.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import { systemErrorCode, errorText } from '../../lib/files/files.ts'
import { KnownError } from '../../wording/known-error.ts'
import { type CommonOptions, dataFolder, withLedger, readerOf } from '../context.ts'
import {
  type BytesNow,
  type Evidence,
  type LinkedFact,
  type EvidencePage,
  pagesOf,
} from '../evidence-pages.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { transferNamed } from '../named-transfer.ts'
import type { Output } from '../output.ts'
import { message } from '../../wording/catalogue.ts'
import { say } from '../say.ts'

export interface EvidenceOptions extends CommonOptions {
  readonly out?: string
}

export async function evidence(
  id: string,
  options: EvidenceOptions,
  output: Output,
): Promise<ExitCode> {
  const folder = dataFolder(options)
  const reader = readerOf(options)
  const { zone } = reader
  const gathered = await withLedger(
    folder,
    (ledger) => gather(ledger, { folder, zone }, id),
    reader,
  )
  const receipt = await receiptOf(folder, gathered.transfer)
  const pages = [...pagesOf(gathered), ...receipt]
  const path = resolve(options.out ?? `evidence-${gathered.transfer.id}.tar.gz`)
  await writeNew(path, await packed(gathered, [...pages, manifestOf(pages)]))
  const { findings } = gathered
  if (output.json)
    output.value({ path, chainIsWhole: findings === null ? null : findings.length === 0 })
  else {
    const said = { options, output }
    say(message('EVIDENCE-WRITTEN', { name: gathered.transfer.name || id, path }), said)
    if (findings === null) say(message('CHAIN-NOT-FOLLOWED', {}), said)
    else if (findings.length > 0) say(message('CHAIN-BROKEN', { facts: null }), said)
  }
  return findings !== null && findings.length > 0 ? exitCodes.failed : exitCodes.done
}

async function gather(
  ledger: Pick<FactChain, 'chainedFacts'> &
    Pick<SyncPoints, 'syncPoints'> &
    TransferReading &
    Pick<TransferSearch, 'named'>,
  { folder, zone }: { readonly folder: string; readonly zone: string },
  asked: string,
): Promise<Evidence> {
  const transfer = await transferNamed(ledger, asked)
  const { id } = transfer
  const facts = await ledger.facts({ transferId: id })
  const syncPoints = await ledger.syncPoints(id)
  const chain = await followChain(ledger, readAuditKey(folder), id)
  return {
    transfer,
    facts,
    syncPoints,
    desk: forTheDesk(transfer, facts, syncPoints, zone),
    bytes: await bytesNow(folder, transfer),
    ...chain,
    takenAtMs: Date.now(),
    zone,
  }
}

const pageOf = 5000

/**
 * All facts in order: those of the transfer with the link before each, and whether the whole chain is intact.
 */
async function followChain(
  ledger: Pick<FactChain, 'chainedFacts'>,
  key: Uint8Array | null,
  id: string,
): Promise<{
  readonly linked: LinkedFact[]
  readonly head: Head
  readonly findings: readonly AuditFinding[] | null
}> {
  const check = key === null ? null : new ChainCheck(key, [])
  const linked: LinkedFact[] = []
  let head: Head = { sequence: 0, chain: '' }
  for (;;) {
    const page = await ledger.chainedFacts({ after: head.sequence, limit: pageOf })
    for (const fact of page) {
      if (fact.transferId === id) linked.push({ fact, previous: head.chain })
      check?.take(fact)
      head = { sequence: fact.sequence, chain: fact.chain }
    }
    if (page.length === 0) return { linked, head, findings: check?.end() ?? null }
  }
}

async function bytesNow(folder: string, transfer: Transfer): Promise<BytesNow[]> {
  const found: BytesNow[] = []
  for (const path of [archivedPath(folder, transfer), spoolIn(folder).bytes(transfer.id)]) {
    const sha256 = await hashOf(path)
    if (sha256 !== 'missing') found.push({ path, sha256 })
  }
  return found
}

async function hashOf(path: string): Promise<string | 'missing' | null> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
    return hash.digest('hex')
  } catch (error) {
    return systemErrorCode(error) === 'ENOENT' ? 'missing' : null
  }
}

async function receiptOf(folder: string, transfer: Transfer): Promise<EvidencePage[]> {
  try {
    return [{ name: 'receipt.json', text: await readFile(receiptPath(folder, transfer), 'utf8') }]
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return []
    throw error
  }
}

function manifestOf(pages: readonly EvidencePage[]): EvidencePage {
  const hashes = pages.map(({ name, text }) => [
    name,
    createHash('sha256').update(text).digest('hex'),
  ])
  return {
    name: 'manifest.json',
    text: `${JSON.stringify({ format: 'pesit-drop evidence 1', sha256: Object.fromEntries(hashes) as unknown }, null, 2)}\n`,
  }
}

async function packed(
  { transfer, takenAtMs }: Evidence,
  pages: readonly EvidencePage[],
): Promise<Buffer> {
  const mtime = new Date(takenAtMs)
  const entries = pages.map(({ name, text }) => {
    const body = Buffer.from(text)
    const header = {
      name: `evidence-${transfer.id}/${name}`,
      size: body.length,
      mode: 0o600,
      mtime,
    }
    return { header, body }
  })
  return gzipSync(await packTar(entries))
}

/** Never replaces another file. */
async function writeNew(path: string, bytes: Buffer): Promise<void> {
  try {
    const handle = await open(path, 'wx', 0o600)
    try {
      await handle.writeFile(bytes)
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw new KnownError(message('EVIDENCE-NOT-WRITTEN', { path, error: errorText(error) }), {
      cause: error,
    })
  }
}
