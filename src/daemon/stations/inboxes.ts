// The inboxes of a configuration, and those that it does not name: they are started when a program asks for a
// file of their virtual file (inbox/managed.ts).

import { giveReceived } from '../../archive/readers.ts'
import type { Bank } from '../../bank/bank.ts'
import type { InboxConfig } from '../../config/schema/configuration.ts'
import type { RunningInbox } from '../../inbox/managed.ts'
import { createFileRequests, type FileRequests } from '../../inbox/requested.ts'
import { type Inbox, startInbox } from '../../inbox/start.ts'
import { assert, present } from '../../lib/assert.ts'
import { syncFolder } from '../../disk/durable.ts'
import type { Owner } from '../../disk/owner.ts'
import { openShare } from '../../share/open.ts'
import type { Share } from '../../share/share.ts'
import { recordRules } from '../flow-forms.ts'
import { schedulesOf } from '../from-config.ts'
import type { ShareOf, StationDeps } from './deps.ts'

/** Starts an inbox that the configuration does not name. */
export type StartManaged = (
  at: Pick<InboxConfig, 'bank' | 'virtualFile' | 'folder'>,
) => Promise<RunningInbox & { close(): Promise<void> }>

interface Around {
  readonly bankOf: (name: string) => Bank
  readonly shareOf: ShareOf
  /** Who may read the files of managed inboxes. */
  readonly owner: Owner
  /** A file lies in its inbox. */
  readonly onDelivered: () => void
}

/** No schedule: it polls when a program asks. */
const managedRules = {
  when: [] as string[],
  name: '{name}',
  catchUp: false,
  maximumFiles: 1000,
  maximumFilesPerHour: 5000,
}

export function inboxesOf(
  deps: StationDeps,
  around: Around,
): {
  startConfigured(): readonly (RunningInbox & { readonly config: InboxConfig })[]
  readonly startManaged: StartManaged
} {
  const { config, log } = deps
  const { shareOf, owner } = around
  return {
    startConfigured: () =>
      config.inboxes.map((inbox) => ({
        config: inbox,
        ...startAt(deps, inbox, {
          ...around,
          share: present(shareOf(inbox.folder), 'the share of an inbox'),
        }),
      })),
    async startManaged(at) {
      await giveReceived(config.data, at.folder, owner)
      const share = await openShare(at.folder, log)
      const { group, mode } = owner
      const files = { ...(group === null ? {} : { group }), ...(mode === null ? {} : { mode }) }
      const inbox = { ...managedRules, ...at, owner: files }
      const started = startAt(deps, inbox, { ...around, share })
      return {
        ...started,
        async close() {
          await started.inbox.stop()
          await share.close()
        },
      }
    },
  }
}

interface At extends Pick<Around, 'bankOf' | 'onDelivered'> {
  readonly share: Share
}

function startAt(deps: StationDeps, inbox: InboxConfig, at: At): RunningInbox {
  const fileRequests = createFileRequests()
  return {
    fileRequests,
    folder: inbox.folder,
    inbox: startOne(deps, inbox, { ...at, fileRequests }),
  }
}

function startOne(
  { config, ledger, clock, log, spool }: StationDeps,
  inbox: InboxConfig,
  { bankOf, share, fileRequests, onDelivered }: At & { readonly fileRequests: FileRequests },
): Inbox {
  const bankConfig = config.banks.find(({ name }) => name === inbox.bank)
  assert(bankConfig !== undefined, 'a checked configuration names no unknown bank')
  const { folder, virtualFile, owner, maximumFiles, maximumFilesPerHour } = inbox
  return startInbox(
    {
      ...{
        ledger,
        clock,
        spool,
        share,
        fileRequests,
        onDelivered,
        maximumFiles,
        maximumFilesPerHour,
      },
      log: log.child({ inbox: virtualFile }),
      syncSpool: () => syncFolder(spool.folder),
      inbox: {
        folder,
        bank: inbox.bank,
        virtualFile,
        partner: bankConfig.partner,
        server: bankConfig.server,
        ...(inbox.records === undefined ? {} : { records: recordRules(inbox.records) }),
      },
      bankLine: bankOf(inbox.bank),
      reserveBytes: config.spool.reserve,
      zone: config.zone,
      afterBreakMs: bankConfig.retry.afterBreak,
      maximumAttempts: bankConfig.retry.attempts,
      restart: bankConfig.restart,
      dataFolder: config.data,
      template: inbox.name,
      group: owner.group ?? null,
      mode: owner.mode ?? null,
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
