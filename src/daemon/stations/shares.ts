// The shares of the folders of a configuration, and of those that it no longer names.

import type { Config } from '../../config/schema/configuration.ts'
import type { Log } from '../../lib/log.ts'
import { openShare } from '../../share/open.ts'
import type { Share } from '../../share/share.ts'
import type { Reach } from '../../outbox/owner/owners.ts'

/** Opens one share for each folder. */
export async function openShares({
  config,
  log,
}: {
  readonly config: Config
  readonly log: Log
}): Promise<ReadonlyMap<string, Share>> {
  const beside = config.outboxes.flatMap(({ beside: { folder } }) => folder ?? [])
  const folders = new Set([
    ...[...config.outboxes, ...config.inboxes].map(({ folder }) => folder),
    ...beside,
  ])
  return new Map(
    await Promise.all(
      [...folders].map(async (folder) => [folder, await openShare(folder, log)] as const),
    ),
  )
}

/** Shares of other folders, opened at first use. */
export function createOtherShares(log: Log): {
  of(folder: string): Promise<Share>
  close(): Promise<void>
} {
  const opened = new Map<string, Promise<Share>>()
  return {
    of(folder) {
      const share = opened.get(folder) ?? openShare(folder, log)
      opened.set(folder, share)
      return share
    },
    async close() {
      for (const share of opened.values()) await (await share).close()
    },
  }
}

/** Used until the stations are started: nothing runs that could be reached. */
export function unreached(): Reach {
  return { interrupt: () => undefined, ring: () => undefined, look: () => undefined }
}
