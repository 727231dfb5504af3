// The app: the checks before and after every route, and the routes themselves. It listens nowhere itself:
// listen.ts puts it behind the Unix socket and behind TCP, so that both doors offer the same routes.

import { randomUUID } from 'node:crypto'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import fastify, { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify'
import {
  hasZodFastifySchemaValidationErrors,
  isResponseSerializationError,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import { assert } from '../lib/assert.ts'
import { errorText } from '../lib/files/files.ts'
import { partyOf } from '../lib/machine/ip-address.ts'
import type { Log } from '../lib/log.ts'
import { message } from '../wording/catalogue.ts'
import type { Reader } from '../wording/entry.ts'
import { KnownError } from '../wording/known-error.ts'
import type { ApiCaller } from './access/caller.ts'
import type { App } from './responses/declared.ts'
import { isTooDeep, maximumDepth } from './json-depth.ts'
import { createGuard, type GuardDeps } from './access/guard.ts'
import { createNamedTransfers } from './transfers/named-transfer.ts'
import { createPlaces, partyOfCaller, type Places } from './access/request-limit.ts'
import { createMethodTable, type MethodTable } from './methods.ts'
import { type Problem, problem, problemOf, sendProblem } from './responses/problem.ts'
import { speakLanguages } from './responses/reader.ts'
import { describeRoutes } from './openapi.ts'
import { type ControlDeps, controlRoutes } from './routes/control.ts'
import { type EventDeps, eventRoutes, streamLimits } from './routes/events.ts'
import { type FolderDeps, folderRoutes } from './routes/folders.ts'
import { type HealthDeps, healthRoutes } from './routes/health.ts'
import { type KeyDeps, keyRoutes } from './routes/keys.ts'
import { type WebhookDeps, webhookRoutes } from './routes/webhooks.ts'
import { type OneTransferDeps, oneTransferRoutes } from './routes/one-transfer.ts'
import { type ReceiveRouteDeps, receiveRoutes } from './routes/receive.ts'
import { sendRoutes } from './routes/send.ts'
import { createUploadPlaces, type UploadPlaces } from './transfers/upload-limit.ts'
import type { SendDeps } from './transfers/send.ts'
import { type WizardDeps, wizardRoutes } from './routes/wizard.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { type ProbeRouteDeps, probeRoutes } from './routes/probe.ts'
import { type TransferRouteDeps, transferRoutes } from './routes/transfers.ts'
import type { Metrics } from './responses/metrics.ts'

export type AppDeps = GuardDeps &
  KeyDeps &
  WebhookDeps & {
    readonly log: Log
    readonly control: ControlDeps
    readonly files: SendDeps & ReceiveRouteDeps & OneTransferDeps & WizardDeps
    /** What the routes need. */
    readonly routes: TransferRouteDeps &
      FolderDeps &
      ProbeRouteDeps &
      EventDeps &
      HealthDeps & { readonly metrics: Metrics }
    /** If absent: the usual limits. */
    readonly uploadPlaces?: UploadPlaces
    /** The operator's time zone, and the language of callers who ask for none. */
    readonly reader: Required<Reader>
    /** Maximum requests a minute over TCP of one caller: a key, a user of this machine, or an address. */
    readonly ratePerMinute: number
  }

/** For every body that is not an upload. */
const bodyLimitBytes = 1024 * 1024
const bodyWithinMs = 30_000

export async function createApp(deps: AppDeps): Promise<App> {
  const app: App = fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    genReqId: () => randomUUID(),
    // A name from outside must not touch any prototype.
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    frameworkErrors: (_error, _request, reply) =>
      void sendProblem(reply, problem(message('ADDRESS-BROKEN', {}))),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
  }).withTypeProvider<ZodTypeProvider>()
  takeJson(app)
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.decorateRequest('caller')
  speakLanguages(app, deps.reader)
  const routes = watchRoutes(app)
  app.addHook('onRequest', createGuard(deps))
  app.addHook('onRequest', bodyInTime)
  app.addHook('preHandler', createNamedTransfers(deps.files))
  app.addHook('onResponse', (request, { statusCode: status, elapsedTime }, done) => {
    const { method, routeOptions } = request
    const route = routeOptions.url ?? 'none'
    deps.routes.metrics.answered({ method, route, status }, elapsedTime / 1000)
    done()
  })
  app.setErrorHandler((error, request, reply) => answerError(deps.log, error, request, reply))
  await app.register(helmet, { hsts: false, referrerPolicy: { policy: 'no-referrer' } })
  await app.register(rateLimit, {
    max: deps.ratePerMinute,
    timeWindow: 60_000,
    cache: 10_000,
    allowList: (request) => deps.listenerOf(request) === 'socket',
    keyGenerator: ({ caller, socket }) =>
      partyOfCaller(caller, partyOf(socket.remoteAddress ?? '')),
  })
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) =>
    answerNothing(routes[deps.listenerOf(request)], request, reply),
  )
  await describeRoutes(app, deps.routes.version)
  controlRoutes(app, deps.control)
  healthRoutes(app, deps.routes)
  metricsRoutes(app, deps.routes)
  // A caller has one set of places, whichever address he calls.
  const shared = {
    uploads: deps.uploadPlaces ?? createUploadPlaces(),
    streams: createPlaces(streamLimits),
  }
  for (const prefix of ['/api', '/api/v1'])
    await app.register(
      (api, _options, done) => {
        apiRoutes(api.withTypeProvider<ZodTypeProvider>(), deps, shared)
        done()
      },
      { prefix },
    )
  await app.ready()
  return app
}

