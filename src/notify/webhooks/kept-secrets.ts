// Secrets that came through the API are kept encrypted (AES-256-GCM). The key lies beside the ledger, not in
// it, so that a copy of the ledger alone reveals no secret. The id of the webhook is authenticated too, so
// that a secret cannot be moved to another webhook.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from '../../disk/durable.ts'
import { systemErrorCode } from '../../lib/files/files.ts'
import { KnownError } from '../../wording/known-error.ts'
import { message } from '../../wording/catalogue.ts'

export interface KeptSecrets {
  /** Creates the key when the first secret is sealed. */
  seal(id: string, secret: string): Promise<string>
  /** @throws KnownError SECRET-MISSING when the secret was sealed with another key. */
  open(id: string, sealed: string): string
}

const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

export async function openKeptSecrets(dataFolder: string): Promise<KeptSecrets> {
  const path = join(dataFolder, 'webhooks.key')
  let key = await readKey(path)
  return {
    async seal(id, secret) {
      key ??= await makeKey(path)
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(id))
      const hidden = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString('base64')
    },
    open(id, sealed) {
      const bytes = Buffer.from(sealed, 'base64')
      try {
        if (key === null) throw new Error(`${path} is not there`)
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
          .setAAD(Buffer.from(id))
          .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
        const hidden = bytes.subarray(nonceBytes + tagBytes)
        return Buffer.concat([decipher.update(hidden), decipher.final()]).toString('utf8')
      } catch (cause) {
        throw new KnownError(message('SECRET-MISSING', { why: 'webhook', webhook: id, path }), {
          cause,
        })
      }
    },
  }
}

async function readKey(path: string): Promise<Buffer | null> {
  try {
    const key = await readFile(path)
    if (key.length === keyBytes) return key
    throw new KnownError(message('SECRET-MISSING', { why: 'not-a-key', path, bytes: key.length }))
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null
    throw error
  }
}

async function makeKey(path: string): Promise<Buffer> {
  const made = randomBytes(keyBytes)
  await writeDurably(path, made)
  return made
}
