// Calls a bank of the configuration without a file, and says what to change.

import { adviceFor } from '../bank/native/connect/advice.ts'
import type { Account } from '../bank/native/connect/account.ts'
import { openBank } from '../bank/native/open.ts'
import type { BankOptions } from '../bank/native/options.ts'
import type { NativeProbeOutcome } from '../bank/native/connect/probe.ts'
import type { ConnectionTools } from '../bank/native/connect/tools.ts'
import type { BankConfig } from '../config/schema/configuration.ts'
import { bankOptions, type Keeping } from './from-config.ts'

export interface Probed {
  readonly settings: BankOptions
  readonly outcome: NativeProbeOutcome
  /** What to change in the configuration; empty when nothing. */
  readonly advice: readonly string[]
}

interface ProbeHow {
  readonly nowMs: () => number
  readonly signal: AbortSignal
  /** A trace file for the conversation; none when absent. */
  readonly trace?: Pick<ConnectionTools, 'traceFile'>
  /** Keeps whether the bank refuses our identification. */
  readonly account: Account
}

export async function probeOne(
  bank: BankConfig,
  keeping: Keeping,
  { nowMs, signal, account, trace = {} }: ProbeHow,
): Promise<Probed> {
  const all = bankOptions(bank, keeping)
  // A probe must change nothing at the bank, its password least of all.
  const { identification } = all
  const isChanged = identification.newPassword?.state() === 'done'
  const settings = isChanged
    ? all
    : { ...all, identification: { ...identification, newPassword: null } }
  const outcome = await openBank(settings, keeping.log, { ...trace, account }).probe(signal)
  return { settings, outcome, advice: adviceFor(settings, outcome, nowMs()) }
}
