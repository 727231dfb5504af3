// Webhooks: add, list, change and remove them; see their deliveries; send one again. Secrets go in and never
// come out.

import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type {
  ShownWebhook,
  WebhookChange,
  WebhookCommands,
  WebhookOutcome,
} from '../../ledger/webhook-commands.ts'
import type { ApiCaller } from '../access/caller.ts'
import type { App } from '../responses/declared.ts'
import { message } from '../../wording/catalogue.ts'
import { messageFields, messageView } from '../responses/message-view.ts'
import { readerOf } from '../responses/reader.ts'
import { problem, problemSchema, sendProblem } from '../responses/problem.ts'
import { isOwn, ownOf } from '../responses/visible.ts'
import {
  deliveryStates,
  deliveryView,
  shownDelivery,
  webhookViewOf,
  webhookView,
} from '../responses/webhook-views.ts'

export interface WebhookDeps {
  readonly webhooks: WebhookCommands
}

const secret = z.string().min(1).max(1_000).describe('Used as it is written; never shown again')
const fields = {
  url: z.string().min(1).max(2_000).describe('http:// or https://'),
  events: z.array(z.string().max(64)).min(1).max(64).describe('See docs/webhooks.md'),
  header: z
    .string()
    .max(64)
    .describe('Where the signature stands; X-PesitWizard-Signature when left out'),
}
const addBody = z.object({
  url: fields.url,
  events: fields.events.default(['TRANSFER_COMPLETED', 'TRANSFER_FAILED']),
  secret,
  header: fields.header.optional(),
})
const overlapSeconds = z
  .int()
  .min(0)
  .max(30 * 86_400)
  .optional()
  .describe('So long the secret before signs too, in `webhook-signature`; two days when left out')
const changeBody = z.strictObject({
  url: fields.url.optional(),
  events: fields.events.optional(),
  header: fields.header.optional(),
  secret: secret.optional(),
  overlapSeconds,
})

