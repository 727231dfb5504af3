// The certificate of the API and its private key. The files are read when the port is opened and checked
// again while it is open, so that a renewed certificate needs no restart. Files that cannot be used are
// reported and stop no payment: the last good certificate stays in use until they can be read.

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { systemErrorCode, errorText } from '../../lib/files/files.ts'
import { message, type MessageOf } from '../../wording/catalogue.ts'

export interface CertificateFiles {
  readonly cert: string
  readonly key: string
}

export interface Certificate {
  readonly cert: Buffer
  readonly key: Buffer
}

export type CertificateOutcome =
  | { readonly kind: 'read'; readonly certificate: Certificate }
  | { readonly kind: 'unusable'; readonly message: MessageOf<'HTTP-NOT-LISTENING'> }

export async function readCertificate(files: CertificateFiles): Promise<CertificateOutcome> {
  try {
    const [cert, key] = await Promise.all([readFile(files.cert), readFile(files.key)])
    // If the key belongs to another certificate, this line finds out, not the first caller.
    if (new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
      return { kind: 'read', certificate: { cert, key } }
    return unusable(files, { error: '', isForbidden: false })
  } catch (error) {
    const isForbidden = systemErrorCode(error) === 'EACCES'
    return unusable(files, { error: errorText(error), isForbidden })
  }
}

function unusable(
  { cert, key }: CertificateFiles,
  found: { readonly error: string; readonly isForbidden: boolean },
): CertificateOutcome {
  const told = message('HTTP-NOT-LISTENING', { why: 'certificate', cert, key, ...found })
  return { kind: 'unusable', message: told }
}

export function isSameCertificate(one: Certificate, other: Certificate): boolean {
  return one.cert.equals(other.cert) && one.key.equals(other.key)
}
