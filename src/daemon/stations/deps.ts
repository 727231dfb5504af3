// What every station is built from: the configuration, the ledger, the spool, and the folders of others.

import type { Checker } from '../../admission/checker.ts'
import type { Config } from '../../config/schema/configuration.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Spool } from '../../ledger/spool/spool.ts'
import type { Log } from '../../lib/log.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { Share } from '../../share/share.ts'
import type { Owners, Reach } from '../../outbox/owner/owners.ts'

export interface StationDeps {
  readonly config: Config
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
  readonly spool: Spool
  readonly environment: NodeJS.ProcessEnv
  readonly checker: Checker
  /** Calls `ring` after every write to the ledger. */
  readonly onWrite: (ring: () => void) => void
  /** By folder. */
  readonly shares: ReadonlyMap<string, Share>
  readonly owners: Owners
  /** How the owners of outboxes reach the stations, which are built after them: connected at the start. */
  readonly reach: Reach
}

/** The share of a folder; null when the configuration no longer names the folder. */
export type ShareOf = (folder: string) => Share | null
