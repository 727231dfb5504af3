// The metrics for Prometheus.

import { z } from 'zod'
import type { App } from '../responses/declared.ts'
import type { Metrics } from '../responses/metrics.ts'

const reading = {
  tags: ['health'],
  summary: 'Figures in the text format of Prometheus',
  produces: ['text/plain'],
  response: { 200: z.string() },
}

export function metricsRoutes(app: App, { metrics }: { readonly metrics: Metrics }): void {
  const config = { needs: 'read' } as const
  app.get('/metrics', { config, schema: reading }, async ({ caller }, reply) =>
    reply
      .type(metrics.contentType)
      .serializer((text: unknown) => String(text))
      .send(await (caller.uid === undefined ? metrics.text() : metrics.ownText(caller.uid))),
  )
}
