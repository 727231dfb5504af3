// Puts the app behind its two doors: always the Unix socket below the data folder, and TCP if the
// configuration says so. A TCP port that cannot be opened stops no payment: it is reported as a condition
// (subject `http`) and tried again. Other machines need a key: as long as there is no key, such a port stays
// closed, and the condition says so.
//
// `localhost` means both 127.0.0.1 and ::1, because programs resolve it to either.

import { chmod } from 'node:fs/promises'
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import { dirname } from 'node:path'
import type { FastifyRequest } from 'fastify'
import type { ApiKeys } from '../ledger/contract/api-keys.ts'
import type { Conditions } from '../ledger/contract/conditions.ts'
import { systemErrorCode, forget, errorText } from '../lib/files/files.ts'
import { type AppDeps, createApp } from './app.ts'
import type { ApiCaller } from './access/caller.ts'
import { limitIdleConnections } from './access/connection-limit.ts'
import {
  type Certificate,
  type CertificateFiles,
  isSameCertificate,
  readCertificate,
} from './access/certificate.ts'
import { otherControlPaths, requireSafeFolder } from './access/control-path.ts'
import { isLoopback } from './access/hosts.ts'
import { createOtherEnds, type OtherEnds } from './access/other-end.ts'
import { createVisitors, type Visitors } from './access/visitors.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import { sentenceOf, whatOf } from '../wording/sentence.ts'

export interface HttpOptions {
  readonly socketPath: string
  /** The data folder of the socket, if it is elsewhere (http/access/control-path.ts). */
  readonly dataFolder?: string
  /** null: only the Unix socket. */
  readonly listen: { readonly host: string; readonly port: number } | null
  /** null: plain HTTP. */
  readonly tls: CertificateFiles | null
}

export type HttpDeps = Omit<AppDeps, 'listenerOf' | 'userOf' | 'ledger'> & {
  readonly ledger: ApiKeys & Conditions
  /** If absent: the kernel's list of sockets. */
  readonly otherEnds?: OtherEnds
}

export interface HttpServer {
  readonly socketPath: string
  /** Where TCP callers are accepted now, such as `http://127.0.0.1:9081`. */
  addresses(): readonly string[]
  close(): Promise<void>
}

type Origin = WeakMap<object, ApiCaller['listener']>

const againMs = 5_000
const closeWithinMs = 2_000

/**
 * The Unix socket, open before there is anything to ask. Until `serve`, callers are told to come back.
 */
export interface ControlSocket {
  readonly origin: Origin
  serve(route: RequestListener): void
  close(): Promise<void>
}

/** @throws KnownError CONTROL-UNSAFE, or the error of a socket that cannot be created. */
export async function openControlSocket(options: HttpOptions): Promise<ControlSocket> {
  const origin: Origin = new WeakMap()
  let route: RequestListener = (_, response) => {
    response.writeHead(503, { 'retry-after': '1' }).end('pesit-drop is starting.\n')
  }
  const server = await openSocket((request, response) => route(request, response), options, origin)
  return {
    origin,
    serve: (served) => {
      route = served
    },
    close: () => closed(server),
  }
}

/**
 * Resolves when the socket is open and TCP was tried once.
 * @throws the error of a socket that cannot be created.
 */
export async function startHttp(
  deps: HttpDeps,
  options: HttpOptions,
  opened?: ControlSocket,
): Promise<HttpServer> {
  const socket = opened ?? (await openControlSocket(options))
  const { origin } = socket
  const listenerOf = (request: FastifyRequest) => origin.get(request.raw.socket) ?? 'tcp'
  const visitors = createVisitors(deps.otherEnds ?? createOtherEnds())
  const userOf = (request: FastifyRequest) => visitors.userOf(request.raw.socket)
  const app = await createApp({ ...deps, listenerOf, userOf })
  const route: RequestListener = (request, response) => app.routing(request, response)
  socket.serve(route)
  const stopping = new AbortController()
  const tcp: TcpServers = { servers: [], certificate: null, visitors }
  let logged = ''
  const tryTcp = async () => {
    const fault = await openTcp(deps, options, { route, tcp })
    await deps.ledger.note('http', fault)
    // Logged once for each fault, although it is tried every few seconds.
    const sentence = fault === null ? '' : sentenceOf(fault, { zone: 'UTC' })
    if (fault !== null && sentence !== logged) deps.log.warn({ code: fault.code }, sentence)
    logged = sentence
    return fault === null
  }
  const isOpen = await tryTcp()
  const opening = (async () => {
    for (let open = isOpen; !open && !stopping.signal.aborted; ) {
      await deps.clock.sleep(againMs, stopping.signal)
      if (!stopping.signal.aborted) open = await tryTcp()
    }
    if (options.tls !== null) await renewing(deps, options.tls, { tcp, signal: stopping.signal })
  })().catch((error: unknown) => deps.log.error({ error: errorText(error) }, 'The API over TCP'))
  return {
    socketPath: options.socketPath,
    addresses: () => tcp.servers.map((server) => addressOf(server, options.tls !== null)),
    async close() {
      stopping.abort()
      await opening
      await Promise.all([socket.close(), ...tcp.servers.map(closed)])
      await app.close()
    },
  }
}

