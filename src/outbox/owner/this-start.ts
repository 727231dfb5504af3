// This start of the daemon, as the folders of its outboxes show it: its token, and its signs of life. Each
// sign is counted in the ledger before it is written into any folder (ledger/starts.ts), all folders at the
// same time.

import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { DaemonStarts } from '../../ledger/contract/outboxes.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { errorText } from '../../lib/files/files.ts'
import type { Log } from '../../lib/log.ts'
import { startPeriodic } from '../../lib/waiting/loop.ts'
import { thisMachine } from '../../share/owner/machine.ts'
import type { OwnerRecord, Sign } from '../../share/owner/hold.ts'
import { signEveryMs, type Us } from './standing.ts'

export interface ThisStart extends Us {
  /** What is written into a folder that is taken. */
  record(reason: string): OwnerRecord
  /** The newest that may be written. */
  sign(): Sign
  /** Calls with each new sign; the last one says that we stop. */
  onSign(renew: (sign: Sign) => Promise<void>): void
  /** Gives the last sign. */
  stop(): Promise<void>
}

const tokenBytes = 16
const markBytes = 4

export async function beginThisStart(deps: {
  readonly ledger: DaemonStarts
  readonly clock: Clock
  readonly log: Log
  readonly dataFolder: string
}): Promise<ThisStart> {
  const { ledger, clock, log, dataFolder } = deps
  const token = randomBytes(tokenBytes).toString('hex')
  const { ledgerId } = await ledger.beginStart(token)
  const machine = await thisMachine()
  const sinceMs = clock.nowMs()
  const us = { ledgerId, token, machine, pid: process.pid }
  const renewals: ((sign: Sign) => Promise<void>)[] = []
  let sign = signOf(0)
  const next = async (stopped: boolean): Promise<void> => {
    const coming = signOf(sign.number + 1, stopped)
    await ledger.recordSigns(token, coming.number)
    sign = coming
    await Promise.all(renewals.map((renew) => renew(coming)))
  }
  const onFailure = (error: unknown) =>
    log.error({ error: errorText(error) }, 'A sign of life could not be given')
  const every = { everyMs: signEveryMs, firstAfterMs: signEveryMs }
  const signing = startPeriodic(() => next(false), { clock, ...every, onFailure })
  return {
    ...us,
    record: (reason) => ({
      ...{ ledger: ledgerId, token, host: hostname(), pid: process.pid, machine },
      ...{ dataFolder, sinceMs, reason },
    }),
    sign: () => sign,
    onSign: (renew) => void renewals.push(renew),
    async stop() {
      await signing.stop()
      await next(true).catch(onFailure)
    },
  }
}

function signOf(number: number, stopped = false): Sign {
  return { number, mark: randomBytes(markBytes).toString('hex'), stopped }
}
