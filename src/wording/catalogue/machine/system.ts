// What the operating system says, as a message within other messages; and the port of the API. Pure.

import { entry } from '../../entry.ts'

const machine = { scope: 'daemon', severity: 'error', fault: 'machine', heals: true } as const
const operator = { ...machine, fault: 'operator', heals: false } as const

export const system = {
  /** In the words of the system: `EACCES: permission denied, open '/srv/x'`. */
  'SYSTEM-ERROR': entry<{ readonly error: string }>(machine),
  'HTTP-NOT-LISTENING': entry<
    | {
        readonly why: 'port-taken' | 'forbidden' | 'unopened'
        readonly host: string
        readonly port: number
        readonly error: string
      }
    | {
        readonly why: 'certificate'
        readonly cert: string
        readonly key: string
        /** In the words of the system; '' when the key belongs to another certificate. */
        readonly error: string
        /** The service user may not read it. */
        readonly isForbidden: boolean
      }
  >(operator),
  /** Other machines need a key. */
  'HTTP-KEYS-MISSING': entry<{ readonly host: string }>(operator),
} as const
