// The guard at both doors. Before any route, in this order:
//
//   socket    a caller who may open it is an administrator: its file permissions are the login
//   TCP       the Host must be ours (421), and so must the page if a page makes the request (403). Then the
//             key says who calls. A right key is always accepted; only wrong keys make their sender wait
//             (429). Without a key, a local user of this machine (docs/decisions/0012) may do what the
//             documented examples do; all other callers may do nothing (401)
//   both      the caller needs the role that the route requires (403; 401 if a key would help)
//   TCP       the number of requests at once is limited, for one caller and for all callers without a key
//             (503)

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiKeys } from '../../ledger/contract/api-keys.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { createFailureBook } from '../../lib/failure-book.ts'
import { partyOf } from '../../lib/machine/ip-address.ts'
import { message } from '../../wording/catalogue.ts'
import type { KeyMissing, SignOfProxy } from '../../wording/catalogue/request/access.ts'
import { anybody, type ApiCaller, mayCall } from './caller.ts'
import { isLoopback, isOurHost, isOurPage } from './hosts.ts'
import { checkKey, keyIdIn } from './keys.ts'
import { createLocalUsers, type LocalUsers } from './local-users.ts'
import type { OtherUser } from './other-end.ts'
import { createPlaces } from './request-limit.ts'
import { type Problem, problem, sendProblem } from '../responses/problem.ts'

export interface GuardDeps {
  readonly ledger: Pick<ApiKeys, 'findKey' | 'noteKeyUsed'>
  readonly clock: Clock
  /** The door through which the connection came. */
  readonly listenerOf: (request: FastifyRequest) => ApiCaller['listener']
  /** The user at the other end of its connection; null: not found, or on another machine. */
  readonly userOf: (request: FastifyRequest) => Promise<OtherUser | null>
  /** Our host names besides those of loopback. */
  readonly hosts: readonly string[]
  /** Whether callers on this machine need no key for the documented calls. */
  readonly openOnLoopback: boolean
  /** Which of them; if absent, every user who runs no proxy. */
  readonly localUsers?: LocalUsers
}

export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | void>

type Admission =
  | { readonly caller: ApiCaller }
  | { readonly problem: Problem; readonly waitMs?: number }

const usedEveryMs = 60 * 60_000
/**
 * Of the connections that uploads leave free (http/listen.ts). Callers with a key and monitors always find a
 * place, however many callers have no key.
 */
const requestsAtOnce = { maximum: 190, maximumKeyless: 120, maximumPerCaller: 80 }

export function createGuard(deps: GuardDeps): Guard {
  const admitKeyed = keyAdmission(deps)
  const admitLocal = localAdmission(deps)
  const places = createPlaces(requestsAtOnce)

  const admit = async (request: FastifyRequest): Promise<Admission> => {
    if (deps.listenerOf(request) === 'socket')
      return { caller: { listener: 'socket', name: 'control socket', role: 'admin', keyed: true } }
    const foreign = foreignness(request, deps.hosts)
    // Open routes reveal nothing: monitors may call them under any host name.
    const isOpen = request.routeOptions.config.open === true
    if (foreign !== null) return isOpen ? { caller: anybody } : { problem: foreign }
    const { authorization } = request.headers
    if (authorization !== undefined) {
      const bearer = /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
      return bearer === undefined ? { problem: notBearer } : admitKeyed(addressOf(request), bearer)
    }
    const local = await admitLocal(request)
    return 'problem' in local && isOpen ? { caller: anybody } : local
  }

  return async (request, reply) => {
    const config = request.routeOptions.config
    const admitted = await admit(request)
    if ('problem' in admitted) {
      if (admitted.waitMs !== undefined)
        reply.header('retry-after', Math.ceil(admitted.waitMs / 1000))
      return refuse(reply, admitted.problem)
    }
    const { caller } = admitted
    request.caller = caller
    if (config.open === true) return
    if (config.socketOnly === true && caller.listener !== 'socket')
      return sendProblem(reply, noRoute(request))
    // A path without a route is reported to every caller who may look.
    const needs = { needs: config.needs ?? 'read', keyed: config.keyed === true }
    const verdict = mayCall(caller, needs)
    if (verdict === 'key-missing') return refuse(reply, keyMissing({ why: 'always' }))
    if (verdict === 'role-too-low') return sendProblem(reply, roleTooLow(caller, needs.needs))
    // Uploads wait for places of their own (http/transfers/upload-limit.ts).
    if (caller.listener === 'socket' || config.upload === true) return
    const leave = places.take(caller, addressOf(request))
    if (leave === null) return sendProblem(reply.header('retry-after', 5), tooManyAtOnce)
    reply.raw.once('close', leave)
  }
}

function addressOf({ socket }: FastifyRequest): string {
  return socket.remoteAddress ?? ''
}

