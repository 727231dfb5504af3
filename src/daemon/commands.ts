// What operator commands (orders/commands.ts) need of the configuration and of the running stations.

import { whyStillHeld } from '../admission/against-flow.ts'
import { pesitDate } from '../bank/native/identity.ts'
import type { Config } from '../config/schema/configuration.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Clock } from '../lib/time/clock.ts'
import type { CommandDeps } from '../orders/commands.ts'
import { type PaymentsReaderDeps, paymentsReader } from '../recovery/unread-payments.ts'
import { formOfTransfer } from './flow-forms.ts'
import { rulesOf } from './stations/admissions.ts'
import type { Stations } from './stations/start.ts'
import type { GoneWatch } from './watch-gone.ts'

interface CommandParts extends Omit<PaymentsReaderDeps, 'rulesOf'> {
  readonly config: Config
  readonly ledger: Ledger
  readonly clock: Clock
  readonly stations: Stations
  readonly gone: Pick<GoneWatch, 'look'>
}

export function commandDeps(deps: CommandParts): CommandDeps {
  const { config, ledger, spool, log, checker, stations } = deps
  const { transfers } = stations
  return {
    ...{ ledger, spool, zone: config.zone, banks: config.banks },
    readPayments: paymentsReader({
      ...{ spool, log, checker },
      rulesOf: (folder) => rulesOf(config, folder),
    }),
    async whyGarbled(transfer) {
      const flow = formOfTransfer(config, transfer)
      return flow === null ? null : whyStillHeld({ checker, spool }, transfer, flow)
    },
    interrupt: (id) => transfers.interrupt(id),
    isRunning: (id) => transfers.isRunning(id),
    wake: (bank) => transfers.endRest(bank),
    callNow: (bank) => transfers.callNow(bank),
    onSent: () => stations.archive.ring(),
    messages: messagesOf(deps),
    outboxes: stations.outboxes,
    inboxes: stations.inboxes.map(({ folder, inbox, config: { virtualFile, bank } }) => ({
      ...{ folder, virtualFile, bank },
      poll: () => inbox.pollThrough(),
    })),
    allowCall: (bank) => stations.accountAt(bank).allowOnce(),
    onReassigned: () => deps.gone.look(),
  }
}

function messagesOf({ config, ledger, clock, stations }: CommandParts): CommandDeps['messages'] {
  return {
    bankNamed: (name) => stations.banks.find((bank) => bank.name === name) ?? null,
    nextNumber: (name) =>
      ledger.nextNumber(
        `${name}:messages`,
        config.banks.find((bank) => bank.name === name)?.firstNumber ?? 1,
      ),
    date: () => pesitDate(clock.nowMs(), config.zone),
  }
}
