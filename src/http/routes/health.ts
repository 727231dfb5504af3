// Is the daemon alive, and is it well? For systemd, load balancers and monitors. Open to all; a caller who
// may look also gets what is wrong. Ready turns red when a folder, bank, schedule, disk or delivery has been
// in trouble for longer than the limit: a short break wakes nobody, and a standstill does not stay silent.

import { kindOf } from '../../journey/condition-subject.ts'
import { z } from 'zod'
import type { Conditions } from '../../ledger/contract/conditions.ts'
import type { FactChain } from '../../ledger/contract/fact-chain.ts'
import { concernOf, isPastLimit } from '../../ledger/trouble.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { anybody } from '../access/caller.ts'
import type { App } from '../responses/declared.ts'
import { messageFields, storedView } from '../responses/message-view.ts'
import { readerOf } from '../responses/reader.ts'
import { iso } from '../responses/views.ts'

export interface HealthDeps {
  readonly ledger: Pick<Conditions, 'conditions'> & Pick<FactChain, 'head'>
  readonly clock: Clock
  /** A trouble older than this makes the daemon not ready. */
  readonly troubleMs: number
  readonly version: string
}

/** Kinds of trouble that concern every sender. */
const forAll: ReadonlySet<string> = new Set(['bank', 'disk', 'http'])

const living = {
  tags: ['health'],
  summary: 'The program runs',
  response: { 200: z.object({ status: z.literal('up'), version: z.string() }) },
}
const readySchema = z.object({
  status: z.enum(['ready', 'in trouble']),
  trouble: z
    .array(
      z.object({
        subject: z.string(),
        ...messageFields,
        since: z.iso.datetime(),
        concern: z
          .enum(['told', 'heals', 'person'])
          .describe('Good to know; ends by itself; ends when a person does something'),
        pastLimit: z.boolean(),
      }),
    )
    .describe('Only for callers who may look'),
})
const ready = {
  tags: ['health'],
  summary: 'All is well, or no trouble has lasted longer than the limit',
  response: { 200: readySchema, 503: readySchema },
}

export function healthRoutes(app: App, { ledger, clock, troubleMs, version }: HealthDeps): void {
  const config = { open: true } as const
  app.get('/health/live', { config, schema: living }, () => ({ status: 'up' as const, version }))
  app.get('/health/ready', { config, schema: ready }, async (request, reply) => {
    // Reading the ledger proves that it answers.
    await ledger.head()
    const nowMs = clock.nowMs()
    const trouble = (await ledger.conditions()).map((one) => ({
      ...one,
      concern: concernOf(one, { nowMs, troubleMs }),
      pastLimit: isPastLimit(one, { nowMs, troubleMs }),
    }))
    const red = trouble.some(({ pastLimit }) => pastLimit)
    const { caller } = request
    const mayLook = caller.name !== anybody.name
    // Troubles of folders and receivers name files and programs of others.
    const isSeen = (subject: string) =>
      mayLook && (caller.uid === undefined || forAll.has(kindOf(subject)))
    return reply.code(red ? 503 : 200).send({
      status: red ? 'in trouble' : 'ready',
      trouble: trouble
        .filter(({ subject }) => isSeen(subject))
        .map(({ subject, sinceMs, concern, pastLimit, ...noted }) => ({
          subject,
          ...storedView(noted, readerOf(request)),
          since: iso(sinceMs),
          concern,
          pastLimit,
        })),
    })
  })
}
