// The options of the sandbox bank of a test: the usual ones, and what a test changes of them.

import type { TraceFile } from '../../../src/pesit-socket/trace-file.ts'
import type {
  SandboxAccess,
  SandboxFiles,
  SandboxListen,
  SandboxProtocol,
} from '../../../src/sandbox/options.ts'
import { partner } from './configuration.ts'

/** What a test changes of the usual sandbox bank, group by group. */
export interface SandboxChanges {
  readonly listen?: Partial<SandboxListen>
  readonly access?: Partial<SandboxAccess>
  readonly files?: Partial<SandboxFiles>
  readonly protocol?: Partial<SandboxProtocol>
  readonly traceFile?: TraceFile
}

/** The options of a sandbox bank that knows one partner. */
export function sandboxOptions(folder: string, changes: SandboxChanges = {}) {
  const { listen, access, files, protocol, ...others } = changes
  return {
    folder,
    listen: { host: '127.0.0.1', port: 0, tls: null, ...listen },
    access: {
      server: 'BANQUE01',
      partners: [{ name: partner, password: 'SECRET01' }],
      ...access,
    },
    files: { received: ['VIREMENTS'], offered: ['RELEVES'], statements: null, ...files },
    protocol: {
      entityBytes: 65_535,
      sync: { intervalKb: 65_534, window: 15 },
      articleBytes: 4096,
      ...protocol,
    },
    ...others,
  }
}
