// What we identify ourselves with at a bank, and how we recognise it without keeping it: by a salted, slow
// hash.

import { createHmac, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import { readTls } from '../../../pesit-socket/tls.ts'
import type { BankOptions } from '../options.ts'

export type Identification = Pick<BankOptions, 'name' | 'address' | 'identification' | 'connection'>

export interface Tried {
  readonly settings: string | null
  readonly secret: string | null
}

export const triedBy = (options: Identification): Tried => ({
  settings: settingsOf(options),
  secret: secretOf(options),
})

/**
 * The account without its password. Two programs on one host may be two banks, and each of them names its
 * partners itself.
 */
export function accountKeyOf({ address, identification }: Identification): string {
  const { host, port } = address
  const { server, partner } = identification
  return JSON.stringify([host.toLowerCase(), port, server, partner])
}

/** The account and its password; null: it cannot be read now. */
export function secretOf(options: Identification): string | null {
  const { password, newPassword } = options.identification
  return readable(() =>
    JSON.stringify([accountKeyOf(options), password?.() ?? null, newPassword?.reveal() ?? null]),
  )
}

/** Everything that may decide whether a CONNECT is accepted; null: it cannot be read now. */
export function settingsOf(options: Identification): string | null {
  const { framing, access, crc } = options.connection
  const { preConnection, serverPassword } = options.identification
  const { tls } = options.address
  const secret = secretOf(options)
  if (secret === null) return null
  return readable(() =>
    JSON.stringify([
      ...[secret, framing, access, crc, serverPassword?.() ?? null],
      preConnection === null ? null : [preConnection.identifier, preConnection.password()],
      tls === null ? null : [readTls(tls), tls.passphrase],
    ]),
  )
}

function readable(read: () => string): string | null {
  try {
    return read()
  } catch {
    return null
  }
}

export function hashOf(text: string, salt: string): string {
  return scryptSync(text, salt, 32).toString('hex')
}

/** A slow hash is made only for what was not compared yet. What cannot be read counts as unchanged. */
export function createComparison() {
  const key = randomBytes(32)
  const compared = new Map<string, boolean>()
  return (
    { salt, hash }: { readonly salt: string; readonly hash: string },
    text: string | null,
  ): boolean => {
    if (text === null) return true
    const digest = createHmac('sha256', key).update(text).digest('hex')
    const known = compared.get(`${hash}:${digest}`)
    if (known !== undefined) return known
    const verdict = timingSafeEqual(
      Buffer.from(hash, 'hex'),
      Buffer.from(hashOf(text, salt), 'hex'),
    )
    if (compared.size > 100) compared.clear()
    compared.set(`${hash}:${digest}`, verdict)
    return verdict
  }
}
