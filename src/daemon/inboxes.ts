// Inboxes, built out of the configuration.

import type { Bank } from '../bank/bank.ts'
import type { InboxConfig } from '../config/schema/configuration.ts'
import { type Inbox, startInbox } from '../inbox/start.ts'
import type { Wishes } from '../inbox/requested.ts'
import { assert } from '../lib/assert.ts'
import { syncFolder } from '../disk/durable.ts'
import type { Share } from '../share/share.ts'
import { recordRules } from './flow-forms.ts'
import { schedulesOf } from './from-config.ts'
import type { Deps } from './stations.ts'

export function startOneInbox(
  { config, ledger, clock, log, spool }: Deps,
  inbox: InboxConfig,
  around: {
    readonly share: Share
    readonly bank: Bank
    readonly wishes: Wishes
    readonly onDelivered: () => void
  },
): Inbox {
  const bankConfig = config.banks.find(({ name }) => name === inbox.bank)
  assert(bankConfig !== undefined, 'a checked configuration names no unknown bank')
  const { folder, virtualFile, owner, maximumFiles, maximumFilesPerHour } = inbox
  return startInbox(
    {
      ledger,
      clock,
      log: log.child({ inbox: virtualFile }),
      spool,
      syncSpool: () => syncFolder(spool.folder),
      inbox: {
        folder,
        bank: inbox.bank,
        virtualFile,
        partner: bankConfig.partner,
        server: bankConfig.server,
        ...(inbox.records === undefined ? {} : { records: recordRules(inbox.records) }),
      },
      bankLine: around.bank,
      wishes: around.wishes,
      maximumFiles,
      maximumFilesPerHour,
      reserveBytes: config.spool.reserve,
      zone: config.zone,
      afterBreakMs: bankConfig.retry.afterBreak,
      maximumAttempts: bankConfig.retry.attempts,
      restart: bankConfig.restart,
      share: around.share,
      dataFolder: config.data,
      template: inbox.name,
      group: owner.group ?? null,
      mode: owner.mode ?? null,
      onDelivered: around.onDelivered,
    },
    {
      virtualFile,
      folder,
      when: schedulesOf(inbox),
      zone: inbox.zone ?? config.zone,
      catchUp: inbox.catchUp,
    },
  )
}
