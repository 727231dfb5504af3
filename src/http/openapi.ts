// The description of the API (OpenAPI 3.1), made from the routes: their schemas, what the guard requires of
// callers, and a problem type for refusals.

import swagger from '@fastify/swagger'
import type { FastifyContextConfig } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { App } from './responses/declared.ts'
import { problemSchema } from './responses/problem.ts'

/** Call this before any route is added. */
export async function describeRoutes(app: App, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'pesit-drop',
        version,
        description:
          'Files to and from banks over PeSIT. On this machine most calls need no key; elsewhere, and for releasing, keys and removing webhooks, send `Authorization: Bearer <key>`. Everything under /api is under /api/v1 too. What cannot be served is answered by a problem (RFC 9457) with a code and a hint.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }, {}],
      tags: [
        { name: 'transfers', description: 'Files on their way, and what may be ordered of them' },
        { name: 'folders', description: 'Outboxes and inboxes' },
        { name: 'servers', description: 'Banks' },
        { name: 'webhooks', description: 'Who is told, and what is owed to whom' },
        { name: 'events', description: 'Facts as they are written' },
        { name: 'keys', description: 'Who may call' },
        { name: 'health', description: 'For monitors' },
        { name: 'pesit-wizard', description: 'Calls that PeSIT Wizard’s client serves' },
      ],
    },
    transform: described,
  })
  const config = { open: true } as const
  app.get('/openapi.json', { config, schema: { hide: true } }, () => app.swagger())
}

type Document = Parameters<typeof jsonSchemaTransform>[0]
type Described = ReturnType<typeof jsonSchemaTransform>

function described(document: Document): Described {
  const config: FastifyContextConfig = document.route.config ?? {}
  const { schema, url } = jsonSchemaTransform({ ...document, schema: withProblem(document.schema) })
  if (schema === undefined || schema.hide === true) return { schema, url }
  const description = [schema.description, whoMayCall(config)].filter(Boolean).join(' ')
  return { url, schema: { ...schema, ...read(config), description, security: keysFor(config) } }
}

function withProblem(schema: Document['schema']): Document['schema'] {
  if (schema?.response === undefined) return schema
  const problem = {
    description: 'Not served (RFC 9457)',
    content: { 'application/problem+json': { schema: problemSchema } },
  }
  return { ...schema, response: { ...schema.response, default: problem } }
}

/** Headers and bodies that a route reads by itself. */
function read({ told }: FastifyContextConfig): object {
  if (told === undefined) return {}
  const content = Object.fromEntries(
    Object.entries(told.bodies).map(([type, body]) => [type, { schema: jsonSchemaOf(body) }]),
  )
  return { headers: jsonSchemaOf(told.headers), body: { content } }
}

function jsonSchemaOf(schema: z.ZodType): object {
  const json: Record<string, unknown> = z.toJSONSchema(schema, { io: 'input' })
  delete json['$schema']
  return json
}

/** As the guard decides. `{}` says that the call needs no key on this machine. */
function keysFor({ open, needs, keyed }: FastifyContextConfig) {
  if (open === true) return []
  return keyed === true || needs === 'admin' ? [{ key: [] }] : [{ key: [] }, {}]
}

function whoMayCall({ open, needs = 'read', keyed }: FastifyContextConfig): string {
  if (open === true) return 'Open to all.'
  const free = keyed !== true && needs !== 'admin'
  return `Needs the role ${needs}${free ? '; on the machine itself no key' : ', and always a key or the Unix socket'}.`
}
