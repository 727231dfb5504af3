// The key of the chain of facts. It lies outside the ledger, so that a person who can change only the ledger
// cannot repair the chain. It is a file beside the ledger that only the service may read. Back it up
// separately, in another place.

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeDurably } from '../../disk/durable.ts'
import { systemErrorCode } from '../../lib/files/files.ts'
import { KnownError } from '../../wording/known-error.ts'
import { message } from '../../wording/catalogue.ts'

const keyBytes = 32

export function auditKeyPath(folder: string): string {
  return join(folder, 'audit.key')
}

/** The key; created when there is none. @throws KnownError LEDGER-FAILED for a file that holds no key. */
export async function readOrMakeAuditKey(folder: string): Promise<Uint8Array> {
  const known = readAuditKey(folder)
  if (known !== null) return known
  const key = randomBytes(keyBytes)
  await writeDurably(auditKeyPath(folder), `${key.toString('hex')}\n`)
  return key
}

/** null: there is no key. @throws KnownError LEDGER-FAILED. */
export function readAuditKey(folder: string): Uint8Array | null {
  const path = auditKeyPath(folder)
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null
    throw error
  }
  if (/^[0-9a-f]{64}$/.test(text)) return Buffer.from(text, 'hex')
  throw new KnownError(message('LEDGER-FAILED', { why: 'not-an-audit-key', path }))
}
