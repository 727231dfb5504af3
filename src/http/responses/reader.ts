// Who reads an answer: times are told in the operator's zone, and messages in the language that the caller
// accepts (`Accept-Language`), otherwise in that of the configuration.

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Reader } from '../../wording/entry.ts'
import { languageAccepted } from '../../wording/languages.ts'
import type { App } from './declared.ts'

declare module 'fastify' {
  interface FastifyInstance {
    usualReader: Required<Reader>
  }
}

/** Every answer that may contain sentences says in which language they are, and that a caller may choose. */
export function speakLanguages(app: App, usual: Required<Reader>): void {
  app.decorate('usualReader', usual)
  app.addHook('onSend', (request, reply, _payload, done) => {
    const type = String(reply.getHeader('content-type') ?? '')
    if (/json/.test(type) && request.routeOptions.url !== '/openapi.json')
      saysLanguage(reply, readerOf(request))
    done()
  })
}

export function saysLanguage(reply: FastifyReply, { language }: Required<Reader>): FastifyReply {
  return reply.header('content-language', language).header('vary', 'Accept-Language')
}

export function readerOf({ headers, server }: FastifyRequest): Required<Reader> {
  const { zone, language } = server.usualReader
  return { zone, language: languageAccepted(headers['accept-language'] ?? '') ?? language }
}
