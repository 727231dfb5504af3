// When did pesit-drop first watch a folder? Files that were there before are held, not sent: a backlog sent
// by surprise is a double payment. Remembered outside the ledger, durable before the first claim, by the
// clock of the folder's own file system.
//
// That clock may have been ahead: every file would be held as "was there before" until that date. A first
// moment that is still to come is wrong, and is put right when it is seen: the moment of that is the first
// one from then on. Then nobody can tell what lay there at the true beginning, so what lies there now counts
// as older, also what came while the clock was ahead; and a person is told. What comes from then on is sent.
//
// And it may have been behind (1970 without a battery): files whose time is still to come, seen in the life
// in which the folder was first watched, cannot have come since, and count as older too.

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { makeFolderDurably, writeDurably } from '../../disk/durable.ts'
import { readJson } from '../../lib/files/files.ts'
import type { SeenFile } from '../../share/looking.ts'

export interface FirstStart {
  /** Whether the file was in the folder before. `nowMs`: this machine's clock. */
  isOld(file: Pick<SeenFile, 'changedNs'>, nowMs: number): boolean
  /**
   * The first moment is still to come, by a clock that was set back since: look at the folder's clock again.
   */
  isAhead(nowMs: number): boolean
  /** The first moment that was wrong, where it was put right just now. */
  readonly wasMs: number | null
}

interface Kept {
  readonly firstNs: string
  /** The wrong moment that was put right at `firstNs`. */
  readonly aheadNs?: string
}

const nsPerMs = 1_000_000n
/** File systems and machines differ by less; time servers correct by less. */
const toleranceNs = 5n * 60_000n * nsPerMs

export async function rememberFirstStart(request: {
  readonly dataFolder: string
  readonly folder: string
  readonly policy: 'hold' | 'send'
  /** By the folder's own clock, and at the same moment by this machine's. */
  readonly shareNowNs: string
  readonly nowMs: number
}): Promise<FirstStart> {
  const { dataFolder, folder, policy, shareNowNs, nowMs } = request
  if (policy === 'send') return { isOld: () => false, isAhead: () => false, wasMs: null }
  const place = join(dataFolder, 'outboxes')
  const path = join(place, `${createHash('sha256').update(folder).digest('hex').slice(0, 32)}.json`)
  const before = (await readJson(path)) as Kept | null
  const shareNow = BigInt(shareNowNs)
  const { kept, wrong } = judged(before, shareNow)
  if (kept !== before) {
    await makeFolderDurably(place)
    await writeDurably(path, JSON.stringify({ folder, ...kept }))
  }
  const firstNs = BigInt(kept.firstNs)
  const aheadNs = kept.aheadNs === undefined ? null : BigInt(kept.aheadNs)
  const apartNs = shareNow - BigInt(Math.round(nowMs)) * nsPerMs
  const folderNow = (atMs: number) => BigInt(Math.round(atMs)) * nsPerMs + apartNs
  return {
    isOld({ changedNs }, atMs) {
      // The inode's change time says when the file came into the folder under this name: a writer cannot set
      // it.
      const changed = BigInt(changedNs)
      if (changed < firstNs) return true
      if (changed <= folderNow(atMs) + toleranceNs) return false
      return before === null || (aheadNs !== null && changed < aheadNs)
    },
    isAhead: (atMs) => firstNs > folderNow(atMs) + toleranceNs,
    wasMs: wrong === null ? null : Number(wrong / nsPerMs),
  }
}

function judged(
  before: Kept | null,
  shareNow: bigint,
): { readonly kept: Kept; readonly wrong: bigint | null } {
  if (before === null) return { kept: { firstNs: String(shareNow) }, wrong: null }
  const first = BigInt(before.firstNs)
  if (first <= shareNow + toleranceNs) return { kept: before, wrong: null }
  return { kept: { firstNs: String(shareNow), aheadNs: before.firstNs }, wrong: first }
}
