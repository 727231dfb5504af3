// Every transfer is born in the environment of its bank, wherever it comes from; it keeps that one, whatever
// the configuration says later.

import type { Config } from '../config/schema/configuration.ts'
import type { NewTransfer } from '../journey/new-transfer.ts'
import type { Environment } from '../journey/transfer.ts'
import type { Ledger } from '../ledger/ledger.ts'

export function withEnvironments(ledger: Ledger, banks: Config['banks']): Ledger {
  const within = (born: NewTransfer): NewTransfer => ({
    ...born,
    environment: environmentOf(banks, born.bank),
  })
  return {
    ...ledger,
    record: (transfers) => ledger.record(transfers.map(within)),
    recordOnce: (born, key) => ledger.recordOnce(within(born), key),
  }
}

/** A bank that the configuration has no more was one of production, as far as we know. */
function environmentOf(banks: Config['banks'], name: string): Environment {
  return banks.find((bank) => bank.name === name)?.environment ?? 'production'
}
