// Receiving: a program asks for a file by its name. The bank is asked now. The answer comes when the file is
// in the inbox, when it is known that there is none, or when the time is over. "The bank has nothing" is an
// ordinary answer (FAILED, PESIT-2-205) and creates no transfer.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { isRepetition } from '../../journey/statement.ts'
import type { CallKey, OnceOutcome } from '../../ledger/contract/calls.ts'
import type { Conditions } from '../../ledger/contract/conditions.ts'
import type { Fetch, FetchRecords, NewFetch } from '../../ledger/contract/fetches.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import { newId } from '../../lib/id.ts'
import { present } from '../../lib/assert.ts'
import { message } from '../../wording/catalogue.ts'
import {
  callHeaders,
  callKeyOf,
  checked,
  isAsync,
  keyUsed,
  receiveBody,
} from '../transfers/request.ts'
import type { ApiCaller } from '../access/caller.ts'
import type { Reader } from '../../wording/entry.ts'
import type { App } from '../responses/declared.ts'
import { readerOf } from '../responses/reader.ts'
import type { LocalFiles } from '../transfers/local-files.ts'
import { messageView } from '../responses/message-view.ts'
import { problem, problemSchema, sendProblem } from '../responses/problem.ts'
import { findRoute, noServer, type Server } from '../responses/servers.ts'
import { fetchView, transferSchema, transferView, type TransferView } from '../responses/views.ts'
import { waitForEnd, type WaitForDeps } from '../transfers/waiting.ts'

export interface ReceiveRouteDeps extends Omit<WaitForDeps, 'ledger'> {
  readonly ledger: Pick<TransferReading, 'find'> &
    Pick<Conditions, 'conditions'> &
    Pick<FetchRecords, 'findFetch' | 'runningFetches'>
  readonly servers: readonly Server[]
  readonly localFiles: LocalFiles
  /** Asks the bank in the background. */
  readonly order: (born: NewFetch, key: CallKey | null) => Promise<OnceOutcome<Fetch>>
  /** The caller went away before it was answered. */
  readonly abandon: (id: string) => void
  /** Our own folder for a virtual file without an inbox. */
  readonly managedFolder: (serverId: number, virtualFile: string) => string
  readonly answerWithinMs: number
}

const schema = {
  tags: ['transfers'],
  summary: 'Ask a bank for a file and receive it',
  description:
    'COMPLETED: its bytes are at /api/transfers/{id}/download. A file that came before is the answer until it was downloaded whole or copied, and `receivedAt` and `sentence` say when it came; after that the bank is asked. FAILED with code PESIT-2-205: the bank has nothing. With `filename`, a path on this machine below one of `http.localFolders`, a copy is put there, and the call is answered with 202.',
  response: { 200: transferSchema, 202: transferSchema, default: problemSchema },
}

const told = { headers: callHeaders, bodies: { 'application/json': receiveBody } }

export function receiveRoutes(app: App, deps: ReceiveRouteDeps): void {
  app.post(
    '/transfers/receive',
    { config: { needs: 'operate', told }, schema },
    async (request, reply) => {
      const ordered = await order(deps, request, reply)
      if ('sent' in ordered) return ordered.sent
      const { fetch } = ordered
      if (fetch.target !== '' || isAsync(request)) {
        const view = await viewOfFetch(deps, fetch, readerOf(request))
        return reply
          .code(202)
          .header('preference-applied', 'respond-async')
          .header('location', `/api/transfers/${fetch.id}`)
          .send(view)
      }
      return answered(deps, fetch, reply)
    },
  )
}

type Ordered = { readonly fetch: Fetch } | { readonly sent: FastifyReply }

