// Creates, lists and revokes keys of the API. Only for an administrator, and always with a key or through the
// socket.

import { z } from 'zod'
import type { ApiKey, ApiKeys } from '../../ledger/contract/api-keys.ts'
import { present } from '../../lib/assert.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { roles } from '../access/caller.ts'
import type { App } from '../responses/declared.ts'
import { makeKey } from '../access/keys.ts'
import { message } from '../../wording/catalogue.ts'
import { problem, problemSchema, sendProblem } from '../responses/problem.ts'

export interface KeyDeps {
  readonly ledger: Pick<ApiKeys, 'addKey' | 'findKey' | 'keys' | 'revokeKey'>
  readonly clock: Clock
}

const dayMs = 24 * 60 * 60_000
const name = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,63}$/u, 'letters, digits, blanks, . _ @ -; 64 at most')

const keyView = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
  usedAt: z.iso.datetime().nullable().describe('To the hour; null: never'),
})

const config = { needs: 'admin', keyed: true } as const

const listing = {
  tags: ['keys'],
  summary: 'Keys, without their secrets',
  response: { 200: z.array(keyView), default: problemSchema },
}
const making = {
  tags: ['keys'],
  summary: 'Make a key; its text is shown this once',
  body: z.strictObject({
    name,
    role: z.enum(roles),
    days: z.int().min(1).max(366).default(365).describe('How long it is valid'),
  }),
  response: { 201: keyView.extend({ key: z.string() }), default: problemSchema },
}
const revoking = {
  tags: ['keys'],
  summary: 'Revoke a key, by its id or its name; at once',
  params: z.object({ key: z.string().min(1).max(64) }),
  response: { 204: z.null(), default: problemSchema },
}

export function keyRoutes(app: App, { ledger, clock }: KeyDeps): void {
  app.get('/keys', { config, schema: listing }, async () => (await ledger.keys()).map(viewOf))
  app.post('/keys', { config, schema: making }, async (request, reply) => {
    const { name: owner, role, days } = request.body
    const { id, text, hash } = makeKey()
    const expiresMs = clock.nowMs() + days * dayMs
    if (!(await ledger.addKey({ id, name: owner, role, hash, expiresMs })))
      return sendProblem(reply, taken(owner))
    const made = present(await ledger.findKey(id), 'a key that was made')
    return reply.code(201).send({ ...viewOf(made), key: text })
  })
  app.delete('/keys/:key', { config, schema: revoking }, async (request, reply) => {
    const { key } = request.params
    return (await ledger.revokeKey(key))
      ? reply.code(204).send(null)
      : sendProblem(reply, unknown(key))
  })
}

const taken = (name: string) => problem(message('KEY-NAME-TAKEN', { name }))
const unknown = (key: string) => problem(message('KEY-UNKNOWN', { key }))

function viewOf({ id, name: owner, role, createdMs, expiresMs, revokedMs, usedMs }: ApiKey) {
  return {
    id,
    name: owner,
    role,
    createdAt: iso(createdMs),
    expiresAt: iso(expiresMs),
    revokedAt: revokedMs === null ? null : iso(revokedMs),
    usedAt: usedMs === null ? null : iso(usedMs),
  }
}

const iso = (atMs: number) => new Date(atMs).toISOString()
