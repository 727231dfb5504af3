// What the client of PeSIT Wizard offers besides sending and receiving, under the names that its scripts
// know: history, stats and servers. Read only: banks are changed in the configuration, where they are
// checked.

import { z } from 'zod'
import type { TransferSearch } from '../../ledger/contract/searching.ts'
import type { ApiCaller } from '../access/caller.ts'
import type { Reader } from '../../wording/entry.ts'
import type { App } from '../responses/declared.ts'
import { readerOf } from '../responses/reader.ts'
import { problemSchema, sendProblem } from '../responses/problem.ts'
import { ownOf } from '../responses/visible.ts'
import { findServer, type Server, unknownServer, virtualFilesOf } from '../responses/servers.ts'
import { showing, wizardView } from './one-transfer.ts'
import { statusOf, statuses, transferView } from '../responses/views.ts'

export interface WizardDeps {
  readonly ledger: Pick<TransferSearch, 'search' | 'totals'>
  readonly servers: readonly Server[]
}

const maximumPages = 10_000
const page = z.object({
  page: z.coerce.number().int().min(0).max(maximumPages).default(0),
  size: z.coerce.number().int().min(1).max(200).default(20),
})
const history = {
  tags: ['pesit-wizard'],
  summary: 'Transfers, newest first, a page at a time',
  querystring: page,
  response: {
    200: z.object({
      content: z.array(showing.response[200]),
      number: z.number(),
      size: z.number(),
      numberOfElements: z.number(),
      last: z.boolean(),
    }),
    default: problemSchema,
  },
}
const stats = {
  tags: ['pesit-wizard'],
  summary: 'How many transfers stand where',
  response: {
    200: z.object({
      totalTransfers: z.number(),
      completedTransfers: z.number(),
      failedTransfers: z.number(),
      inProgressTransfers: z.number(),
      cancelledTransfers: z.number(),
      bytesTransferred: z.number(),
    }),
    default: problemSchema,
  },
}
const serverSchema = z.object({
  id: z.number(),
  name: z.string(),
  host: z.string(),
  port: z.number(),
  serverId: z.string().describe('PI 4, the identifier of the bank'),
  partnerId: z.string().describe('PI 3, ours'),
  environment: z.enum(['production', 'test']).describe('Whether payments sent there are made'),
  tlsEnabled: z.boolean(),
  enabled: z.boolean(),
  virtualFiles: z.object({ send: z.array(z.string()), receive: z.array(z.string()) }),
})
const serverList = {
  tags: ['servers'],
  summary: 'The banks of the configuration',
  response: { 200: z.array(serverSchema), default: problemSchema },
}
const oneServer = {
  tags: ['servers'],
  summary: 'One bank, by its number or name',
  params: z.object({ server: z.string().min(1).max(100) }),
  response: { 200: serverSchema, default: problemSchema },
}

export function wizardRoutes(app: App, deps: WizardDeps): void {
  const config = { needs: 'read' } as const
  app.get('/transfers/history', { config, schema: history }, async (request) =>
    historyPage(deps, request.query, { caller: request.caller, reader: readerOf(request) }),
  )
  app.get('/transfers/stats', { config, schema: stats }, (request) => statsOf(deps, request.caller))
  app.get('/servers', { config, schema: serverList }, () => deps.servers.map(serverView))
  app.get('/servers/:server', { config, schema: oneServer }, async (request, reply) => {
    const found = findServer(deps.servers, request.params.server)
    return found === null
      ? sendProblem(reply, unknownServer(deps.servers, request.params.server, true))
      : reply.send(serverView(found))
  })
}

/** Numbered pages, as callers of PeSIT Wizard count them. */
async function historyPage(
  { ledger, servers }: WizardDeps,
  { page: number, size }: z.infer<typeof page>,
  { caller, reader }: { readonly caller: ApiCaller; readonly reader: Reader },
) {
  const { transfers, next } = await ledger.search({
    ...ownOf(caller),
    by: 'birth',
    order: 'newest',
    after: null,
    skip: number * size,
    limit: size,
  })
  const content = transfers.map((transfer) =>
    wizardView(transferView(transfer, { servers, reader })),
  )
  return { content, number, size, numberOfElements: content.length, last: next === null }
}

async function statsOf({ ledger }: WizardDeps, caller: ApiCaller) {
  const counts = await ledger.totals(caller.uid)
  const of = (...wanted: (typeof statuses)[number][]) =>
    counts
      .filter((count) => wanted.includes(statusOf(count)))
      .reduce((sum, { count }) => sum + count, 0)
  return {
    totalTransfers: of(...statuses),
    completedTransfers: of('COMPLETED'),
    failedTransfers: of('FAILED'),
    inProgressTransfers: of('PENDING', 'IN_PROGRESS'),
    cancelledTransfers: of('CANCELLED'),
    bytesTransferred: counts
      .filter((count) => statusOf(count) === 'COMPLETED')
      .reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

function serverView(one: Server) {
  const { id, name, host, port, server, partner, tls, environment } = one
  return {
    id,
    name,
    host,
    port,
    serverId: server,
    partnerId: partner,
    environment,
    tlsEnabled: tls,
    enabled: true,
    virtualFiles: {
      send: [...virtualFilesOf(one, 'send')],
      receive: [...virtualFilesOf(one, 'receive')],
    },
  }
}
