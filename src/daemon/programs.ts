// What programs may do with files over the API, put together: uploads, files asked for by name, and the bytes
// of what was received. The doors close before it stops; it stops before the road.

import { admitUpload, dropUpload, takeUpload, type UploadDeps } from '../admission/upload.ts'
import type { Spool } from '../ledger/spool/spool.ts'
import { openKept } from '../archive/open-kept.ts'
import { requestedNames } from '../bank/native/names.ts'
import type { Config } from '../config/schema/configuration.ts'
import { createLocalFiles, type LocalFiles } from '../http/transfers/local-files.ts'
import type { OneTransferDeps } from '../http/routes/one-transfer.ts'
import type { ReceiveRouteDeps } from '../http/routes/receive.ts'
import type { SendDeps } from '../http/transfers/send.ts'
import type { WizardDeps } from '../http/routes/wizard.ts'
import type { Server } from '../http/responses/servers.ts'
import { statusOf } from '../http/responses/views.ts'
import type { Fetch, FetchEnd } from '../ledger/contract/fetches.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Clock } from '../lib/time/clock.ts'
import { isRepetition } from '../journey/statement.ts'
import { createHandOvers } from '../http/transfers/hand-over.ts'
import { message } from '../wording/catalogue.ts'
import { sentenceOf, whatOf } from '../wording/sentence.ts'
import { syncFolder } from '../disk/durable.ts'
import { errorText } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'
import type { Notices } from '../lib/waiting/bell.ts'
import { createFetches } from '../inbox/on-request.ts'
import { createManagedInboxes, managedFolder, type ManagedInboxes } from '../inbox/managed.ts'
import type { Stations } from './stations/start.ts'
import { waitingIn } from './waiting.ts'

export interface ProgramsDeps {
  readonly config: Config
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
  readonly spool: Spool
  readonly stations: Stations
  /** Told of every fact by the id of its transfer. */
  readonly notices: Notices
}

export interface Programs {
  readonly routes: SendDeps & ReceiveRouteDeps & OneTransferDeps & WizardDeps
  /** Nothing new is asked for; what runs ends when the road has stopped. */
  stop(): Promise<void>
  /** Resolves when all that ran has ended: the ledger may be closed. */
  over(): Promise<void>
}

export async function startPrograms(deps: ProgramsDeps): Promise<Programs> {
  const { config, ledger, clock, log, spool, stations, notices } = deps
  const servers = serversOf(config)
  const localFiles = createLocalFiles(config.http.localFolders)
  const openBytes: OneTransferDeps['openBytes'] = (transfer) =>
    openKept({ dataFolder: config.data, spool }, transfer)
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
    zone: config.zone,
    at: atInbox(stations, managed),
    free: {
      sinceMs: () => oldestKeptMs(config, clock),
      leaving: () => handOvers.leaving(),
      hasBytes: (transfer) => hasBytes(openBytes, transfer),
    },
    bring: (fetch, end) =>
      bring(
        { ledger, notices, localFiles, openBytes, zone: config.zone, signal: stopping.signal },
        fetch,
        end,
      ),
    onEnd: (id) => notices.notify(id),
  })
  const uploads = uploadsOf(deps)
  await fetches.resume()
  goOn({ ...deps, managed })
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

async function hasBytes(
  openBytes: OneTransferDeps['openBytes'],
  transfer: Transfer,
): Promise<boolean> {
  const file = await openBytes(transfer)
  await file?.close()
  return file !== null
}

const priorities = { urgent: 0, normal: 1, low: 2 } as const

export function serversOf({ banks, outboxes, inboxes }: Config): readonly Server[] {
  return banks.map(({ id, name, host, port, server, partner, tls, environment, virtualFiles }) => ({
    environment,
    virtualFiles,
    id,
    name,
    host,
    port,
    server,
    partner,
    tls: tls !== undefined,
    outboxes: outboxes
      .filter(({ bank }) => bank === name)
      .map(({ virtualFile, folder, priority, inOrder }) => ({
        virtualFile,
        folder,
        priority: priorities[priority],
        lane: inOrder ? folder : '',
      })),
    inboxes: inboxes
      .filter(({ bank }) => bank === name)
      .map(({ virtualFile, folder }) => ({ virtualFile, folder })),
  }))
}