async function order(
  deps: ReceiveRouteDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Ordered> {
  const asked = checked(receiveBody, request.body)
  if (asked.kind === 'refused') return { sent: sendProblem(reply, asked.problem) }
  const { serverId, server: named, partnerId, virtualFile, remoteFilename, filename } = asked.value
  const bank = serverId ?? named
  if (bank === undefined) return { sent: sendProblem(reply, noServer) }
  const route = findRoute(deps.servers, { serverId: bank, partnerId, virtualFile }, 'receive')
  if (route.kind === 'refused') return { sent: sendProblem(reply, route.problem) }
  if (filename !== undefined) {
    const may = await deps.localFiles.mayWrite(filename, request.caller.uid)
    if (may.kind === 'refused') return { sent: sendProblem(reply, may.problem) }
  }
  if (!(await isBelowLimit(deps, request.caller)))
    return { sent: sendProblem(reply.header('retry-after', 5), tooMany) }
  const { id, name, inboxes } = route.server
  const [remoteName, target] = [remoteFilename ?? '', filename ?? '']
  const key = callKeyOf(request, ['receive', name, virtualFile, remoteName, target])
  if (key.kind === 'refused') return { sent: sendProblem(reply, key.problem) }
  const inbox = inboxes.find((one) => one.virtualFile === virtualFile)
  const born = {
    id: newId(),
    bank: name,
    virtualFile,
    folder: inbox?.folder ?? deps.managedFolder(id, virtualFile),
    remoteName,
    target,
    actor: request.caller.name,
    localUid: request.caller.uid,
  }
  const outcome = await deps.order(born, key.value)
  if (outcome.kind === 'recorded') return { fetch: outcome.made }
  const before = outcome.kind === 'known' ? await deps.ledger.findFetch(outcome.id) : null
  return before === null ? { sent: sendProblem(reply, keyUsed) } : { fetch: before }
}

const maximumKeyless = { overall: 200, perUser: 100 }
const tooMany = problem(message('FETCHES-TOO-MANY', {}))

/**
 * Requested files that have not come are remembered and pursued, so callers without a key have a limited
 * number of them.
 */
async function isBelowLimit({ ledger }: ReceiveRouteDeps, { uid }: ApiCaller): Promise<boolean> {
  if (uid === undefined) return true
  const running = (await ledger.runningFetches()).filter(({ localUid }) => localUid !== undefined)
  const own = running.filter(({ localUid }) => localUid === uid)
  return running.length < maximumKeyless.overall && own.length < maximumKeyless.perUser
}

async function answered(
  deps: ReceiveRouteDeps,
  { id }: Fetch,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { notices, clock, ledger } = deps
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) deps.abandon(id)
    gone.abort()
  })
  const untilMs = clock.monotonicMs() + deps.answerWithinMs
  for (;;) {
    const leftMs = Math.max(0, untilMs - clock.monotonicMs())
    const done = new AbortController()
    const news = notices.next(
      id,
      Math.min(leftMs, 5_000),
      AbortSignal.any([gone.signal, done.signal]),
    )
    const fetch = present(await ledger.findFetch(id), 'a fetch that is waited for')
    // When it has ended, the transfer that it was given is recorded with its words and is in its caller's
    // list.
    const given = fetch.result === 'running' ? null : fetch.transferId
    const transferId = given ?? ((await ledger.find(id)) === null ? null : id)
    const over = leftMs === 0 || gone.signal.aborted
    if (transferId === null && fetch.result === 'running' && !over) {
      await news
      continue
    }
    done.abort()
    if (transferId !== null)
      await waitForEnd(deps, transferId, { withinMs: leftMs, signal: gone.signal })
    const view = await viewOfFetch(
      deps,
      present(await ledger.findFetch(id), 'the fetch'),
      readerOf(reply.request),
    )
    return reply.code(200).send(view)
  }
}

/** The state of a requested file: the transfer that answers it, as soon as there is one. */
export async function viewOfFetch(
  deps: Pick<ReceiveRouteDeps, 'servers'> & { readonly ledger: Pick<TransferReading, 'find'> },
  fetch: Fetch,
  reader: Reader,
): Promise<TransferView> {
  const shown = { servers: deps.servers, reader }
  const answer = await deps.ledger.find(fetch.transferId ?? fetch.id)
  const isAnother = answer !== null && isRepetition(answer)
  const transfer = isAnother ? await deps.ledger.find(answer.sameAs ?? '') : answer
  if (transfer === null || fetch.result === 'failed' || fetch.result === 'nothing')
    return fetchView(fetch, shown)
  const view = transferView(transfer, shown)
  const { sentence } = messageView(fetch.message, reader)
  const brought = fetch.target === '' || fetch.result !== 'running'
  return {
    ...view,
    status:
      view.status === 'PENDING' || (view.status === 'COMPLETED' && !brought)
        ? 'IN_PROGRESS'
        : view.status,
    sentence: [view.sentence, sentence].filter((text) => text !== '').join(' '),
  }
}
