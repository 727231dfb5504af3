// Opens the banks of the configuration: their connections, the accounts (which a bank may have refused), the
// watch over every conversation, and the traces.

import { conditionSubject } from '../../journey/condition-subject.ts'
import { type Account, createAccounts } from '../../bank/native/connect/account.ts'
import { openBank } from '../../bank/native/open.ts'
import type { BankOptions } from '../../bank/native/options.ts'
import { accessRefused, type BankTrouble, type TroubleContext } from '../../bank/trouble.ts'
import { type WatchedBank, watchBank } from '../../bank/watched.ts'
import type { BankConfig } from '../../config/schema/configuration.ts'
import { handedOn } from '../../lib/waiting/handed-on.ts'
import { everyOne } from '../../lib/undo.ts'
import { bankOptions, traceOptions } from '../from-config.ts'
import { keepTrace, type KeptTrace } from '../../bank/native/kept-trace.ts'
import type { StationDeps } from './deps.ts'
import { refusalsIn } from '../../bank/native/connect/refusal-files.ts'

type BankDeps = Pick<StationDeps, 'config' | 'ledger' | 'clock' | 'log' | 'environment'>

export interface OpenedBank {
  readonly bank: WatchedBank
  readonly options: BankOptions
  readonly account: Account
  readonly kept: KeptTrace | null
  /** After a start: brings the condition of the bank up to what is known of its account. */
  readonly settle: () => Promise<void>
}

/**
 * All banks by name. `good` names each bank with which a conversation went well, to a queue that begins
 * later.
 */
export async function openBanks(deps: BankDeps): Promise<{
  readonly banks: ReadonlyMap<string, OpenedBank>
  readonly good: { to(take: (bank: string) => void): void }
}> {
  const { config, clock, log } = deps
  const store = refusalsIn(config.data, log)
  const accounts = createAccounts({ store, nowMs: () => clock.nowMs(), log, zone: config.zone })
  const good = handedOn<string>()
  const banks = new Map(
    config.banks.map((bank) => [
      bank.name,
      openOne(deps, bank, { accounts, onGood: () => good.hand(bank.name) }),
    ]),
  )
  for (const { settle } of banks.values()) await settle()
  return { banks, good }
}

export async function closeBanks(banks: ReadonlyMap<string, OpenedBank>): Promise<void> {
  const all = [...banks.values()]
  await everyOne(all.map(({ bank }) => bank.close()))
  await everyOne(all.flatMap(({ kept }) => kept?.close() ?? []))
}

function openOne(
  { config, ledger, clock, log, environment }: BankDeps,
  bank: BankConfig,
  {
    accounts,
    onGood,
  }: { readonly accounts: ReturnType<typeof createAccounts>; readonly onGood: () => void },
): OpenedBank {
  const { name, password } = bank
  const own = log.child({ bank: name })
  const kept =
    bank.trace === undefined ? null : keepTrace(traceOptions(bank.trace), { clock, log: own })
  const note = (trouble: BankTrouble | null) => ledger.note(conditionSubject('bank', name), trouble)
  const noted = () => codeNoted(ledger, conditionSubject('bank', name))
  const settings = bankOptions(bank, { environment, dataFolder: config.data, log })
  const account = accounts.of(settings, () => {
    own.info(
      {},
      'The account at the bank may be used again: its settings changed, or a person said so',
    )
    void watched.opened()
  })
  const tools = { account, ...(kept === null ? {} : { traceFile: kept.traceFile }) }
  const known = {
    name,
    passwordFile: password?.file ?? '',
    also: () => account.sharedWith(),
  }
  const watched = watchBank(openBank(settings, own, tools), {
    note,
    noted,
    onGood,
    log: own,
    known,
  })
  return {
    bank: watched,
    options: settings,
    account,
    kept,
    settle: () => settle(ledger, account, known),
  }
}

async function settle(
  ledger: StationDeps['ledger'],
  account: Account,
  known: TroubleContext,
): Promise<void> {
  const subject = conditionSubject('bank', known.name)
  const refusal = account.refusal()
  const code = await codeNoted(ledger, subject)
  if (refusal === null && code === 'ACCESS-REFUSED') return ledger.note(subject, null)
  if (refusal?.bank === known.name && code !== 'ACCESS-REFUSED')
    await ledger.note(subject, accessRefused(known, refusal))
}

async function codeNoted(ledger: StationDeps['ledger'], subject: string): Promise<string | null> {
  return (await ledger.conditions()).find((one) => one.subject === subject)?.code ?? null
}