interface TcpServers {
  readonly visitors: Visitors
  readonly servers: Server[]
  /** The certificate in use: the one at opening, or a newer one. */
  certificate: Certificate | null
}

/** New connections use a renewed certificate. */
async function renewing(
  { clock, log }: HttpDeps,
  files: CertificateFiles,
  { tcp, signal }: { readonly tcp: TcpServers; readonly signal: AbortSignal },
): Promise<void> {
  for (let logged = ''; !signal.aborted; ) {
    await clock.sleep(renewedEveryMs, signal)
    const outcome = await readCertificate(files)
    if (outcome.kind === 'unusable') {
      const sentence = whatOf(outcome.message, { zone: 'UTC' })
      if (sentence !== logged)
        log.warn({ code: outcome.message.code }, `${sentence} The one before is used.`)
      logged = sentence
      continue
    }
    logged = ''
    const { certificate } = outcome
    if (tcp.certificate === null || isSameCertificate(tcp.certificate, certificate)) continue
    tcp.certificate = certificate
    for (const server of tcp.servers)
      if ('setSecureContext' in server) (server as TlsServer).setSecureContext(certificate)
    log.info({ cert: files.cert }, 'The API has a new certificate')
  }
}

const renewedEveryMs = 60_000

const limits: ServerOptions = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  // An upload may take an hour; every other body has its own deadline (app.ts).
  requestTimeout: 0,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
}
/** More than half of these may be uploads that wait (http/transfers/upload-limit.ts). */
const connectionLimits = { maximum: 500, maximumPerAddress: 250 }

async function openSocket(
  route: RequestListener,
  { socketPath: path, dataFolder = dirname(path) }: HttpOptions,
  origin: Origin,
): Promise<Server> {
  requireSafeFolder(path, dataFolder)
  const server = createServer(limits, route)
  server.on('connection', (connection) => origin.set(connection, 'socket'))
  // The lock of the ledger proves that no other daemon runs, so an existing socket is left over.
  await forget(path)
  for (const other of otherControlPaths(dataFolder)) await forget(other).catch(() => undefined)
  await listening(server, { path })
  await chmod(path, 0o660)
  return server
}

async function openTcp(
  { ledger, clock, log }: HttpDeps,
  { listen, tls }: HttpOptions,
  { route, tcp }: { readonly route: RequestListener; readonly tcp: TcpServers },
): Promise<CodedMessage | null> {
  if (listen === null) return null
  const { host, port } = listen
  const hosts = host === 'localhost' ? ['127.0.0.1', '::1'] : [host]
  if (!hosts.every(isLoopback) && !(await hasKey(ledger, clock.nowMs())))
    return message('HTTP-KEYS-MISSING', { host })
  const read = tls === null ? null : await readCertificate(tls)
  if (read?.kind === 'unusable') return read.message
  tcp.certificate = read?.certificate ?? null
  const connectionLimit = limitIdleConnections(connectionLimits)
  let first = port
  for (const [index, address] of hosts.entries()) {
    const server =
      tcp.certificate === null
        ? createServer(limits, route)
        : createTlsServer({ ...limits, handshakeTimeout: 10_000, ...tcp.certificate }, route)
    tcp.visitors.watch(server)
    connectionLimit.watch(server)
    try {
      await listening(server, { host: address, port: first })
    } catch (error) {
      // A machine without IPv6 has no ::1, and its `localhost` means 127.0.0.1.
      if (index > 0 && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(systemErrorCode(error) ?? ''))
        continue
      await Promise.all(tcp.servers.splice(0).map(closed))
      return unopened(address, first, error)
    }
    tcp.servers.push(server)
    first = portOf(server)
  }
  if (tls === null && !hosts.every(isLoopback))
    log.warn(
      { code: 'HTTP-PLAIN', host },
      'The API listens to other machines without TLS: keys and files can be read on the way. Name a certificate under `http.tls`, unless a line of your own protects them.',
    )
  log.info(
    { addresses: tcp.servers.map((server) => addressOf(server, tls !== null)) },
    'The API listens',
  )
  return null
}

async function hasKey(ledger: ApiKeys & Conditions, nowMs: number): Promise<boolean> {
  return (await ledger.keys()).some(
    ({ revokedMs, expiresMs }) => revokedMs === null && nowMs < expiresMs,
  )
}

function unopened(host: string, port: number, error: unknown): CodedMessage {
  const code = systemErrorCode(error)
  const why = code === 'EADDRINUSE' ? 'port-taken' : code === 'EACCES' ? 'forbidden' : 'unopened'
  return message('HTTP-NOT-LISTENING', { why, host, port, error: errorText(error) })
}

function listening(
  server: Server,
  at: { readonly path: string } | { readonly host: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(at, () => {
      server.off('error', reject)
      server.on('error', () => undefined)
      resolve()
    })
  })
}

/** Answers under way get a moment to finish. Event streams have no end of their own. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), closeWithinMs)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function addressOf(server: Server, tls: boolean): string {
  const address = server.address()
  if (typeof address !== 'object' || address === null) return ''
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `${tls ? 'https' : 'http'}://${host}:${address.port}`
}
