// The settings of TLS, read from disk once. TLS 1.2 or later; the peer's certificate is always checked.

import { readFileSync } from 'node:fs'
import type { SecureContextOptions } from 'node:tls'

export interface TlsFiles {
  /** The certificate authority of the peer; the system's when absent. */
  readonly ca?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
  readonly passphrase?: string | undefined
  /** The name in the peer's certificate, when it is not the host name. */
  readonly serverName?: string | undefined
  readonly minimum?: '1.2' | '1.3' | undefined
}

export interface TlsMaterial {
  readonly context: SecureContextOptions & {
    readonly requestCert?: boolean
    readonly rejectUnauthorized: boolean
  }
  readonly serverName: string | null
}

/** @throws the file system's error, with the path, when a file cannot be read. */
export function readTls(files: TlsFiles): TlsMaterial {
  return {
    serverName: files.serverName ?? null,
    context: {
      minVersion: files.minimum === '1.3' ? 'TLSv1.3' : 'TLSv1.2',
      rejectUnauthorized: true,
      ...(files.ca === undefined ? {} : { ca: readFileSync(files.ca) }),
      ...(files.cert === undefined ? {} : { cert: readFileSync(files.cert) }),
      ...(files.key === undefined ? {} : { key: readFileSync(files.key) }),
      ...(files.passphrase === undefined ? {} : { passphrase: files.passphrase }),
    },
  }
}
