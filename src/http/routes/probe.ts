// A call to a bank without a file: does it answer, and what is agreed?

import { z } from 'zod'
import type { App } from '../responses/declared.ts'
import { problemSchema, sendProblem } from '../responses/problem.ts'
import { findServer, type Server, unknownServer } from '../responses/servers.ts'

export interface ProbeRouteDeps {
  readonly servers: readonly Server[]
  readonly probe: (bank: string) => Promise<ProbeAnswer>
}

export interface ProbeAnswer {
  readonly connected: boolean
  readonly sentence: string
  readonly connectMs: number | null
  /** What to change in the configuration; empty if nothing. */
  readonly advice: readonly string[]
}

const probing = {
  tags: ['servers'],
  summary: 'Call a bank without a file',
  params: z.object({ server: z.string().min(1).max(100) }),
  response: {
    200: z.object({
      connected: z.boolean(),
      sentence: z.string(),
      connectMs: z.number().nullable(),
      advice: z.array(z.string()).readonly(),
    }),
    default: problemSchema,
  },
}

export function probeRoutes(app: App, { servers, probe }: ProbeRouteDeps): void {
  const config = { needs: 'operate' } as const
  for (const path of ['/servers/:server/probe', '/servers/:server/test'])
    app.post(path, { config, schema: probing }, async (request, reply) => {
      const found = findServer(servers, request.params.server)
      if (found === null) {
        return sendProblem(reply, unknownServer(servers, request.params.server, true))
      }
      return reply.send(await probe(found.name))
    })
}
