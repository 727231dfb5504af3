// The archive of a configuration: how long it keeps files, and who may read them.

import type { KeepDeps } from '../../archive/keep.ts'
import { archiveOwner } from '../../archive/readers.ts'
import { type Archive, startArchive } from '../../archive/start.ts'
import type { SyncFolder } from '../../disk/durable.ts'
import type { Owner } from '../../disk/owner.ts'
import type { StationDeps } from './deps.ts'

/** The group and mode of archived files; both null when nobody but the service user may read them. */
export function archiveReaders({ config, ledger, log }: StationDeps): Promise<Owner> {
  const { group = null, mode = null } = config.archive.owner
  return archiveOwner({ ledger, log, dataFolder: config.data, owner: { group, mode } })
}

export function startConfiguredArchive(
  { config, ledger, clock, log, spool }: StationDeps,
  around: Pick<KeepDeps, 'owner' | 'shareOf' | 'onChanged'> & { readonly syncFolder: SyncFolder },
): Archive {
  const { keep } = config.archive
  return startArchive(
    {
      ...around,
      ...{ ledger, clock, log, spool },
      dataFolder: config.data,
      zone: config.zone,
      keepOriginalMs: (folder) =>
        config.outboxes.find((outbox) => outbox.folder === folder)?.keepOriginal ?? 0,
    },
    { keepMs: keep === 'forever' ? null : keep },
  )
}
