// All messages in English: every code of the catalogue has its words here, and the compiler sees that none is
// missing. One file for each part of the catalogue, under the same path. Pure.

import type { catalogue } from '../catalogue.ts'
import type { WordsFor } from '../entry.ts'
import { attemptsInEnglish } from './bank/attempts.ts'
import { banksInEnglish } from './bank/banks.ts'
import { callersInEnglish } from './bank/callers.ts'
import { doubtInEnglish } from './bank/doubt.ts'
import { statementsInEnglish } from './bank/statements.ts'
import { waitingInEnglish } from './bank/waiting.ts'
import { checksInEnglish } from './file/checks.ts'
import { duplicatesInEnglish } from './file/duplicates.ts'
import { endingsInEnglish } from './file/endings.ts'
import { findingsInEnglish } from './file/findings.ts'
import { flowContentInEnglish } from './file/flow-content.ts'
import { originalsInEnglish } from './file/originals.ts'
import { paymentWarningsInEnglish } from './file/payment-warnings.ts'
import { virtualFilesInEnglish } from './file/virtual-files.ts'
import { foldersInEnglish } from './folder/folders.ts'
import { goneInEnglish } from './folder/gone.ts'
import { lyingInEnglish } from './folder/lying.ts'
import { ownershipInEnglish } from './folder/ownership.ts'
import { sharesInEnglish } from './folder/shares.ts'
import { statusFilesInEnglish } from './folder/status-files.ts'
import { configurationInEnglish } from './machine/configuration.ts'
import { daemonInEnglish } from './machine/daemon.ts'
import { diskInEnglish } from './machine/disk.ts'
import { ledgerInEnglish } from './machine/ledger.ts'
import { machineInEnglish } from './machine/machine.ts'
import { programInEnglish } from './machine/program.ts'
import { storedInEnglish } from './machine/stored.ts'
import { systemInEnglish } from './machine/system.ts'
import { webhooksInEnglish } from './machine/webhooks.ts'
import { accessInEnglish } from './request/access.ts'
import { callsInEnglish } from './request/calls.ts'
import { commandsInEnglish } from './request/commands.ts'
import { ordersInEnglish } from './request/orders.ts'
import { pathsInEnglish } from './request/paths.ts'
import { queriesInEnglish } from './request/queries.ts'
import { receivingInEnglish } from './request/receiving.ts'
import { uploadsInEnglish } from './request/uploads.ts'
import { usageInEnglish } from './request/usage.ts'
import { decisionsInEnglish } from './road/decisions.ts'
import { incomingInEnglish } from './road/incoming.ts'
import { outgoingInEnglish } from './road/outgoing.ts'

export const english: WordsFor<typeof catalogue> = {
  ...attemptsInEnglish,
  ...banksInEnglish,
  ...callersInEnglish,
  ...doubtInEnglish,
  ...statementsInEnglish,
  ...waitingInEnglish,
  ...checksInEnglish,
  ...duplicatesInEnglish,
  ...endingsInEnglish,
  ...findingsInEnglish,
  ...flowContentInEnglish,
  ...originalsInEnglish,
  ...paymentWarningsInEnglish,
  ...virtualFilesInEnglish,
  ...foldersInEnglish,
  ...goneInEnglish,
  ...lyingInEnglish,
  ...ownershipInEnglish,
  ...sharesInEnglish,
  ...statusFilesInEnglish,
  ...configurationInEnglish,
  ...daemonInEnglish,
  ...diskInEnglish,
  ...ledgerInEnglish,
  ...machineInEnglish,
  ...programInEnglish,
  ...storedInEnglish,
  ...systemInEnglish,
  ...webhooksInEnglish,
  ...accessInEnglish,
  ...callsInEnglish,
  ...commandsInEnglish,
  ...ordersInEnglish,
  ...pathsInEnglish,
  ...queriesInEnglish,
  ...receivingInEnglish,
  ...uploadsInEnglish,
  ...usageInEnglish,
  ...decisionsInEnglish,
  ...incomingInEnglish,
  ...outgoingInEnglish,
}
