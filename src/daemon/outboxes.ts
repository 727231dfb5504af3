// An outbox as the configuration wants it: its folder, its rules, who takes what it claims, and how an order
// by a file is carried out.

import type { OutboxConfig } from '../config/schema/configuration.ts'
import { present } from '../lib/assert.ts'
import { clearStatus } from '../notify/status-files/clear.ts'
import type { Names } from '../notify/status-files/names.ts'
import { type Outbox, startOutbox } from '../outbox/start.ts'
import { whoIsWho } from '../lib/machine/system-users.ts'
import type { Turns } from '../lib/waiting/turns.ts'
import type { Share } from '../share/share.ts'
import type { Transfers } from '../transfer/start.ts'
import { cancelByFile } from '../orders/cancel-by-file.ts'
import { outboxOptions } from './from-config.ts'
import type { Admission } from './admissions.ts'
import type { Deps } from './stations.ts'

export function startOneOutbox(
  {
    config,
    ledger,
    clock,
    log: ours,
    owners,
  }: Pick<Deps, 'config' | 'ledger' | 'clock' | 'log' | 'owners'>,
  outbox: OutboxConfig,
  {
    shareOf,
    admission,
    transfers,
    looks,
    namesOf,
  }: {
    shareOf: (folder: string) => Share | null
    admission: Admission
    transfers: Transfers
    looks: Turns
    /** Of the status files of an outbox. */
    namesOf: (outbox: string) => Names
  },
): Outbox {
  const log = ours.child({ outbox: outbox.virtualFile })
  const folder = outbox.beside.folder ?? outbox.folder
  const { interrupt } = transfers
  const orders = { ledger, interrupt }
  const answers = present(shareOf(folder), 'the share of answers')
  const clearing = { clock, log, share: answers, names: namesOf(outbox.folder) }
  const cancelling = { ledger, clock, log, orders, share: answers }
  return startOutbox(
    {
      ...{ ledger, clock, log, zone: config.zone },
      ownership: owners.of(outbox.folder),
      ledgerId: owners.start.ledgerId,
      share: present(shareOf(outbox.folder), 'the share of an outbox'),
      admit: admission,
      who: whoIsWho(),
      inTurn: (work) => looks(outbox.folder, work),
      clearStatus:
        outbox.beside.status || outbox.beside.cancel
          ? clearStatus(clearing, { outbox: outbox.folder, folder })
          : null,
      cancel: (name) => cancelByFile(cancelling, { outbox: outbox.folder, folder }, name),
    },
    outboxOptions(outbox, config.data),
  )
}
