// Looks after the space that the ledger needs (ledger/reserve.ts): reports when it is missing, makes the
// reserve anew as soon as there is space, and then writes what was held in memory. Stations that wait for
// space look at the ledger by themselves.

import { conditionSubject } from '../../journey/condition-subject.ts'
import type { HeldConditions } from '../../ledger/held-conditions.ts'
import type { Conditions } from '../../ledger/contract/conditions.ts'
import type { OpenedLedger } from '../../ledger/open.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { freeBytes, errorText } from '../../lib/files/files.ts'
import type { Log } from '../../lib/log.ts'
import { startPeriodic } from '../../lib/waiting/loop.ts'
import { message } from '../../wording/catalogue.ts'
import { sentenceOf } from '../../wording/sentence.ts'

const lookEveryMs = 3_000

export interface RoomDeps {
  readonly ledger: Conditions
  readonly held: HeldConditions
  readonly room: OpenedLedger['reserve']
  readonly clock: Clock
  readonly log: Log
  readonly dataFolder: string
  readonly zone: string
}

/** Resolves after the first look at the space: what begins then knows whether there is any. */
export async function watchRoom(deps: RoomDeps): Promise<{ stop(): Promise<void> }> {
  const { clock, log } = deps
  let told: boolean | null = null
  const lookOnce = async () => {
    const hasRoom = await deps.room.restore()
    if (hasRoom !== told) await tell(deps, hasRoom)
    told = hasRoom
    await deps.held.write()
  }
  await lookOnce()
  return startPeriodic(lookOnce, {
    clock,
    ...{ everyMs: lookEveryMs, firstAfterMs: lookEveryMs },
    onFailure: (error) =>
      log.error({ error: errorText(error) }, 'The room of the ledger could not be looked after'),
  })
}

async function tell(
  { ledger, room, log, dataFolder, zone }: RoomDeps,
  hasRoom: boolean,
): Promise<void> {
  const subject = conditionSubject('disk', dataFolder)
  if (hasRoom) {
    const before = (await ledger.conditions()).some((one) => one.subject === subject)
    await ledger.note(subject, null)
    if (before) log.info({ folder: dataFolder }, 'The ledger has room again; work goes on')
    return
  }
  const have = await freeBytes(dataFolder).catch(() => 0)
  const full = message('LEDGER-FULL', {
    folder: dataFolder,
    have: String(have),
    needed: String(room.neededBytes()),
  })
  await ledger.note(subject, full)
  log.error({ code: full.code, folder: dataFolder, have }, sentenceOf(full, { zone }))
}