/** The usual parser, after a check of how deep the text is nested. */
function takeJson(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body)
    if (isTooDeep(text)) return done(tooDeep)
    return parse(request, text, done)
  })
}

const tooDeep = new KnownError(message('BODY-TOO-DEEP', { most: maximumDepth }))

/**
 * Every route that is added from now on says who may call it. Returns the methods of each path for each
 * listener.
 */
function watchRoutes(app: App): Readonly<Record<ApiCaller['listener'], MethodTable>> {
  const routes = { tcp: createMethodTable(), socket: createMethodTable() }
  app.addHook('onRoute', ({ config, url, method }) => {
    assert(
      config?.needs !== undefined || config?.open === true,
      `${String(method)} ${url} says who may call it`,
    )
    for (const one of [method].flat()) {
      routes.socket.add(one, url)
      if (config.socketOnly !== true) routes.tcp.add(one, url)
    }
  })
  return routes
}

function answerNothing(
  routes: MethodTable,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { method, url } = request
  const takes = routes.methodsOf(url)
  if (takes.length > 0) {
    const allow = [...takes, 'OPTIONS']
    reply.header('allow', allow.join(', '))
    if (method === 'OPTIONS') return reply.code(204).send()
    const path = (url.split('?', 1)[0] ?? '').slice(0, 200)
    const coded = message('METHOD-NOT-ALLOWED', { method, path, allow: takes })
    return sendProblem(reply, problem(coded))
  }
  return sendProblem(reply, problem(message('NOT-FOUND', { method, path: url.slice(0, 200) })))
}

/** The routes that exist both below /api and below /api/v1. */
function apiRoutes(
  api: App,
  deps: AppDeps,
  { uploads, streams }: { readonly uploads: UploadPlaces; readonly streams: Places },
): void {
  transferRoutes(api, deps.routes)
  folderRoutes(api, deps.routes)
  probeRoutes(api, deps.routes)
  eventRoutes(api, deps.routes, streams)
  keyRoutes(api, deps)
  webhookRoutes(api, deps)
  sendRoutes(api, deps.files, uploads)
  receiveRoutes(api, deps.files)
  oneTransferRoutes(api, deps.files)
  wizardRoutes(api, deps.files)
}

/**
 * A body that comes too slowly occupies a connection: it is cut off, unless it is an upload with its own
 * limit.
 */
function bodyInTime(request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  if (request.routeOptions.config.upload !== true) {
    const timer = setTimeout(() => request.raw.destroy(), bodyWithinMs)
    const stop = () => clearTimeout(timer)
    request.raw.once('end', stop).once('close', stop)
  }
  done()
}

function answerError(
  log: Log,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const known = problemOf(error)
  if (known !== null) return sendProblem(reply, known)
  if (hasZodFastifySchemaValidationErrors(error)) return sendProblem(reply, invalid(error))
  const status = statusOf(error)
  if (status === 415) return sendProblem(reply, wrongType(request))
  if (status !== null && status < 500 && !isResponseSerializationError(error))
    return sendProblem(reply, refusedByFrame(error as FastifyError, status))
  if (request.raw.destroyed && !request.raw.complete) {
    log.info(
      { request: request.id, url: request.url },
      'A caller went away in the middle of its request',
    )
    return reply
  }
  log.error(
    { request: request.id, method: request.method, url: request.url, error: errorText(error) },
    'A request failed for a fault of ours',
  )
  return sendProblem(reply, problem(message('REQUEST-FAILED', {})))
}

function wrongType(request: FastifyRequest): Problem {
  const type = (request.headers['content-type'] ?? '').replace(/[^\x20-\x7e]/g, '?').slice(0, 100)
  const isUpload = request.routeOptions.config.upload === true
  const takes = [...(isUpload ? ['multipart/form-data'] : []), 'application/json']
  return problem(message('TYPE-UNKNOWN', { type, takes }))
}

interface ZodFault {
  readonly validation: readonly { readonly instancePath: string; readonly message?: string }[]
  readonly validationContext?: string | undefined
}

function invalid({ validation, validationContext }: ZodFault): Problem {
  const where = validationContext === 'querystring' ? 'query' : (validationContext ?? 'request')
  const faults = validation.slice(0, 10).map(({ instancePath, message: what = 'is wrong' }) => {
    const field = instancePath.replace(/^\//, '').replaceAll('/', '.')
    return { field: field === '' ? where : `${where}.${field}`, what }
  })
  return problem(message('REQUEST-INVALID', { faults }))
}

function statusOf(error: unknown): number | null {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : null
  return typeof status === 'number' && status >= 400 ? status : null
}

/** Codes of the framework are never sent out. */
const bodyFaults: Readonly<Record<string, 'empty' | 'no-json'>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'no-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'empty',
}

/** What fastify and its plugins refuse by themselves: a body too large, an unknown type, broken JSON. */
function refusedByFrame({ code, message: text }: FastifyError, status: number): Problem {
  const why = bodyFaults[code]
  if (why !== undefined) return problem(message('BODY-BROKEN', { why }), status)
  if (status === 413) return problem(message('TOO-LARGE', {}))
  if (status === 429) return problem(message('TOO-MANY', {}))
  const faults = [{ field: 'request', what: text }]
  return problem(message('REQUEST-INVALID', { faults }), status)
}
