// The orders of the command line, through the Unix socket only: its file permissions are the login. Commands
// go through the daemon so that only one process moves a transfer.

import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type {
  Order,
  OrderOutcome,
  Release,
  MessageToBank,
  SendMessageOutcome,
} from '../../journey/order.ts'
import type { Progress } from '../../journey/progress.ts'
import type { QueueNow } from '../../journey/queue-now.ts'
import type { Condition } from '../../ledger/contract/conditions.ts'
import type { Poll } from '../../ledger/contract/receiving.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
import type { Reader } from '../../wording/entry.ts'
import { KnownError } from '../../wording/known-error.ts'
import { sentenceOf } from '../../wording/sentence.ts'
import { readerOf } from '../responses/reader.ts'
import type { App } from '../responses/declared.ts'
import { type Reassign, reassignAnswer, reassignBody } from './reassign.ts'

/** How a poll ended, once its files are in the inbox or it is known that they are not yet. */
export type Polled = Poll & { readonly undelivered: number }

export interface ControlDeps {
  readonly retry: (order: Order) => Promise<OrderOutcome>
  readonly hold: (order: Order) => Promise<OrderOutcome>
  readonly cancel: (order: Order) => Promise<OrderOutcome>
  readonly release: (order: Release) => Promise<OrderOutcome>
  readonly reassign: Reassign
  readonly progress: () => readonly Progress[]
  readonly queues: () => readonly QueueNow[]
  readonly notOurs: () => readonly string[]
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
  readonly sendMessage: (messageToBank: MessageToBank) => Promise<SendMessageOutcome>
  readonly poll: (virtualFile: string | null) => Promise<readonly Polled[]>
  /** A probe beside the daemon succeeded. */
  readonly bankReached: (bank: string) => Promise<void>
  readonly scan: () => void
  /** Includes those that the ledger has no space for. */
  readonly conditions: () => Promise<readonly Condition[]>
  readonly takeOver: (order: TakeOver) => Promise<TakeOverOutcome>
}

/** A person declares that the owner of an outbox is gone for good. */
export interface TakeOver {
  readonly folder: string
  readonly actor: string
  readonly reason: string
}
export interface TakeOverOutcome {
  readonly kind: 'done' | 'refused'
  readonly message: CodedMessage
}

/** What runs now, which the ledger cannot know. */
export interface Live {
  readonly pid: number
  readonly progress: readonly Progress[]
  readonly queues: readonly QueueNow[]
  readonly notOurs: readonly string[]
  readonly outboxes: ReturnType<ControlDeps['outboxes']>
  readonly inboxes: ReturnType<ControlDeps['inboxes']>
  readonly conditions: readonly Condition[]
}

const orderBody = z.strictObject({
  actor: z.string().min(1).max(200),
  reason: z.string().max(2000).default(''),
})
const releaseBody = orderBody.extend({
  doubt: z.enum(['received', 'resend']).nullable().default(null),
  again: z.string().max(255).nullable().default(null),
})
const messageBody = z.strictObject({
  about: z.union([
    z.strictObject({ transferId: z.string() }),
    z.strictObject({ bank: z.string(), virtualFile: z.string().min(1).max(76) }),
  ]),
  text: z.string().max(4096),
  actor: z.string().min(1).max(200),
})
const takeOverBody = z.strictObject({
  folder: z.string().min(1).max(4096),
  actor: z.string().min(1).max(200),
  reason: z.string().trim().min(1).max(2000),
})
const pollBody = z.strictObject({ virtualFile: z.string().nullable().default(null) })

export function controlRoutes(app: App, deps: ControlDeps): void {
  app.register((scope, _options, done) => {
    addRoutes(scope.withTypeProvider<ZodTypeProvider>(), deps)
    done()
  })
}

const config = { needs: 'admin', socketOnly: true } as const
const ofTransfer = { ...config, transferId: true } as const
const schema = { hide: true }

function addRoutes(server: App, deps: ControlDeps): void {
  server.get(
    '/live',
    { config, schema },
    async (): Promise<Live> => ({
      pid: process.pid,
      progress: deps.progress(),
      queues: deps.queues(),
      notOurs: deps.notOurs(),
      outboxes: deps.outboxes(),
      inboxes: deps.inboxes(),
      conditions: await deps.conditions(),
    }),
  )
  for (const verb of ['retry', 'hold', 'cancel'] as const) {
    server.post<{ Params: { id: string } }>(
      `/transfers/:id/${verb}`,
      { config: ofTransfer, schema },
      async (request, reply) => {
        const outcome = await deps[verb]({
          id: request.params.id,
          ...orderBody.parse(request.body),
        })
        return reply.code(statusOf(outcome)).send(answerOf(outcome, readerOf(request)))
      },
    )
  }
  server.post<{ Params: { id: string } }>(
    '/transfers/:id/release',
    { config: ofTransfer, schema },
    async (request, reply) => {
      const outcome = await deps.release({
        id: request.params.id,
        ...releaseBody.parse(request.body),
      })
      return reply.code(statusOf(outcome)).send(answerOf(outcome, readerOf(request)))
    },
  )
  addPartRoutes(server, deps)
  server.setErrorHandler((error) => {
    // What the command line sends is checked here; everything else is answered like any other call.
    throw error instanceof z.ZodError ? new KnownError(invalid(error)) : error
  })
}

function invalid({ issues }: z.ZodError): CodedMessage {
  const faults = issues.map(({ path, message: what }) => ({
    field: path.join('.') || 'body',
    what,
  }))
  return message('REQUEST-INVALID', { faults })
}

/** An outcome as it is answered: a message has its sentence in the language of the caller. */
function answerOf<T extends object>(outcome: T, reader: Reader): object {
  if (!('message' in outcome)) return outcome
  const { message: told, ...rest } = outcome as { readonly message: CodedMessage }
  return { ...rest, ...told, sentence: sentenceOf(told, reader) }
}

/** Banks, inboxes and outboxes. */
function addPartRoutes(server: App, deps: ControlDeps): void {
  server.post('/messages', { config: ofTransfer, schema }, async (request, reply) => {
    const outcome = await deps.sendMessage(messageBody.parse(request.body))
    return reply.code(statusOf(outcome)).send(answerOf(outcome, readerOf(request)))
  })
  server.post('/inboxes/poll', { config, schema }, async (request) =>
    deps.poll(pollBody.parse(request.body ?? {}).virtualFile),
  )
  server.post('/reassign', { config, schema }, async (request, reply) => {
    const outcome = await deps.reassign(reassignBody.parse(request.body))
    const reader = readerOf(request)
    return outcome.kind === 'done'
      ? reply.send({ kind: outcome.kind, ...reassignAnswer(outcome, reader) })
      : reply.code(409).send(answerOf(outcome, reader))
  })
  server.post('/outboxes/take-over', { config, schema }, async (request, reply) => {
    const outcome = await deps.takeOver(takeOverBody.parse(request.body))
    return reply
      .code(outcome.kind === 'done' ? 200 : 409)
      .send(answerOf(outcome, readerOf(request)))
  })
  server.post<{ Params: { bank: string } }>(
    '/banks/:bank/reached',
    { config, schema },
    async (request) => {
      await deps.bankReached(request.params.bank)
      return {}
    },
  )
  server.post('/outboxes/look', { config, schema }, () => {
    deps.scan()
    return {}
  })
}

function statusOf(outcome: OrderOutcome | SendMessageOutcome): number {
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
