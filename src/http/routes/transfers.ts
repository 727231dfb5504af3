// The list of transfers, and the history of one.

import { z } from 'zod'
import { stateNames } from '../../journey/moves/next-state.ts'
import type { ApiCalls } from '../../ledger/contract/calls.ts'
import type { SearchQuery, TransferSearch } from '../../ledger/contract/searching.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import type { ApiCaller } from '../access/caller.ts'
import type { Reader } from '../../wording/entry.ts'
import type { App } from '../responses/declared.ts'
import { messageFields, storedView } from '../responses/message-view.ts'
import { readerOf } from '../responses/reader.ts'
import { cursorOf, parseCursor, sorts } from '../responses/paging.ts'
import { opens, ownOf, unknownTransfer, unseen } from '../responses/visible.ts'
import { nearest } from '../../lib/nearest.ts'
import { message } from '../../wording/catalogue.ts'
import { type Problem, problem, problemSchema, sendProblem } from '../responses/problem.ts'
import { type Server, virtualFilesOf } from '../responses/servers.ts'
import { type OrderRouteDeps, orderRoutes } from './orders.ts'
import {
  iso,
  statuses,
  statusOf,
  transferId,
  transferSchema,
  transferView,
  type WaitingNow,
} from '../responses/views.ts'

export interface TransferRouteDeps extends OrderRouteDeps {
  readonly ledger: Pick<TransferSearch, 'search'> &
    Pick<TransferReading, 'find' | 'facts' | 'attempts'> &
    Pick<ApiCalls, 'opensWithoutKey'>
  /** What a transfer waits for when it is ready to be sent. */
  readonly waitingNow: WaitingNow
}

/** No name contains a NUL, which would end a text for the database. */
const text = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\0]*$/, 'a NUL is in no name')
const several = <T extends z.ZodType>(one: T) =>
  z.preprocess(
    (given) => (typeof given === 'string' ? given.split(',') : given),
    z.array(one).max(20),
  )

const listing = {
  tags: ['transfers'],
  summary: 'Transfers, a page at a time',
  querystring: z.strictObject({
    status: several(z.enum(statuses)).optional(),
    state: several(z.enum(stateNames)).optional(),
    direction: z.enum(['SEND', 'RECEIVE']).optional(),
    serverId: z.coerce.number().int().optional(),
    virtualFile: text.optional(),
    filename: text.optional().describe('A part of its name, on our side or the bank’s'),
    warnings: z.literal('true').optional().describe('Only those whose content has warnings'),
    since: z.iso.datetime({ offset: true }).optional().describe('Born at or after'),
    until: z.iso.datetime({ offset: true }).optional().describe('Born before'),
    sort: z.enum(sorts).default('-createdAt'),
    limit: z.coerce.number().int().min(1).max(1000).default(50),
    after: z.string().max(300).optional().describe('`next` of the page before'),
  }),
  response: {
    200: z.object({
      transfers: z.array(transferSchema),
      next: z
        .string()
        .nullable()
        .describe(
          'Where the next page begins; null: there is none. A page may be shorter than `limit` and not the last',
        ),
    }),
    default: problemSchema,
  },
}

const params = z.object({ id: transferId })
const factSchema = z.object({
  sequence: z.number(),
  at: z.iso.datetime(),
  event: z.string(),
  from: z.string().nullable(),
  to: z.string(),
  ...messageFields,
  actor: z.string(),
  detail: z.record(z.string(), z.unknown()),
})
const story = {
  tags: ['transfers'],
  summary: 'All that happened to one transfer, in order',
  params,
  response: { 200: z.array(factSchema), default: problemSchema },
}
const attemptList = {
  tags: ['transfers'],
  summary: 'Every try at moving it',
  params,
  response: {
    200: z.array(
      z.object({
        number: z.number(),
        startedAt: z.iso.datetime(),
        endedAt: z.iso.datetime().nullable(),
        outcome: z.string().nullable(),
        detail: z.record(z.string(), z.unknown()),
      }),
    ),
    default: problemSchema,
  },
}

