// Moves what waits for one bank to another, after a bank was renamed or replaced. The command line and
// programs get the same answer: what was moved, what was not, and why.

import { z } from 'zod'
import type { CodedMessage } from '../../wording/catalogue.ts'
import type { Reader } from '../../wording/entry.ts'
import type { App } from '../responses/declared.ts'
import { messageFields, messageView } from '../responses/message-view.ts'
import { readerOf } from '../responses/reader.ts'
import { problemSchema, sendProblem } from '../responses/problem.ts'

const bankName = z.string().min(1).max(100)
const one = z
  .object({ id: z.string(), name: z.string(), ...messageFields })
  .describe('`sentence`: why it is held now, or why it was not moved')
const answer = z.object({
  moved: z.array(one).describe('Held at the new bank, until a person releases each'),
  left: z.array(one.extend({ state: z.string() })).describe('Not moved'),
})
const body = z.strictObject({ from: bankName, to: bankName, reason: z.string().max(2000) })
const reassigning = {
  tags: ['transfers'],
  summary: 'Move what waits for one bank, and what it never heard of, to another, where it is held',
  body: body.extend({ reason: z.string().min(1).max(2000) }),
  response: { 200: answer, default: problemSchema },
}
export const reassignBody = body.extend({ actor: z.string().min(1).max(200) })

/** `message` says why a transfer is held now, or why it was not moved; null: there is nothing to say. */
interface ReassignedOne {
  readonly id: string
  readonly name: string
  readonly message: CodedMessage | null
}

export type ReassignOutcome =
  | {
      readonly kind: 'done'
      readonly moved: readonly ReassignedOne[]
      readonly left: readonly (ReassignedOne & { readonly state: string })[]
    }
  | { readonly kind: 'refused'; readonly message: CodedMessage }

export type ReassignAnswer = z.infer<typeof answer>

export function reassignAnswer(
  { moved, left }: Extract<ReassignOutcome, { kind: 'done' }>,
  reader: Reader,
): ReassignAnswer {
  const shown = ({ id, name, message }: ReassignedOne) => ({
    id,
    name,
    ...messageView(message, reader),
  })
  return {
    moved: moved.map(shown),
    left: left.map((one) => ({ ...shown(one), state: one.state })),
  }
}

export type Reassign = (order: z.infer<typeof reassignBody>) => Promise<ReassignOutcome>

export function reassignRoute(app: App, reassign: Reassign): void {
  // Always with a key, like a release.
  const config = { needs: 'admin', keyed: true } as const
  app.post('/transfers/reassign', { config, schema: reassigning }, async (request, reply) => {
    const outcome = await reassign({ ...request.body, actor: request.caller.name })
    if (outcome.kind === 'refused')
      return sendProblem(reply, { status: 409, message: outcome.message })
    return reply.send(reassignAnswer(outcome, readerOf(request)))
  })
}
