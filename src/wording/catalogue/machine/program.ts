// Messages about what stops the program or a command before it can work: its configuration, its secrets, its
// port, its control socket. Pure.

import { entry, type InnerMessage } from '../../entry.ts'

const operator = { scope: 'daemon', severity: 'error', fault: 'operator', heals: false } as const
const machine = { ...operator, fault: 'machine' } as const

/** What a secret of the configuration is for. */
export type SecretUse =
  | 'password'
  | 'new-password'
  | 'caller-password'
  | 'server-password'
  | 'pre-connection-password'
  | 'passphrase'
  | 'webhook-secret'
  | 'previous-webhook-secret'

export const program = {
  'CONFIG-INVALID': entry<
    | {
        readonly why: 'faults'
        readonly file: string
        /** Lines and columns count from 1. `path`: such as `banks[0].port`. */
        readonly faults: readonly {
          readonly line: number
          readonly column: number
          readonly path: string
          readonly message: InnerMessage
        }[]
      }
    /** The data folder needs a local disk. */
    | { readonly why: 'not-local'; readonly folder: string; readonly fileSystem: string }
  >(operator),
  'SECRET-MISSING': entry<
    | { readonly why: 'no-variable' | 'no-credential'; readonly name: string }
    | { readonly why: 'unreadable'; readonly path: string; readonly error: string }
    | { readonly why: 'too-long'; readonly maximum: number }
    | { readonly why: 'characters' }
    /** The secret of a webhook was sealed with another key than the one at `path`. */
    | { readonly why: 'webhook'; readonly webhook: string; readonly path: string }
    /** The key with which secrets of webhooks are sealed. */
    | { readonly why: 'not-a-key'; readonly path: string; readonly bytes: number }
    /** Each a SECRET-UNUSABLE. */
    | { readonly why: 'several'; readonly secrets: readonly InnerMessage[] }
  >(operator),
  'SECRET-UNUSABLE': entry<{
    readonly use: SecretUse
    /** The bank, or the URL of the webhook. */
    readonly of: string
    readonly what: InnerMessage
  }>(operator),
  /** The port on which banks call; `what` is a PORT-NOT-HAD. */
  'PORT-TAKEN': entry<{ readonly what: InnerMessage }>(operator),
  /** Others could answer in the place of the daemon; `what` says how. */
  'CONTROL-UNSAFE': entry<{ readonly what: InnerMessage }>(machine),
  'DAEMON-NOT-RUNNING': entry<
    /** `absent`: nobody answers there. `forbidden`: this user may not speak to it. */
    | { readonly why: 'absent' | 'forbidden'; readonly dataFolder: string }
    /** The ledger was opened for reading only, and the command must write. */
    | { readonly why: 'read-only' }
  >(operator),
  'SANDBOX-NOT-STARTED': entry<{
    readonly folder: string
    readonly host: string
    readonly port: number
    readonly error: string
  }>(operator),
} as const
