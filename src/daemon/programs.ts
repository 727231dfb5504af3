// What programs may do with files over the API, put together: uploads, files requested by name, and the bytes
// of received files. The API closes before this stops, and this stops before the road.

import { createUploads } from '../admission/uploads.ts'
import { isKept, openKept } from '../archive/open-kept.ts'
import type { Spool } from '../ledger/spool/spool.ts'
import { requestedNames } from '../bank/native/names.ts'
import type { Config } from '../config/schema/configuration.ts'
import { copyReceived } from '../http/transfers/copy-received.ts'
import { createLocalFiles } from '../http/transfers/local-files.ts'
import type { OneTransferDeps } from '../http/routes/one-transfer.ts'
import type { ReceiveRouteDeps } from '../http/routes/receive.ts'
import type { SendDeps } from '../http/transfers/send.ts'
import type { WizardDeps } from '../http/routes/wizard.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Clock } from '../lib/time/clock.ts'
import { createHandOvers } from '../http/transfers/hand-over.ts'
import { syncFolder } from '../disk/durable.ts'
import { errorText } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'
import type { Notices } from '../lib/waiting/bell.ts'
import { createFetches } from '../inbox/on-request.ts'
import { createManagedInboxes, managedFolder, type ManagedInboxes } from '../inbox/managed.ts'
import { serversOf } from './from-config.ts'
import type { Stations } from './stations/start.ts'
import { waitingIn } from './waiting-now.ts'

export interface ProgramsDeps {
  readonly config: Config
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
  readonly spool: Spool
  readonly stations: Stations
  /** News of each transfer by its id, at every fact. */
  readonly notices: Notices
}

export interface Programs {
  readonly routes: SendDeps & ReceiveRouteDeps & OneTransferDeps & WizardDeps
  /** No new file is requested after it; what runs ends when the road has stopped. */
  stop(): Promise<void>
  /** Resolves when everything that ran has ended: the ledger may be closed. */
  over(): Promise<void>
}

export async function startPrograms(deps: ProgramsDeps): Promise<Programs> {
  const { config, ledger, clock, log, spool, stations, notices } = deps
  const servers = serversOf(config)
  const localFiles = createLocalFiles(config.http.localFolders)
  const kept = { dataFolder: config.data, spool }
  const openBytes = (transfer: Transfer) => openKept(kept, transfer)
  const stopping = new AbortController()
  const handOvers = createHandOvers({
    record: (id, actor) => ledger.recordHandOver(id, { how: 'download', actor }),
    onError: (error) =>
      log.error({ error: errorText(error) }, 'A download could not be recorded: it is given again'),
  })
  const managed = createManagedInboxes({ ledger, start: (at) => stations.startManaged(at) })
  const fetches = createFetches({
    ledger,
    log,
    namesOf: ({ bank, ...names }) => requestedNames(fileNameOf(config, bank), names),
    at: atInbox(stations, managed),
    free: {
      sinceMs: () => oldestKeptMs(config, clock),
      leaving: () => handOvers.leaving(),
      hasBytes: (transfer) => isKept(kept, transfer),
    },
    bring: (fetch, end) =>
      copyReceived({ ledger, notices, localFiles, openBytes, signal: stopping.signal }, fetch, end),
    onEnd: (id) => notices.notify(id),
  })
  const uploads = createUploads({
    ...{ ledger, spool, log },
    syncSpool: () => syncFolder(spool.folder),
    reserveBytes: config.spool.reserve,
    maximumBytes: config.http.largestFile,
    admission: stations.admit,
  })
  await fetches.resume()
  managed
    .resume(new Set(stations.inboxes.map(({ folder }) => folder)))
    .catch((error: unknown) =>
      log.error({ error: errorText(error) }, 'What programs had asked for could not go on'),
    )
  return {
    routes: {
      ledger,
      clock,
      notices,
      servers,
      localFiles,
      openBytes,
      waitingNow: waitingIn(deps),
      answerWithinMs: config.http.answerWithin,
      uploads,
      keptSinceMs: () => oldestKeptMs(config, clock),
      handOvers,
      order: (born, key) => fetches.order(born, key),
      abandon: (id) => fetches.abandon(id),
      managedFolder: (id, virtualFile) => managedFolder(config.data, id, virtualFile),
    },
    async stop() {
      stopping.abort()
      await managed.stop()
    },
    over: () =>
      Promise.all([fetches.over(), uploads.over(), handOvers.over()]).then(() => undefined),
  }
}

/** The template of PI 12 at a bank. */
function fileNameOf({ banks }: Config, bank: string): string {
  return banks.find(({ name }) => name === bank)?.fileName ?? ''
}

/** Older transfers are not in the archive any more. */
function oldestKeptMs({ archive }: Config, clock: Clock): number {
  return archive.keep === 'forever' ? 0 : clock.nowMs() - archive.keep
}

/** Uses the inbox of the configuration, or a managed one. */
function atInbox(
  { inboxes }: Stations,
  managed: ManagedInboxes,
): Parameters<typeof createFetches>[0]['at'] {
  return (place, work) => {
    const own = inboxes.find(
      ({ config }) => config.bank === place.bank && config.virtualFile === place.virtualFile,
    )
    return own === undefined ? managed.use(place, work) : work(own)
  }
}
