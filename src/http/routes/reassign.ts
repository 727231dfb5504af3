// Moves what waits for one bank to another, after a bank was renamed or replaced. The command line and
// programs get the same answer: what was moved, what was not, and why.

import { z } from 'zod'
import type { CodedMessage } from '../../wording/catalogue.ts'
import type { App } from '../responses/declared.ts'
import { codedProblem, problemSchema, sendProblem } from '../responses/problem.ts'

const bankName = z.string().min(1).max(100)
const one = z.object({
  id: z.string(),
  name: z.string(),
  code: z.string(),
  sentence: z.string().describe('Why it is held now, or why it was not moved'),
})
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

export type ReassignAnswer =
  | ({ readonly kind: 'done' } & Moved)
  | { readonly kind: 'refused'; readonly sentence: string; readonly message: CodedMessage }
type Moved = z.infer<typeof answer>

export type Reassign = (order: z.infer<typeof reassignBody>) => Promise<ReassignAnswer>

export function reassignRoute(app: App, reassign: Reassign): void {
  // Always with a key, like a release.
  const config = { needs: 'admin', keyed: true } as const
  app.post('/transfers/reassign', { config, schema: reassigning }, async (request, reply) => {
    const outcome = await reassign({ ...request.body, actor: request.caller.name })
    if (outcome.kind === 'refused') return sendProblem(reply, codedProblem(409, outcome.message))
    const { moved, left } = outcome
    return reply.send({ moved, left })
  })
}
