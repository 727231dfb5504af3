// The operator commands for a transfer, and their results.

import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Order, OrderOutcome, Release } from '../../journey/order.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import type { App } from '../responses/declared.ts'
import { readerOf } from '../responses/reader.ts'
import { message } from '../../wording/catalogue.ts'
import { problem, problemSchema, sendProblem } from '../responses/problem.ts'
import { isOwn, unknownTransfer, unseen } from '../responses/visible.ts'
import type { Server } from '../responses/servers.ts'
import { transferId, transferSchema, transferView } from '../responses/views.ts'
import { type Reassign, reassignRoute } from './reassign.ts'

export interface OrderRouteDeps {
  readonly ledger: Pick<TransferReading, 'find'>
  readonly servers: readonly Server[]
  readonly orders: {
    readonly retry: (order: Order) => Promise<OrderOutcome>
    readonly hold: (order: Order) => Promise<OrderOutcome>
    readonly cancel: (order: Order) => Promise<OrderOutcome>
    readonly release: (order: Release) => Promise<OrderOutcome>
    readonly reassign: Reassign
  }
}

const params = z.object({ id: transferId })
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

const summaries = {
  retry: 'Try again at once what waits or has failed',
  hold: 'Keep back what waits for its turn, until a person releases it',
  cancel: 'Give up a transfer for good',
} as const

export function orderRoutes(app: App, deps: OrderRouteDeps): void {
  reassignRoute(app, deps.orders.reassign)
  for (const verb of ['retry', 'hold', 'cancel'] as const)
    app.post(
      `/transfers/:id/${verb}`,
      { config: { needs: 'operate', transferId: true }, schema: ordering(summaries[verb]) },
      async (request, reply) => {
        const { id } = request.params
        // A webhook makes a transfer visible by its id. Only its sender or requester, or a caller with a key,
        // may move it.
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
  // Always with a key: it must be known who lets a payment go again.
  const config = { needs: 'admin', keyed: true, transferId: true } as const
  app.post('/transfers/:id/release', { config, schema: releasing }, async (request, reply) => {
    const { id } = request.params
    const { reason: why, doubt, again } = request.body
    const order = { id, actor: request.caller.name, reason: why, doubt, again }
    return answerOrder(deps, reply, { id, outcome: await deps.orders.release(order) })
  })
}

function answerOrder(
  { servers }: OrderRouteDeps,
  reply: FastifyReply,
  { id, outcome }: { readonly id: string; readonly outcome: OrderOutcome },
): FastifyReply {
  switch (outcome.kind) {
    case 'done':
    case 'stopping': {
      const stopping = outcome.kind === 'stopping'
      const reader = readerOf(reply.request)
      const transfer = transferView(outcome.transfer, { servers, reader })
      return reply.code(stopping ? 202 : 200).send({ transfer, stopping })
    }
    case 'refused':
      return sendProblem(reply, problem(message('MOVE-REFUSED', { what: outcome.message })))
    case 'unknown':
      return sendProblem(reply, unknownTransfer(id))
  }
}
