// The queues to the banks of a configuration: how many connections each may use, when it is called again, and
// by which identity the bank knows a file.

import { identityFor, pesitDate } from '../../bank/native/identity.ts'
import type { BankConfig } from '../../config/schema/configuration.ts'
import { present } from '../../lib/assert.ts'
import { nextTransferNumber } from '../../transfer/next-number.ts'
import type { SendingBank } from '../../transfer/start.ts'
import { ownForm } from '../flow-forms.ts'
import { policyOf } from '../from-config.ts'
import type { OpenedBank } from './banks.ts'
import type { StationDeps } from './deps.ts'

export function sendingBanks(
  deps: StationDeps,
  banks: ReadonlyMap<string, OpenedBank>,
): readonly SendingBank[] {
  return deps.config.banks.map((bank) =>
    sendingBank(deps, bank, present(banks.get(bank.name), 'the bank')),
  )
}

function sendingBank(
  { ledger, clock, config }: StationDeps,
  bank: BankConfig,
  { bank: line, options, account }: OpenedBank,
): SendingBank {
  return {
    bank: line,
    mayCall: () => account.mayCall(),
    allowOnce: () => account.allowOnce(),
    connections: bank.connections,
    policy: policyOf(bank),
    async identify(transfer) {
      const transferNumber = await nextTransferNumber(ledger, config.banks, bank)
      const creationDate = pesitDate(clock.nowMs(), config.zone)
      const { virtualFile, name, sizeBytes } = transfer
      const outbox = config.outboxes.find(({ folder }) => folder === transfer.folder)
      return identityFor(options, {
        ...ownForm(outbox),
        virtualFile,
        name,
        sizeBytes: sizeBytes ?? 0,
        transferNumber,
        creationDate,
      })
    },
  }
}
