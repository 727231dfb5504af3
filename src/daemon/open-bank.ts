// One bank of the configuration, opened: its lines, who looks at every conversation, and the trace that is kept.

import { openBank } from '../bank/open.ts'
import type { BankOptions } from '../bank/options.ts'
import type { BankTrouble } from '../bank/trouble.ts'
import { type WatchedBank, watchBank } from '../bank/watched.ts'
import type { BankConfig } from '../config/schema.ts'
import { bankOptions, traceOptions } from './from-config.ts'
import { keepTrace, type KeptTrace } from './kept-trace.ts'
import type { Deps } from './parts.ts'

export interface OpenedBank {
  readonly bank: WatchedBank
  readonly options: BankOptions
  readonly kept: KeptTrace | null
}

export function openOne(
  { config, ledger, clock, log, environment }: Deps,
  bank: BankConfig,
): OpenedBank {
  const own = log.child({ bank: bank.name })
  const kept =
    bank.trace === undefined ? null : keepTrace(traceOptions(bank.trace), { clock, log: own })
  const options = {
    ...bankOptions(bank, { environment, dataFolder: config.data, log }),
    ...(kept === null ? {} : { traceFile: kept.traceFile }),
  }
  const note = (trouble: BankTrouble | null) => ledger.note(`bank:${bank.name}`, trouble)
  return { bank: watchBank(openBank(options, own), { note, log: own }), options, kept }
}
