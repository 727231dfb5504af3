// Transfers as a list, the story of one, and what may be ordered of it.

import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Order, OrderOutcome, Release } from '../../journey/order.ts'
import { stateNames } from '../../journey/next-state.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { SearchQuery } from '../../ledger/searching.ts'
import type { Caller } from '../caller.ts'
import type { App } from '../declared.ts'
import { cursorOf, placeOf, sorts } from '../paging.ts'
import { isOwn, opens, ownOf, unseen } from '../seen.ts'
import { nearest } from '../../lib/nearest.ts'
import { message } from '../../wording/catalogue.ts'
import { codedProblem, type Problem, problem, problemSchema, sendProblem } from '../problem.ts'
import { type Server, virtualFilesOf } from '../servers.ts'
import { iso, statuses, statusOf, transferId, transferSchema, transferView } from '../views.ts'

export interface TransferRouteDeps {
  readonly ledger: Pick<Ledger, 'search' | 'find' | 'facts' | 'attempts' | 'opensWithoutKey'>
  readonly servers: readonly Server[]
  readonly orders: {
    readonly retry: (order: Order) => Promise<OrderOutcome>
    readonly hold: (order: Order) => Promise<OrderOutcome>
    readonly cancel: (order: Order) => Promise<OrderOutcome>
    readonly release: (order: Release) => Promise<OrderOutcome>
  }
}

const text = z.string().min(1).max(255)
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
  sentence: z.string(),
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

const reason = z.string().max(2000)
const ordered = z
  .object({
    transfer: transferSchema,
    stopping: z.boolean().describe('It is being stopped; the state follows'),
  })
  .describe('What became of an order')
const ordering = (summary: string) => ({
  tags: ['transfers'],
  summary,
  params,
  body: z.strictObject({ reason: reason.default('') }).nullish(),
  response: { 200: ordered, 202: ordered, default: problemSchema },
})
const releasing = {
  ...ordering('Let go what was held or rejected, or decide a doubt'),
  body: z.strictObject({
    reason: reason.min(1).describe('Kept for ever beside the name of the key'),
    doubt: z
      .enum(['received', 'resend'])
      .nullable()
      .default(null)
      .describe(
        'received: the bank says that it has the file, which is in doubt, or held since the bank may have it. resend, in doubt: surely not, send it again',
      ),
    again: z
      .string()
      .min(1)
      .max(255)
      .nullable()
      .default(null)
      .describe('The transfer with the same payments that stands in the way: both are to be paid'),
  }),
}