export function transferRoutes(app: App, deps: TransferRouteDeps): void {
  const look = { needs: 'read' } as const
  const ofOne = { ...look, transferId: true } as const
  app.get('/transfers', { config: look, schema: listing }, async (request, reply) => {
    const page = await pageOf(deps, request.query, {
      caller: request.caller,
      reader: readerOf(request),
    })
    return 'status' in page ? sendProblem(reply, page) : reply.send(page)
  })
  app.get('/transfers/:id/facts', { config: ofOne, schema: story }, async (request, reply) => {
    const { id } = request.params
    if (!(await opens(deps, request.caller, id))) return sendProblem(reply, unseen(id))
    if ((await deps.ledger.find(id)) === null) return sendProblem(reply, unknownTransfer(id))
    const facts = await deps.ledger.facts({ transferId: id })
    return reply.send(
      facts.map(({ atMs, transferId: _transfer, message: told, ...fact }) => ({
        ...fact,
        ...storedView({ message: told, code: '', sentence: fact.sentence }, readerOf(request)),
        at: iso(atMs),
      })),
    )
  })
  app.get(
    '/transfers/:id/attempts',
    { config: ofOne, schema: attemptList },
    async (request, reply) => {
      const { id } = request.params
      if (!(await opens(deps, request.caller, id))) return sendProblem(reply, unseen(id))
      if ((await deps.ledger.find(id)) === null) return sendProblem(reply, unknownTransfer(id))
      const attempts = await deps.ledger.attempts(id)
      return reply.send(
        attempts.map(({ startedMs, endedMs, ...attempt }) => ({
          ...attempt,
          startedAt: iso(startedMs),
          endedAt: endedMs === null ? null : iso(endedMs),
        })),
      )
    },
  )
  orderRoutes(app, deps)
}

async function pageOf(
  { ledger, servers, waitingNow }: TransferRouteDeps,
  query: z.infer<typeof listing.querystring>,
  { caller, reader }: { readonly caller: ApiCaller; readonly reader: Reader },
) {
  const { sort, limit, after } = query
  const place = after === undefined ? null : parseCursor(after)
  if (after !== undefined && place?.sort !== sort) return wrongCursor
  if (query.serverId !== undefined && !servers.some(({ id }) => id === query.serverId))
    return unknownFilter('serverId', String(query.serverId), servers.map(serverNamed))
  const wanted = wantedOf(query, servers)
  if (wanted === 'none') return { transfers: [], next: null }
  const { transfers, next } = await ledger.search({
    ...wanted,
    ...ownOf(caller),
    by: sort.endsWith('updatedAt') ? 'change' : 'birth',
    order: sort.startsWith('-') ? 'newest' : 'oldest',
    after: place,
    limit,
  })
  const { virtualFile } = query
  if (
    transfers.length === 0 &&
    virtualFile !== undefined &&
    !knownFiles(servers).includes(virtualFile)
  ) {
    // The ledger may have transfers of virtual files that the configuration no longer names.
    const ever = await ledger.search({ ...plain, virtualFile, ...ownOf(caller) })
    if (ever.transfers.length === 0 && ever.next === null)
      return unknownFilter('virtual file', virtualFile, knownFiles(servers))
  }
  const waitingFor = waitingNow()
  return {
    transfers: await Promise.all(
      transfers.map(async (transfer) =>
        transferView(transfer, { servers, reader }, await waitingFor(transfer)),
      ),
    ),
    next: next === null ? null : cursorOf(sort, next),
  }
}

const plain = { by: 'birth', order: 'newest', after: null, limit: 1 } as const

function knownFiles(servers: readonly Server[]): readonly string[] {
  return servers.flatMap((one) => [
    ...virtualFilesOf(one, 'send'),
    ...virtualFilesOf(one, 'receive'),
  ])
}

const serverNamed = ({ id, name }: Server) => `${id} (${name})`

/** An empty page would say that there are no transfers, although the filter was wrong. */
function unknownFilter(
  filter: 'serverId' | 'virtual file',
  asked: string,
  all: readonly string[],
): Problem {
  const known = [...new Set(all)]
  const values = { filter, asked, known, meant: nearest(asked, known) }
  return problem(message('FILTER-UNKNOWN', values))
}

/** `none`: no transfer can match. */
function wantedOf(
  query: z.infer<typeof listing.querystring>,
  servers: readonly Server[],
): Omit<SearchQuery, 'by' | 'order' | 'after' | 'limit'> | 'none' {
  const { status, state, direction, serverId, virtualFile, filename, since, until, warnings } =
    query
  const byStatus =
    status === undefined
      ? null
      : stateNames.filter((one) => status.includes(statusOf({ state: one })))
  const states =
    byStatus === null ? state : byStatus.filter((one) => state === undefined || state.includes(one))
  const server = serverId === undefined ? null : servers.find(({ id }) => id === serverId)
  if (server === undefined || states?.length === 0) return 'none'
  return {
    ...(states === undefined ? {} : { states }),
    ...(direction === undefined ? {} : { direction: direction === 'SEND' ? 'out' : 'in' }),
    ...(server === null ? {} : { bank: server.name }),
    ...(virtualFile === undefined ? {} : { virtualFile }),
    ...(filename === undefined ? {} : { name: filename }),
    ...(warnings === undefined ? {} : { warned: true as const }),
    ...(since === undefined ? {} : { sinceMs: Date.parse(since) }),
    ...(until === undefined ? {} : { untilMs: Date.parse(until) }),
  }
}

const wrongCursor = problem(message('CURSOR-WRONG', {}))
