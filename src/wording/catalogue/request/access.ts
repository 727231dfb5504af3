// Messages about who may call: programs by the API, and banks by PeSIT. Pure.

import { entry } from '../../entry.ts'

type Nothing = Record<string, never>
/** The caller gets this answer; a person changes the program, or has a key made. */
const refused = { scope: 'daemon', severity: 'warning', fault: 'operator', heals: false } as const

/** Somebody else could answer in the daemon's place. */
const unsafe = { scope: 'daemon', severity: 'error', fault: 'machine', heals: false } as const

/** What was seen of a call through a proxy. */
export type SignOfProxy = {
  readonly sign: 'http-1.0' | 'host' | 'header'
  /** The name of the header; '' for another sign. */
  readonly header: string
}

/** Why a call without a key needs one. */
export type KeyMissing =
  /** It comes from another machine, or the configuration opens the API to nobody. */
  | { readonly why: 'remote' }
  | ({ readonly why: 'proxy' } & SignOfProxy)
  | { readonly why: 'user-not-found' }
  /** The kernel shows every user so whom the user namespace of this program does not know. */
  | { readonly why: 'user-unmapped'; readonly uid: number }
  | {
      readonly why: 'user-not-open'
      readonly user: string
      readonly standing: 'proxy' | 'not-named'
    }
  /** It is never done without a key. */
  | { readonly why: 'always' }

export const access = {
  'CALLER-ADDRESS-UNKNOWN': entry<{ readonly address: string; readonly times: number }>({
    scope: 'daemon',
    severity: 'warning',
    fault: 'network',
    heals: true,
  }),
  'CALLER-LOCKED-OUT': entry<{
    /** null: the caller gave a name that nobody has. */
    readonly bank: string | null
    readonly address: string
    readonly seconds: number
  }>({ scope: 'bank', severity: 'warning', fault: 'bank', heals: true }),
  'CALLS-TOO-MANY': entry<{ readonly bank: string }>({
    scope: 'bank',
    severity: 'warning',
    fault: 'bank',
    heals: true,
  }),
  'WEBHOOKS-TOO-MANY': entry<{ readonly most: number; readonly keyless: boolean }>(refused),
  'FETCHES-TOO-MANY': entry<Nothing>({ ...refused, heals: true }),
  'CONTROL-SOCKET-FOREIGN': entry<{ readonly path: string; readonly uid: number }>(unsafe),
  'CONTROL-FOLDER-FOREIGN': entry<{ readonly folder: string; readonly uid: number }>(unsafe),
  'CONTROL-FOLDER-OPEN': entry<{ readonly folder: string }>(unsafe),
  'BODY-TOO-DEEP': entry<{ readonly most: number }>(refused),
  'KEY-MISSING': entry<KeyMissing>(refused),
  'KEY-WRONG': entry<{ readonly why: 'no-bearer' | 'unknown' | 'revoked' | 'expired' }>(refused),
  'KEY-NAME-TAKEN': entry<{ readonly name: string }>(refused),
  'KEY-UNKNOWN': entry<{ readonly key: string }>(refused),
  'ROLE-TOO-LOW': entry<{
    readonly name: string
    readonly role: string
    readonly needs: string
  }>(refused),
  'TOO-MANY-WRONG-KEYS': entry<Nothing>({ ...refused, heals: true }),
  'REQUESTS-TOO-MANY-AT-ONCE': entry<Nothing>({ ...refused, heals: true }),
} as const
