// A ledger from the past: it was restored from a copy, or the machine was rolled back to a snapshot, and the
// folder of an outbox shows it (standing.ts). It does not know what was sent since. Before anything of that
// folder is claimed or sent, and at start before anything at all:
//
//   hold     all that is under way waits for a person, each with the reason; no bank is asked about what is
//            in doubt
//   since    what an outbox's work folder holds without a row was claimed since, and is held too (adopt.ts)
//   tell     as a trouble of the daemon
//
// Only then is the folder taken, which shows a start that the ledger knows. A crash before that finds it
// again.

import type { Transfer } from '../../journey/transfer.ts'
import type { Conditions } from '../../ledger/contract/conditions.ts'
import type { TransferMoves } from '../../ledger/contract/moves.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import { noteSince } from '../../ledger/since.ts'
import type { Log } from '../../lib/log.ts'
import type { OwnerRecord } from '../../share/owner/hold.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
import type { OtherOwner } from '../../wording/catalogue/folder/ownership.ts'
import { sentenceOf } from '../../wording/sentence.ts'
import { holdUnderWay, leaveDoubtToPeople } from '../hold-under-way.ts'

export const pastSubject = 'ledger:past'

export interface Past {
  /** Of what one start wrote, once in the life of the daemon: what came since is not from the past. */
  hold(found: { readonly folder: string; readonly record: OwnerRecord }): Promise<void>
}

export function createPast(deps: {
  readonly ledger: Conditions & Pick<TransferMoves, 'move'> & Pick<TransferReading, 'list'>
  readonly log: Log
  readonly dataFolder: string
  readonly zone: string
  /** The token of this start: a process that was rolled back in its tracks may be so again. */
  readonly token: string
  readonly interrupt: (id: string) => void
}): Past {
  const { ledger, log, dataFolder, zone, token } = deps
  const done = new Map<string, Promise<void>>()
  const holdAll = async ({ folder, record }: Parameters<Past['hold']>[0]): Promise<void> => {
    const owner = otherOf(record)
    const held = await holdUnderWay(deps, {
      why: ({ name, bank }) => message('LEDGER-ROLLED-BACK', { name, bank, folder, owner }),
      whyDoubt: doubtFromThePast,
    })
    await leaveDoubtToPeople(deps, doubtFromThePast)
    await noteSince(dataFolder)
    const told = message('LEDGER-FROM-THE-PAST', { folder, owner, held })
    await ledger.note(pastSubject, told)
    log.error({ code: told.code, folder, held }, sentenceOf(told, { zone }))
  }
  return {
    hold(found) {
      const key = found.record.token
      const before = key === token ? undefined : done.get(key)
      if (before !== undefined) return before
      const holding = holdAll(found)
      done.set(key, holding)
      holding.catch(() => done.delete(key))
      return holding
    },
  }
}

export function doubtFromThePast({ name, bank }: Transfer): CodedMessage {
  return message('LEDGER-ROLLED-BACK-DOUBT', { name, bank })
}

export function otherOf({ host, pid, dataFolder, sinceMs }: OwnerRecord): OtherOwner {
  return { host, pid, dataFolder, sinceMs }
}
