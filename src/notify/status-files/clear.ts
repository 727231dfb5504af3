// Before files are claimed, the status files of earlier files of the same names are removed
// (share/verbs/status-file.ts), so that a program which waits for `x.xml.sent` does not find that of the last
// file. As long as `x.xml` lies in the outbox it is not claimed; once it is gone, the status file beside it
// is about this file.
//
// If the status files lie in the outbox itself, the claim waits for the removal: it uses the same folder
// next. Another folder may hang while the outbox does not, and no payment waits for a status file: then the
// claim goes on after `patienceMs`. If a folder cannot be written, the station that writes into it reports a
// condition: it must write `.waiting` for these files.

import type { Clock } from '../../lib/time/clock.ts'
import { errorText } from '../../lib/files/files.ts'
import type { Log } from '../../lib/log.ts'
import type { Hold } from '../../share/owner/hold.ts'
import type { Share } from '../../share/share.ts'
import type { Names } from './names.ts'
import { whatOf } from '../../wording/sentence.ts'

export interface ClearDeps {
  readonly clock: Clock
  readonly log: Log
  /** The share of the folder that holds the status files. */
  readonly share: Share
  readonly names: Names
}

export interface ClearOptions {
  readonly outbox: string
  /** The outbox itself, or another folder. */
  readonly folder: string
}

/** Call the function that it returns when the files are recorded, or were not claimed. Never rejects. */
export type ClearStatus = (names: readonly string[], hold: Hold) => Promise<() => void>

const patienceMs = 3_000

export function clearStatus(deps: ClearDeps, { outbox, folder }: ClearOptions): ClearStatus {
  const { clock, names: inUse } = deps
  const isNear = folder === outbox
  let isClearing = false
  const clear = async (names: readonly string[], free: Promise<void>, hold: Hold) => {
    isClearing = true
    await free
    await clearAll(deps, { folder, names, ...(isNear ? { hold } : {}) })
    isClearing = false
  }
  return async (names, hold) => {
    const { free, over } = inUse.claim(names)
    // The clearing before this one still hangs: this one would hang as well.
    if (isClearing) return over
    const clearing = clear(names, free, hold)
    if (isNear) await clearing
    else {
      const patient = new AbortController()
      await Promise.race([clearing, clock.sleep(patienceMs, patient.signal)])
      patient.abort()
    }
    // A late clearing must not remove the status file of the new file.
    return () => void clearing.then(over)
  }
}

async function clearAll(
  { log, share }: Pick<ClearDeps, 'log' | 'share'>,
  request: Parameters<Share['clear']>[0],
): Promise<void> {
  const { folder } = request
  try {
    const outcome = await share.clear(request)
    if (outcome.kind !== 'fault') return
    const { code } = outcome
    const sentence = whatOf(outcome, { zone: 'UTC' })
    log.warn({ folder, code, sentence }, 'Status files of earlier files could not be taken away')
  } catch (error) {
    log.error({ folder, error: errorText(error) }, 'Status files failed for a fault of ours')
  }
}