const idParams = z.object({ id: z.string().min(1).max(64) })
const deliveryQuery = z.strictObject({
  state: z.enum(deliveryStates).optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const tried = z.object({
  told: z.boolean(),
  status: z.int().nullable(),
  ...messageFields,
  tookMs: z.int(),
})

const tags = ['webhooks']
const schema = <T extends z.ZodType, More extends object>(
  summary: string,
  answer: T,
  more: More,
) => ({
  tags,
  summary,
  response: { 200: answer, default: problemSchema },
  ...more,
})

const read = { needs: 'read' } as const
const operate = { needs: 'operate' } as const
const keyed = { needs: 'operate', keyed: true } as const

export function webhookRoutes(app: App, { webhooks }: WebhookDeps): void {
  const many = z.array(webhookView)
  app.get(
    '/webhooks',
    { config: read, schema: schema('Webhooks, without secrets', many, {}) },
    async ({ caller }) => (await seen(webhooks, caller)).map(webhookViewOf),
  )
  const one = { params: idParams }
  app.get(
    '/webhooks/:id',
    { config: read, schema: schema('One webhook', webhookView, one) },
    async ({ params, caller }, reply) => {
      const found = (await seen(webhooks, caller)).find(({ id }) => id === params.id)
      return found === undefined ? sendProblem(reply, unknown(params.id)) : webhookViewOf(found)
    },
  )
  app.post(
    '/webhooks',
    {
      config: operate,
      schema: schema('Tell a program what happens', webhookView, { body: addBody }),
    },
    async ({ body, caller }, reply) =>
      answer(reply, '', await webhooks.add({ ...body, localUid: caller.uid })),
  )
  for (const method of ['PUT', 'PATCH'] as const)
    app.route({
      method,
      url: '/webhooks/:id',
      // The address decides who learns of payments: somebody must answer for it by name.
      config: keyed,
      schema: schema('Change a webhook; a new secret rotates', webhookView, {
        ...one,
        body: changeBody,
      }),
      handler: async ({ params, body }, reply) =>
        answer(reply, params.id, await webhooks.change(params.id, changeOf(body))),
    })
  app.delete(
    '/webhooks/:id',
    {
      config: keyed,
      schema: schema('Remove a webhook, and drop what it is owed', webhookView, one),
    },
    async ({ params }, reply) => answer(reply, params.id, await webhooks.remove(params.id)),
  )
  app.post(
    '/webhooks/:id/test',
    { config: operate, schema: schema('Call it now, with the event TEST', tried, one) },
    async (request, reply) => {
      const { params, caller } = request
      const own = await seen(webhooks, caller)
      if (!own.some(({ id }) => id === params.id)) return sendProblem(reply, unknown(params.id))
      const outcome = await webhooks.test(params.id)
      if (outcome === null) return sendProblem(reply, unknown(params.id))
      const { kind, message: told, tookMs } = outcome
      const { status } = told.arguments
      return { told: kind === 'told', status, ...messageView(told, readerOf(request)), tookMs }
    },
  )
  deliveryRoutes(app, webhooks)
}

/** Without a key: the caller's own webhooks. */
async function seen(
  webhooks: WebhookCommands,
  caller: ApiCaller,
): Promise<readonly ShownWebhook[]> {
  return (await webhooks.list()).filter((webhook) => isOwn(caller, webhook))
}

async function mayOrder(
  webhooks: WebhookCommands,
  caller: ApiCaller,
  deliveryId: string,
): Promise<boolean> {
  if (caller.uid === undefined) return true
  const delivery = await webhooks.delivery(deliveryId)
  return (await seen(webhooks, caller)).some(({ id }) => id === delivery?.webhook)
}

function deliveryRoutes(app: App, webhooks: WebhookCommands): void {
  const listed = z.array(deliveryView)
  const params = idParams
  app.get(
    '/webhooks/:id/deliveries',
    {
      config: read,
      schema: schema('What one webhook was and is owed, newest first', listed, {
        params,
        querystring: deliveryQuery,
      }),
    },
    async (request) =>
      (
        await webhooks.deliveries({
          ...queryOf(request.query, request.params.id),
          ...ownOf(request.caller),
        })
      ).map(shownDelivery),
  )
  app.get(
    '/webhooks/deliveries',
    {
      config: read,
      schema: schema('The same of all webhooks', listed, { querystring: deliveryQuery }),
    },
    async ({ query, caller }) =>
      (await webhooks.deliveries({ ...queryOf(query), ...ownOf(caller) })).map(shownDelivery),
  )
  const orders = [
    ['redeliver', 'Tell it again, under the same id', webhooks.redeliver],
    ['drop', 'Give it up for good', webhooks.drop],
  ] as const
  for (const [verb, summary, order] of orders)
    app.post(
      `/webhooks/deliveries/:id/${verb}`,
      { config: operate, schema: schema(summary, deliveryView, { params }) },
      async (request, reply) => {
        const { id } = request.params
        if (!(await mayOrder(webhooks, request.caller, id)))
          return sendProblem(reply, noDelivery(id))
        const delivery = await order(id)
        return delivery === null
          ? sendProblem(reply, noDelivery(request.params.id))
          : shownDelivery(delivery)
      },
    )
}

function changeOf({
  overlapSeconds: seconds,
  ...change
}: z.infer<typeof changeBody>): WebhookChange {
  return seconds === undefined ? change : { ...change, overlapMs: seconds * 1000 }
}

function queryOf({ state, before, limit }: z.infer<typeof deliveryQuery>, webhook?: string) {
  return {
    limit,
    ...(webhook === undefined ? {} : { webhook }),
    ...(state === undefined ? {} : { states: [state] }),
    ...(before === undefined ? {} : { before }),
  }
}

function answer(reply: FastifyReply, id: string, outcome: WebhookOutcome) {
  switch (outcome.kind) {
    case 'done':
      return webhookViewOf(outcome.webhook)
    case 'refused':
      return sendProblem(reply, problem(outcome.message))
    case 'unknown':
      return sendProblem(reply, unknown(id))
  }
}

const unknown = (id: string) => problem(message('WEBHOOK-UNKNOWN', { id }))
const noDelivery = (id: string) => problem(message('DELIVERY-UNKNOWN', { id }))