export function transferRoutes(app: App, deps: TransferRouteDeps): void {
  const look = { needs: 'read' } as const
  const ofOne = { ...look, transferId: true } as const
  app.get('/transfers', { config: look, schema: listing }, async (request, reply) => {
    const page = await pageOf(deps, request.query, request.caller)
    return 'status' in page ? sendProblem(reply, page) : reply.send(page)
  })
  app.get('/transfers/:id/facts', { config: ofOne, schema: story }, async (request, reply) => {
    const { id } = request.params
    if (!(await opens(deps, request.caller, id))) return sendProblem(reply, unseen(id))
    if ((await deps.ledger.find(id)) === null) return sendProblem(reply, unknown(id))
    const facts = await deps.ledger.facts({ transferId: id })
    return reply.send(
      facts.map(({ atMs, transferId: _transfer, ...fact }) => ({ ...fact, at: iso(atMs) })),
    )
  })
  app.get(
    '/transfers/:id/attempts',
    { config: ofOne, schema: attemptList },
    async (request, reply) => {
      const { id } = request.params
      if (!(await opens(deps, request.caller, id))) return sendProblem(reply, unseen(id))
      if ((await deps.ledger.find(id)) === null) return sendProblem(reply, unknown(id))
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

const summaries = {
  retry: 'Try again at once what waits or has failed',
  hold: 'Keep back what waits for its turn, until a person releases it',
  cancel: 'Give up a transfer for good',
} as const

function orderRoutes(app: App, deps: TransferRouteDeps): void {
  for (const verb of ['retry', 'hold', 'cancel'] as const)
    app.post(
      `/transfers/:id/${verb}`,
      { config: { needs: 'operate', transferId: true }, schema: ordering(summaries[verb]) },
      async (request, reply) => {
        const { id } = request.params
        // What one was told of is seen by its id; it is moved by who sent or asked for it, or with a key.
        const { uid } = request.caller
        const found = uid === undefined ? null : await deps.ledger.find(id)
        if (found !== null && !isOwn(request.caller, found)) return sendProblem(reply, unseen(id))
        const order = {
          id,
          actor: request.caller.name,
          reason: request.body?.reason ?? '',
        }
        return answerOrder(deps, reply, { id: order.id, outcome: await deps.orders[verb](order) })
      },
    )
  // Never without a name: whoever lets a payment go again must be known.
  const config = { needs: 'admin', keyed: true, transferId: true } as const
  app.post('/transfers/:id/release', { config, schema: releasing }, async (request, reply) => {
    const { id } = request.params
    const { reason: why, doubt, again } = request.body
    const order = { id, actor: request.caller.name, reason: why, doubt, again }
    return answerOrder(deps, reply, { id, outcome: await deps.orders.release(order) })
  })
}

async function pageOf(
  { ledger, servers }: TransferRouteDeps,
  query: z.infer<typeof listing.querystring>,
  caller: Caller,
) {
  const { sort, limit, after } = query
  const place = after === undefined ? null : placeOf(after)
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
    // The ledger may have such as the configuration no longer names.
    const ever = await ledger.search({ ...plain, virtualFile, ...ownOf(caller) })
    if (ever.transfers.length === 0 && ever.next === null)
      return unknownFilter('virtual file', virtualFile, knownFiles(servers))
  }
  return {
    transfers: transfers.map((transfer) => transferView(transfer, servers)),
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

/** A page without transfers would say that there are none, where the word was wrong. */
function unknownFilter(
  filter: 'serverId' | 'virtual file',
  asked: string,
  all: readonly string[],
): Problem {
  const known = [...new Set(all)]
  const values = { filter, asked, known, meant: nearest(asked, known) }
  return codedProblem(422, message('FILTER-UNKNOWN', values))
}

/** `none`: what is asked for cannot be. */
function wantedOf(
  query: z.infer<typeof listing.querystring>,
  servers: readonly Server[],
): Omit<SearchQuery, 'by' | 'order' | 'after' | 'limit'> | 'none' {
  const { status, state, direction, serverId, virtualFile, filename, since, until } = query
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
    ...(since === undefined ? {} : { sinceMs: Date.parse(since) }),
    ...(until === undefined ? {} : { untilMs: Date.parse(until) }),
  }
}

function answerOrder(
  { servers }: TransferRouteDeps,
  reply: FastifyReply,
  { id, outcome }: { readonly id: string; readonly outcome: OrderOutcome },
): FastifyReply {
  switch (outcome.kind) {
    case 'done':
    case 'stopping': {
      const stopping = outcome.kind === 'stopping'
      const transfer = transferView(outcome.transfer, servers)
      return reply.code(stopping ? 202 : 200).send({ transfer, stopping })
    }
    case 'refused':
      return sendProblem(reply, problem(409, 'MOVE-REFUSED', outcome.sentence, lookAgain))
    case 'unknown':
      return sendProblem(reply, unknown(id))
  }
}

const lookAgain = 'Look at it at /api/transfers/{id}.'
const wrongCursor = problem(
  400,
  'CURSOR-WRONG',
  '`after` is not the `next` of a page with this `sort`.',
  'Take `next` as it was given, and keep the other parameters.',
)

function unknown(id: string): Problem {
  const shown = id.replace(/[^\w-]/g, '?')
  return problem(
    404,
    'TRANSFER-UNKNOWN',
    `There is no transfer ${shown}.`,
    'List what there is at /api/transfers.',
  )
}
