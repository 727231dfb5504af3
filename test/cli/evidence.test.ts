// The evidence of a transfer: one archive, whole, that proves itself, without secrets, never over another
// file.

import { createHash } from 'node:crypto'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { unpackTar } from 'modern-tar'
import { expect, test } from 'vitest'
import { evidence } from '../../src/cli/commands/evidence.ts'
import type { Output } from '../../src/cli/output.ts'
import { type ChainedFact, linkOf } from '../../src/ledger/audit/audit.ts'
import { readAuditKey } from '../../src/ledger/audit/audit-key.ts'
import { connectToWrite } from '../../src/ledger/sqlite/database/connect.ts'
import { bytesOf, sha256 } from '../helpers/road/content.ts'
import { openRoadInProcess } from '../helpers/road/open.ts'

const content = bytesOf(20_000)
const silent: Output = {
  json: false,
  value: () => undefined,
  line: () => undefined,
  table: () => undefined,
  error: () => undefined,
  progress: () => undefined,
  terminal: false,
}

async function sentFile() {
  const road = await openRoadInProcess()
  await road.start()
  road.misbehave('cut:open')
  road.drop('paie.xml', content)
  const { id } = await road.until('paie.xml', 'archived')
  await road.stop()
  return { road, id, out: join(road.folder, 'proof.tar.gz') }
}

async function unpacked(path: string): Promise<ReadonlyMap<string, string>> {
  const entries = await unpackTar(gunzipSync(readFileSync(path)))
  return new Map(
    entries.map(({ header, data }) => [
      header.name.replace(/^evidence-[^/]+\//, ''),
      new TextDecoder().decode(data),
    ]),
  )
}

const pageOf = <T>(pages: ReadonlyMap<string, string>, name: string) =>
  JSON.parse(pages.get(name) ?? 'null') as T

test('contains hashes, checks, conversation, answer, facts and their proof, and no secret', async () => {
  const { road, id, out } = await sentFile()
  expect(await evidence(id, { data: road.data, out }, silent)).toBe(0)
  expect(statSync(out).mode & 0o777).toBe(0o600)
  const pages = await unpacked(out)
  expect([...pages.keys()]).toEqual([
    ...['README.txt', 'transfer.json', 'file.json', 'checks.json', 'conversation.txt'],
    ...['bank-answer.json', 'for-the-desk.txt', 'facts.json', 'receipt.json', 'manifest.json'],
  ])
  expect(pageOf(pages, 'file.json')).toMatchObject({
    name: 'paie.xml',
    sizeBytes: content.length,
    sha256: sha256(content),
    now: [{ sha256: sha256(content), isTheSame: true }],
  })
  const conversation = pages.get('conversation.txt') ?? ''
  expect(conversation).toMatch(/^\d{4}-\d\d-\d\d [\d:.]+ [+-]\d\d:\d\d {4}→ CREATE, PI 13 1$/m)
  expect(conversation).toMatch(/← the line is gone: .*\n.*cut \(daemon\)/)
  expect(conversation).toMatch(/→ CREATE, PI 13 1, restart \(PI 15\)$/m)
  expect(conversation).toMatch(/← ACK\(TRANS\.END\), .*20000 bytes\n.*bank-acknowledged/)
  expect(pageOf(pages, 'bank-answer.json')).toMatchObject({
    answer: { event: 'bank-acknowledged', diagnostic: { type: 0, reason: 0 } },
  })
  expect(pages.get('for-the-desk.txt')).toMatch(/transfer no\. +1 \(PI 13\)/)
  expect([...pages.values()].join('')).not.toContain('SECRET01')
  const { sha256: hashes } = pageOf<{ sha256: Record<string, string> }>(pages, 'manifest.json')
  for (const [name, hash] of Object.entries(hashes))
    expect([
      name,
      createHash('sha256')
        .update(pages.get(name) ?? '')
        .digest('hex'),
    ]).toEqual([name, hash])
})

test('proves its facts: each link follows from the one before with the key outside the ledger', async () => {
  const { road, id, out } = await sentFile()
  await evidence(id, { data: road.data, out }, silent)
  const { facts, chainIsWhole, head } = pageOf<{
    facts: (ChainedFact & { previous: string })[]
    chainIsWhole: boolean
    head: string
  }>(await unpacked(out), 'facts.json')
  const key = readAuditKey(road.data)
  if (key === null) throw new Error('the key is there')
  expect(facts.length).toBeGreaterThan(8)
  for (const { previous, chain, ...fact } of facts) expect(linkOf(key, previous, fact)).toBe(chain)
  expect(chainIsWhole).toBe(true)
  expect(head).toBe(`${facts.at(-1)?.sequence}:${facts.at(-1)?.chain}`)
})

test('says when the chain is broken, and when the bytes are not those that were sent', async () => {
  const { road, id, out } = await sentFile()
  const database = connectToWrite(join(road.data, 'ledger.db'))
  database.exec(
    "DROP TRIGGER facts_never_change; UPDATE facts SET actor = 'nobody' WHERE sequence = 2",
  )
  database.close()
  expect(await evidence(id, { data: road.data, out }, silent)).toBe(1)
  expect(pageOf(await unpacked(out), 'facts.json')).toMatchObject({
    chainIsWhole: false,
    findings: [{ kind: 'changed', sequence: 2 }],
  })
})

test('without the key says that the chain was not checked; it never replaces another file', async () => {
  const { road, id, out } = await sentFile()
  rmSync(join(road.data, 'audit.key'))
  expect(await evidence(id, { data: road.data, out }, silent)).toBe(0)
  expect(pageOf(await unpacked(out), 'facts.json')).toMatchObject({ chainIsWhole: null })
  await expect(evidence(id, { data: road.data, out }, silent)).rejects.toMatchObject({
    code: 'EVIDENCE-NOT-WRITTEN',
  })
  await expect(evidence('nobody', { data: road.data, out }, silent)).rejects.toMatchObject({
    code: 'TRANSFER-UNKNOWN',
  })
})
