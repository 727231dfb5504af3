// The SQLite ledger passes the contract.

import { onTestFinished } from 'vitest'
import { openLedger } from '../../src/ledger/open.ts'
import { ledgerContract } from '../contract/ledger.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

ledgerContract('SQLite', (clock) => {
  const folder = tempFolder()
  return {
    async open() {
      const ledger = await openLedger({ folder, clock })
      onTestFinished(() => ledger.close())
      return ledger
    },
  }
})
