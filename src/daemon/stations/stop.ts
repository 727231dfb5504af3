// How the stations stop. First nothing new is claimed, polled or sent; then what was done is archived and
// reported; then the folders and the banks are closed.

import type { Archive } from '../../archive/start.ts'
import type { Inbox } from '../../inbox/start.ts'
import { everyOne, everyStep } from '../../lib/undo.ts'
import type { Webhooks } from '../../notify/webhooks/start.ts'
import type { Outbox } from '../../outbox/start.ts'
import type { Share } from '../../share/share.ts'
import type { Transfers } from '../../transfer/start.ts'
import { closeBanks, type OpenedBank } from './banks.ts'

export interface Running {
  /** Ends admissions that wait for their turn. */
  readonly endAdmissions: () => void
  readonly outboxes: readonly Outbox[]
  readonly inboxes: readonly { readonly inbox: Inbox }[]
  /** Admissions that an earlier life left unfinished. */
  readonly unfinished: Promise<unknown>
  readonly transfers: Transfers
  readonly archive: Archive
  readonly webhooks: Webhooks
  readonly statusFiles: readonly { stop(): Promise<void> }[]
  readonly banks: ReadonlyMap<string, OpenedBank>
  readonly shares: ReadonlyMap<string, Share>
  /** This start of the daemon, as the folders of the outboxes show it. */
  readonly thisStart: { stop(): Promise<void> }
}

/** Running transfers may go on for `graceMs`. */
export async function stopStations(running: Running, graceMs: number): Promise<void> {
  const { outboxes, inboxes, unfinished, transfers, archive, webhooks, statusFiles } = running
  running.endAdmissions()
  await everyStep([
    () =>
      everyOne([
        ...outboxes.map((outbox) => outbox.stop()),
        ...inboxes.map(({ inbox }) => inbox.stop()),
        unfinished,
        transfers.stop(graceMs),
      ]),
    () => archive.stop(),
    () => webhooks.stop(),
    () => everyOne(statusFiles.map((one) => one.stop())),
    // Nothing of ours works in the outboxes any more: their folders may say so.
    () => running.thisStart.stop(),
    () => closeBanks(running.banks),
    () => everyOne([...running.shares.values()].map((share) => share.close())),
  ])
}
