// Files that programs ask for: recorded, requested from the bank in the background, ended. A start of the
// daemon ends the fetches of an earlier run: where the bank had already offered the file, its transfer
// continues; otherwise the caller asks again.

import { fetchByName, type FreeFiles } from './by-name.ts'
import type { FileRequest } from './requested.ts'
import type { CallKey, OnceOutcome } from '../ledger/contract/calls.ts'
import type { Conditions } from '../ledger/contract/conditions.ts'
import type { Fetch, FetchEnd, FetchRecords, NewFetch } from '../ledger/contract/fetches.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import { errorText } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import type { RunningInbox } from './managed.ts'

export interface FetchesDeps {
  readonly ledger: Conditions & FetchRecords & TransferReading
  readonly log: Log
  /** The names that the bank may use for the requested file. */
  readonly namesOf: (
    fetch: Pick<Fetch, 'bank' | 'virtualFile' | 'remoteName'>,
  ) => Pick<FileRequest, 'labels' | 'fileName'>
  /** Does the work at the inbox of a virtual file; resolves with null when too many are in use. */
  readonly at: <T>(
    place: { readonly bank: string; readonly virtualFile: string; readonly folder: string },
    work: (running: RunningInbox) => Promise<T>,
  ) => Promise<T | null>
  readonly free: Omit<FreeFiles, 'abandoned'>
  /**
   * Copies the file to where the caller wants it. Resolves with the end of the fetch, or null when we stop
   * first.
   */
  readonly bring: (fetch: Fetch, end: FetchEnd) => Promise<FetchEnd | null>
  /** Called when a fetch has ended. */
  readonly onEnd: (id: string) => void
}

export interface Fetches {
  order(born: NewFetch, key: CallKey | null): Promise<OnceOutcome<Fetch>>
  /** The caller went away before it was answered: the file that it would get is free for the next call. */
  abandon(id: string): void
  /** After a start: ends the fetches of an earlier run. */
  resume(): Promise<void>
  /** Resolves when all running fetches have ended. The inboxes must be stopped first. */
  over(): Promise<void>
}

/** After this many more, the time for which a file is kept for one caller (keptForCallerMs) is over. */
const maximumAbandoned = 1_000

export function createFetches(deps: FetchesDeps): Fetches {
  const running = new Set<Promise<void>>()
  const abandoned: string[] = []
  const inBackground = (fetch: Fetch, work: () => Promise<FetchEnd>) => {
    const done = run(deps, fetch, work).finally(() => running.delete(done))
    running.add(done)
  }
  return {
    async order(born, key) {
      const outcome = await deps.ledger.recordFetch(born, key)
      if (outcome.kind === 'recorded')
        inBackground(outcome.made, () => ask(deps, outcome.made, abandoned))
      return outcome
    },
    abandon(id) {
      abandoned.push(id)
      if (abandoned.length > maximumAbandoned) abandoned.shift()
    },
    async resume() {
      for (const fetch of await deps.ledger.runningFetches()) {
        const offered = fetch.transferId !== null || (await deps.ledger.find(fetch.id)) !== null
        inBackground(fetch, () => Promise.resolve(offered ? goesOn(fetch) : stopped(fetch)))
      }
    },
    async over() {
      await Promise.all(running)
    },
  }
}

async function run(deps: FetchesDeps, fetch: Fetch, work: () => Promise<FetchEnd>): Promise<void> {
  const { ledger, log, bring, onEnd } = deps
  try {
    const asked = await work()
    const end = fetch.target === '' ? asked : await bring(fetch, asked)
    if (end !== null) await ledger.endFetch(fetch.id, end)
  } catch (error) {
    log.error({ fetch: fetch.id, error: errorText(error) }, 'A file could not be asked for')
    await ledger
      .endFetch(fetch.id, {
        ...failed(message('ASK-FAILED', { virtualFile: fetch.virtualFile, why: '' })),
        code: 'OUR-FAILURE',
      })
      .catch(() => undefined)
  }
  onEnd(fetch.id)
}

async function ask(
  deps: FetchesDeps,
  fetch: Fetch,
  abandoned: readonly string[],
): Promise<FetchEnd> {
  const { ledger } = deps
  const free = { ...deps.free, abandoned: () => abandoned }
  const request = { id: fetch.id, ...deps.namesOf(fetch) }
  const end = await deps.at(fetch, ({ inbox, fileRequests }) =>
    fetchByName({ ledger, inbox, fileRequests, free }, fetch, request),
  )
  return end ?? failed(message('VIRTUAL-FILES-TOO-MANY', {}))
}

function goesOn({ id, transferId }: Fetch): FetchEnd {
  return { result: 'found', transferId: transferId ?? id, code: '', message: null }
}

function stopped({ bank }: Fetch): FetchEnd {
  return failed(message('STOPPED', { bank }))
}

function failed(why: CodedMessage): FetchEnd {
  return { result: 'failed', transferId: null, code: why.code, message: why }
}
