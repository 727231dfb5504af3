// The daemon's own door: HTTP on a Unix socket below its data folder. Whoever may open the socket may
// order; file rights are the login. Commands come in here, so that one process alone moves a transfer.

import { createHash } from 'node:crypto'
import { chmod } from 'node:fs/promises'
import { userInfo, tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Ask } from '../ledger/ledger.ts'
import { forget } from '../lib/files.ts'
import type { Order, OrderOutcome } from '../transfer/orders.ts'
import type { Telling, TellOutcome } from '../transfer/tell.ts'
import type { Progress } from '../transfer/start.ts'

export interface ControlDeps {
  readonly dataFolder: string
  readonly retry: (order: Order) => Promise<OrderOutcome>
  readonly cancel: (order: Order) => Promise<OrderOutcome>
  readonly release: (
    order: Order & { readonly doubt: 'received' | 'resend' | null },
  ) => Promise<OrderOutcome>
  readonly progress: () => readonly Progress[]
  readonly outboxes: () => readonly {
    readonly folder: string
    readonly name: string
    readonly lookedMs: number | null
    readonly inFolder: number
    readonly trouble: string
  }[]
  readonly inboxes: () => readonly {
    readonly folder: string
    readonly virtualFile: string
    readonly asking: boolean
    readonly nextMs: number | null
  }[]
  readonly tell: (telling: Telling) => Promise<TellOutcome>
  readonly poll: (virtualFile: string | null) => Promise<readonly Ask[]>
  readonly look: () => void
}

/** What runs now: the ledger cannot know it. */
export interface Live {
  readonly pid: number
  readonly progress: readonly Progress[]
  readonly outboxes: ReturnType<ControlDeps['outboxes']>
  readonly inboxes: ReturnType<ControlDeps['inboxes']>
}

export interface Control {
  readonly path: string
  close(): Promise<void>
}

/** Paths of Unix sockets have 107 bytes at most; a deep data folder gets one named for it elsewhere. */
export function controlPath(dataFolder: string): string {
  const usual = join(dataFolder, 'control.sock')
  if (Buffer.byteLength(usual) <= 100) return usual
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 24)
  return join(tmpdir(), `pesit-drop-${userInfo().uid}-${name}.sock`)
}

const orderBody = z.strictObject({
  actor: z.string().min(1).max(200),
  reason: z.string().max(2000).default(''),
})
const releaseBody = orderBody.extend({
  doubt: z.enum(['received', 'resend']).nullable().default(null),
})
const tellBody = z.strictObject({
  about: z.union([
    z.strictObject({ transferId: z.string() }),
    z.strictObject({ bank: z.string(), virtualFile: z.string().min(1).max(76) }),
  ]),
  text: z.string().max(4096),
  actor: z.string().min(1).max(200),
})
const pollBody = z.strictObject({ virtualFile: z.string().nullable().default(null) })

export async function startControl(deps: ControlDeps): Promise<Control> {
  const path = controlPath(deps.dataFolder)
  const server = fastify({ logger: false, bodyLimit: 16 * 1024 })
  addRoutes(server, deps)
  // The ledger's lock says that no other daemon is alive: a socket that is there is a leftover.
  await forget(path)
  await server.listen({ path })
  await chmod(path, 0o660)
  return { path, close: () => server.close().then(() => undefined) }
}

function addRoutes(server: FastifyInstance, deps: ControlDeps): void {
  server.get(
    '/live',
    (): Live => ({
      pid: process.pid,
      progress: deps.progress(),
      outboxes: deps.outboxes(),
      inboxes: deps.inboxes(),
    }),
  )
  for (const verb of ['retry', 'cancel'] as const) {
    server.post<{ Params: { id: string } }>(`/transfers/:id/${verb}`, async (request, reply) => {
      const outcome = await deps[verb]({ id: request.params.id, ...orderBody.parse(request.body) })
      return reply.code(statusOf(outcome)).send(outcome)
    })
  }
  server.post<{ Params: { id: string } }>('/transfers/:id/release', async (request, reply) => {
    const outcome = await deps.release({
      id: request.params.id,
      ...releaseBody.parse(request.body),
    })
    return reply.code(statusOf(outcome)).send(outcome)
  })
  server.post('/messages', async (request, reply) => {
    const outcome = await deps.tell(tellBody.parse(request.body))
    return reply.code(statusOf(outcome)).send(outcome)
  })
  server.post('/inboxes/poll', async (request) =>
    deps.poll(pollBody.parse(request.body ?? {}).virtualFile),
  )
  server.post('/outboxes/look', () => {
    deps.look()
    return {}
  })
  server.setErrorHandler((error, _request, reply) => {
    const wrong = error instanceof z.ZodError
    return reply
      .code(wrong ? 400 : 500)
      .send({ kind: 'refused', sentence: error instanceof Error ? error.message : String(error) })
  })
}

function statusOf(outcome: OrderOutcome | TellOutcome): number {
  switch (outcome.kind) {
    case 'done':
      return 200
    case 'stopping':
      return 202
    case 'refused':
      return 409
    case 'unknown':
      return 404
  }
}
