// Inboxes for files that programs ask for and that no inbox of the configuration covers: our own folders
// below the data folder, created when they are needed. They have no schedule, and close when none of their
// transfers is unfinished.

import { comingStates } from '../journey/moves/state-sets.ts'
import type { Conditions } from '../ledger/contract/conditions.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import { inboxSubject } from '../journey/condition-subject.ts'
import { ensureFolder } from '../lib/files/plain-files.ts'
import { join } from 'node:path'
import type { Inbox } from './start.ts'
import type { FileRequests } from './requested.ts'

/** A running inbox, with the requests of programs for its files. */
export interface RunningInbox {
  readonly inbox: Inbox
  readonly fileRequests: FileRequests
  readonly folder: string
}

/**
 * The name comes from outside: letters, digits, `_` and `-` are kept, other characters are written as `%` and
 * hex.
 */
export function managedFolder(dataFolder: string, bankId: number, virtualFile: string): string {
  const plain = virtualFile.replace(
    /[^A-Za-z0-9_-]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
  return join(dataFolder, 'received', String(bankId), plain)
}

interface Managed extends RunningInbox {
  users: number
  close(): Promise<void>
}

export interface ManagedInboxes {
  /** Resolves with null when too many inboxes are open at once. */
  use<T>(
    at: { readonly bank: string; readonly virtualFile: string; readonly folder: string },
    work: (running: RunningInbox) => Promise<T>,
  ): Promise<T | null>
  /**
   * Opens those that an earlier run left with something unfinished, and polls their banks.
   * @param configured the folders of the inboxes of the configuration.
   */
  resume(configured: ReadonlySet<string>): Promise<void>
  stop(): Promise<void>
}

const maximumAtOnce = 50

export function createManagedInboxes(deps: {
  readonly ledger: Conditions & Pick<TransferReading, 'count' | 'list'>
  readonly start: (at: {
    readonly bank: string
    readonly virtualFile: string
    readonly folder: string
  }) => Promise<RunningInbox & { close(): Promise<void> }>
}): ManagedInboxes {
  const open = new Map<string, Promise<Managed>>()
  const leave = async (key: string, managed: Managed, virtualFile: string): Promise<void> => {
    managed.users -= 1
    if (managed.users > 0 || (await isUnfinished(deps.ledger, managed.folder))) return
    if (managed.users > 0) return
    open.delete(key)
    await managed.close()
    // Nothing asks this inbox again by itself: the caller was told of its trouble.
    await deps.ledger.note(inboxSubject('inbox', { folder: managed.folder, virtualFile }), null)
  }
  const inboxes: ManagedInboxes = {
    async use(at, work) {
      const key = `${at.bank}\n${at.virtualFile}`
      if (!open.has(key) && open.size >= maximumAtOnce) return null
      const begun =
        open.get(key) ??
        ensureFolder(at.folder, 0o750).then(async () => ({
          ...(await deps.start(at)),
          users: 0,
        }))
      open.set(key, begun)
      const managed = await begun
      managed.users += 1
      try {
        return await work(managed)
      } finally {
        await leave(key, managed, at.virtualFile)
      }
    },
    async stop() {
      await Promise.all([...open.values()].map(async (managed) => (await managed).close()))
    },
    async resume(configured) {
      const open = await deps.ledger.list({ direction: 'in', states: comingStates, limit: 5_000 })
      const places = new Map(
        open
          .filter(({ folder }) => folder.includes('/received/') && !configured.has(folder))
          .map(({ bank, virtualFile, folder }) => [folder, { bank, virtualFile, folder }]),
      )
      for (const place of places.values())
        await inboxes.use(place, ({ inbox }) => inbox.poll().then(() => undefined))
    },
  }
  return inboxes
}

async function isUnfinished(
  ledger: Conditions & Pick<TransferReading, 'count'>,
  folder: string,
): Promise<boolean> {
  return (await ledger.count(folder, comingStates)) > 0
}