function uploadsOf({ config, ledger, log, spool, stations }: ProgramsDeps) {
  const deps: UploadDeps = {
    ledger,
    spool,
    syncSpool: () => syncFolder(spool.folder),
    reserveBytes: config.spool.reserve,
    maximumBytes: config.http.largestFile,
  }
  const admitting = new Set<Promise<void>>()
  const uploads: SendDeps['uploads'] & { over(): Promise<unknown> } = {
    take: (body, expectedBytes) => takeUpload(deps, body, expectedBytes),
    drop: (id) => dropUpload(deps, id),
    async admitUpload(upload, order) {
      const outcome = await admitUpload(deps, upload, order)
      if (outcome.kind === 'recorded') {
        const done = stations
          .admit(outcome.made)
          .catch((error: unknown) =>
            log.error(
              { transfer: upload.id, error: errorText(error) },
              'An upload was not admitted',
            ),
          )
          .finally(() => admitting.delete(done))
        admitting.add(done)
      }
      return outcome
    },
    over: () => Promise.all(admitting),
  }
  return uploads
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

/** Begins the inboxes of ours that an earlier life left with something unfinished. */
function goOn({
  ledger,
  log,
  managed,
  stations,
}: ProgramsDeps & { managed: ManagedInboxes }): void {
  const known = new Set(stations.inboxes.map(({ folder }) => folder))
  const begin = async () => {
    const open = await ledger.list({
      direction: 'in',
      states: ['asked', 'receiving', 'waiting', 'committed', 'confirmed'],
      limit: 5_000,
    })
    const places = new Map(
      open
        .filter(({ folder }) => folder.includes('/received/') && !known.has(folder))
        .map(({ bank, virtualFile, folder }) => [folder, { bank, virtualFile, folder }]),
    )
    for (const place of places.values())
      await managed.use(place, ({ inbox }) => inbox.poll().then(() => undefined))
  }
  begin().catch((error: unknown) =>
    log.error({ error: errorText(error) }, 'What programs had asked for could not go on'),
  )
}

/**
 * Puts a copy of what was received where the caller wants it, and records that he has it. null: we stop
 * first; the next start goes on.
 */
async function bring(
  deps: {
    readonly ledger: Ledger
    readonly notices: Notices
    readonly localFiles: LocalFiles
    readonly openBytes: OneTransferDeps['openBytes']
    readonly zone: string
    readonly signal: AbortSignal
  },
  fetch: Fetch,
  end: FetchEnd,
): Promise<FetchEnd | null> {
  let id = end.transferId
  while (id !== null && !deps.signal.aborted) {
    const news = deps.notices.next(id, 5_000, deps.signal)
    const transfer = await deps.ledger.find(id)
    // The bank sent it again: the earlier transfer has the bytes.
    if (transfer !== null && isRepetition(transfer)) {
      id = transfer.sameAs
      continue
    }
    const status = transfer === null ? 'FAILED' : statusOf(transfer)
    if (transfer === null || status === 'FAILED' || status === 'CANCELLED') return end
    if (status === 'COMPLETED') return copied(deps, fetch, { transfer, end })
    await news
  }
  return id === null ? end : null
}

async function copied(
  { ledger, localFiles, openBytes, zone }: Parameters<typeof bring>[0],
  { target, localUid: user, actor }: Fetch,
  { transfer, end }: { readonly transfer: Transfer; readonly end: FetchEnd },
): Promise<FetchEnd> {
  const { id, name, confirmedMs, createdMs } = transfer
  const file = await openBytes(transfer)
  if (file === null) {
    const gone = message('RECEIVED-FILE-GONE', { name, receivedMs: confirmedMs ?? createdMs })
    const sentence = sentenceOf(gone, { zone })
    return { result: 'failed', transferId: id, code: gone.code, sentence }
  }
  try {
    const written = await localFiles.write(target, { from: file, user })
    if (written.kind === 'written') {
      await ledger.recordHandOver(id, { how: 'copy', actor })
      return end
    }
    const { message: why } = written.problem
    return { result: 'failed', transferId: id, code: why.code, sentence: whatOf(why, { zone }) }
  } finally {
    await file.close()
  }
}
