// Keys of the API: `pd_<id>_<secret>`. The id is not secret and finds the row. Of the secret (256 random
// bits) only the SHA-256 is stored, so that reading the ledger does not help to call the API. A key is shown
// once, when made.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ApiKey } from '../../ledger/contract/api-keys.ts'

export interface MadeKey {
  readonly id: string
  /** The whole key, as the caller must send it. */
  readonly text: string
  readonly hash: string
}

export function makeKey(): MadeKey {
  const id = randomBytes(5).toString('hex')
  const text = `pd_${id}_${randomBytes(32).toString('base64url')}`
  return { id, text, hash: hashOf(text) }
}

/** The id in the text of a key; null if the text does not look like one of our keys. */
export function keyIdIn(text: string): string | null {
  return /^pd_([0-9a-f]{10})_[A-Za-z0-9_-]{43}$/.exec(text)?.[1] ?? null
}

export type KeyCheck = 'right' | 'wrong' | 'revoked' | 'expired'

export function checkKey(key: ApiKey, text: string, nowMs: number): KeyCheck {
  if (!timingSafeEqual(Buffer.from(hashOf(text), 'hex'), Buffer.from(key.hash, 'hex')))
    return 'wrong'
  if (key.revokedMs !== null) return 'revoked'
  return nowMs < key.expiresMs ? 'right' : 'expired'
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