/**
 * Wrong keys are counted by the address that sent them and the key they were meant for; if there is no such
 * key, by the address alone.
 */
function keyAdmission({ ledger, clock }: GuardDeps) {
  const failures = createFailureBook()
  return async (address: string, text: string): Promise<Admission> => {
    const nowMs = clock.nowMs()
    const id = keyIdIn(text)
    const key = id === null ? null : await ledger.findKey(id)
    const check = key === null ? 'wrong' : checkKey(key, text, nowMs)
    const who = `${partyOf(address)} ${key?.id ?? ''}`
    if (key === null || check !== 'right') {
      const waitMs = failures.waitMs(who, clock.monotonicMs())
      if (waitMs > 0) return { problem: tooManyFailures, waitMs }
      failures.failed(who, clock.monotonicMs())
      return { problem: wrongKey(check) }
    }
    failures.succeeded(who)
    if (Math.abs(nowMs - (key.usedMs ?? 0)) >= usedEveryMs) await ledger.noteKeyUsed(key.id)
    return {
      caller: { listener: 'tcp', name: key.name, role: key.role, keyed: true, keyId: key.id },
    }
  }
}

function localAdmission({ openOnLoopback, localUsers, userOf }: GuardDeps) {
  const users = localUsers ?? createLocalUsers({ open: true, proxies: [] })
  return async (request: FastifyRequest): Promise<Admission> => {
    if (!openOnLoopback || !isLoopback(addressOf(request)))
      return { problem: keyMissing({ why: 'remote' }) }
    const sign = signOfProxy(request)
    if (sign !== null) return { problem: keyMissing({ why: 'proxy', ...sign }) }
    const uid = await userOf(request)
    if (uid === null) return { problem: keyMissing({ why: 'user-not-found' }) }
    if (typeof uid !== 'number')
      return { problem: keyMissing({ why: 'user-unmapped', uid: uid.unmapped }) }
    const user = users.nameOf(uid)
    const standing = users.standing(uid)
    if (standing !== 'local')
      return { problem: keyMissing({ why: 'user-not-open', user, standing }) }
    const name = `local user ${user}`
    return { caller: { listener: 'tcp', name, role: 'operate', keyed: false, uid } }
  }
}

/** Headers that proxies add and that programs never send on their own behalf. */
const proxyHeaders =
  /^(forwarded|via|x-forwarded(-.*)?|x-(original|real|client|cluster-client)-.*|true-client-ip|cf-.*|x-envoy-.*|fly-client-ip)$/

/**
 * A proxy on this machine calls on behalf of others, who need a key whatever the address. nginx adds no
 * header when its configuration has nothing but `proxy_pass`, but then it speaks HTTP/1.0.
 */
function signOfProxy({ headers, raw }: FastifyRequest): SignOfProxy | null {
  const header = Object.keys(headers).find((name) => proxyHeaders.test(name))
  if (header !== undefined) return { sign: 'header', header: header.slice(0, 60) }
  if (!isOurHost(headers.host, [])) return { sign: 'host', header: '' }
  return raw.httpVersion === '1.0' ? { sign: 'http-1.0', header: '' } : null
}

function refuse(reply: FastifyReply, refused: Problem): FastifyReply {
  if (refused.status === 401) reply.header('www-authenticate', 'Bearer realm="pesit-drop"')
  return sendProblem(reply, refused)
}

function foreignness(request: FastifyRequest, hosts: readonly string[]): Problem | null {
  const { host, origin, 'sec-fetch-site': site } = request.headers
  if (!isOurHost(host, hosts)) return misdirected
  const fetchSite = Array.isArray(site) ? site.join() : site
  return isOurPage({ host, origin, fetchSite }) ? null : foreignPage
}

const misdirected = problem(message('HOST-UNKNOWN', {}))
const foreignPage = problem(message('ORIGIN-FOREIGN', {}))
const notBearer = problem(message('KEY-WRONG', { why: 'no-bearer' }))
const tooManyAtOnce = problem(message('REQUESTS-TOO-MANY-AT-ONCE', {}))
const tooManyFailures = problem(message('TOO-MANY-WRONG-KEYS', {}))

function keyMissing(why: KeyMissing): Problem {
  return problem(message('KEY-MISSING', why))
}

/** The same answer as at an address without a route. */
function noRoute({ method, url }: FastifyRequest): Problem {
  return problem(message('NOT-FOUND', { method, path: url.slice(0, 200) }))
}

function wrongKey(check: 'wrong' | 'revoked' | 'expired' | 'right'): Problem {
  const why = check === 'revoked' || check === 'expired' ? check : 'unknown'
  return problem(message('KEY-WRONG', { why }))
}

function roleTooLow({ name, role }: ApiCaller, needs: string): Problem {
  return problem(message('ROLE-TOO-LOW', { name, role, needs }))
}
