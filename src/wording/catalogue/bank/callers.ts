// Messages about calls that our listener refused: of banks that are known, and of strangers. Pure.

import { entry } from '../../entry.ts'

/** What was wrong with a call in the name of a bank. */
export type CallFault =
  | 'password'
  | 'partner'
  | 'certificate'
  | 'address'
  /** The password was wrong several times from there: none is looked at for a while. */
  | 'locked'
  | 'tls'
  | 'file'
  | 'protocol'

/** What was wrong with a call of which nobody knows whose it was. */
export type UnknownCallerFault = 'address' | 'name' | 'tls' | 'no-pesit'

type OfBank = {
  readonly bank: string
  readonly why: CallFault
  /**
   * What it said or did, as far as that helps: the PI 4 that it called, a virtual file, an error of TLS; ''
   * else.
   */
  readonly said: string
  /** What it should have been; '' where nothing can be told. */
  readonly expected: string
  readonly address: string
  readonly times: number
  readonly lastMs: number
}

export const callers = {
  /** The bank itself, as far as its address or its password shows: a person must act, here or there. */
  'BANK-CALL-REFUSED': entry<OfBank>({
    scope: 'bank',
    severity: 'error',
    fault: 'bank',
    heals: false,
  }),
  /** Somebody who gave the bank's name, from wherever: perhaps it is the bank. */
  'BANK-CALL-UNPROVED': entry<OfBank>({
    scope: 'bank',
    severity: 'warning',
    fault: 'bank',
    heals: true,
  }),
  'STRANGERS-CALL': entry<{
    readonly why: UnknownCallerFault
    readonly said: string
    readonly address: string
    readonly times: number
    readonly lastMs: number
  }>({ scope: 'daemon', severity: 'warning', fault: 'network', heals: true }),
} as const
