// The outboxes of a configuration: each with its folder, its rules, the admission that takes what it claims,
// and how a cancel file is carried out.

import type { OutboxConfig } from '../../config/schema/configuration.ts'
import { present } from '../../lib/assert.ts'
import { whoIsWho } from '../../lib/machine/system-users.ts'
import { createTurns, type Turns } from '../../lib/waiting/turns.ts'
import { clearStatus } from '../../notify/status-files/clear.ts'
import type { Names } from '../../notify/status-files/names.ts'
import { cancelByFile } from '../../orders/cancel-by-file.ts'
import { type Outbox, startOutbox } from '../../outbox/start.ts'
import type { Transfers } from '../../transfer/start.ts'
import { outboxOptions } from '../from-config.ts'
import type { Admission } from './admissions.ts'
import type { ShareOf, StationDeps } from './deps.ts'

interface Around {
  readonly shareOf: ShareOf
  readonly admission: Admission
  readonly transfers: Transfers
  /** Of the status files of an outbox. */
  readonly namesOf: (outbox: string) => Names
}

/** How many outboxes scan or claim at once: more would delay the file calls of running transfers. */
const scansAtOnce = 2

export function startOutboxes(deps: StationDeps, around: Around): readonly Outbox[] {
  const { config, clock } = deps
  const turns = createTurns({ atOnce: scansAtOnce, ofOneRow: 1, clock })
  return config.outboxes.map((outbox) => startOne(deps, outbox, { ...around, turns }))
}

function startOne(
  { config, ledger, clock, log: ours, owners }: StationDeps,
  outbox: OutboxConfig,
  { shareOf, admission, transfers, turns, namesOf }: Around & { readonly turns: Turns },
): Outbox {
  const log = ours.child({ outbox: outbox.virtualFile })
  const folder = outbox.beside.folder ?? outbox.folder
  const answers = present(shareOf(folder), 'the share of answers')
  const clearing = { clock, log, share: answers, names: namesOf(outbox.folder) }
  const orders = { ledger, interrupt: transfers.interrupt }
  const { zone, language } = config
  const cancelling = { ledger, clock, log, orders, share: answers, reader: { zone, language } }
  return startOutbox(
    {
      ...{ ledger, clock, log, zone: config.zone },
      ownership: owners.of(outbox.folder),
      ledgerId: owners.start.ledgerId,
      share: present(shareOf(outbox.folder), 'the share of an outbox'),
      admit: admission,
      who: whoIsWho(),
      inTurn: (work) => turns(outbox.folder, work),
      clearStatus:
        outbox.beside.status || outbox.beside.cancel
          ? clearStatus(clearing, { outbox: outbox.folder, folder })
          : null,
      cancel: (name) => cancelByFile(cancelling, { outbox: outbox.folder, folder }, name),
    },
    outboxOptions(outbox, config.data),
  )
}
