// The description of the API (OpenAPI 3.1), made of the routes themselves.

import swagger from '@fastify/swagger'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import type { App } from './declared.ts'

/** Before any route. */
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
    transform: jsonSchemaTransform,
  })
  const config = { open: true } as const
  app.get('/openapi.json', { config, schema: { hide: true } }, () => app.swagger())
}
