// The guard at both doors. Before any route, in this order:
//
//   socket    whoever may open it is an administrator: file rights are the login
//   TCP       the Host must be ours (421), the page, if one asks, ours too (403), the address not one that is
//             to wait after wrong keys (429); then the key decides who it is. Without a key, a caller on this
//             machine may do what the documented examples do; any other may not (401)
//   both      the route says what it needs (403; 401 where a key would help)

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { KeyRing } from '../ledger/keys.ts'
import type { Clock } from '../lib/clock.ts'
import { anybody, type Caller, mayCall } from './caller.ts'
import { createFailureBook } from '../lib/failure-book.ts'
import { isLoopback, isOurHost, isOurPage } from './hosts.ts'
import { checkKey, keyIdIn } from './keys.ts'
import { type Problem, problem, sendProblem } from './problem.ts'

export interface GuardDeps {
  readonly ledger: Pick<KeyRing, 'findKey' | 'noteKeyUsed'>
  readonly clock: Clock
  /** By which door the connection came. */
  readonly doorOf: (request: FastifyRequest) => Caller['door']
  /** Names under which we may be called besides loopback's. */
  readonly hosts: readonly string[]
  /** Whether callers on this machine need no key for what the documented calls do. */
  readonly openOnLoopback: boolean
}

export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | void>

type Admission =
  | { readonly caller: Caller }
  | { readonly problem: Problem; readonly waitMs?: number }

const usedEveryMs = 60 * 60_000

export function createGuard(deps: GuardDeps): Guard {
  const failures = createFailureBook()

  const admitKeyed = async (address: string, text: string): Promise<Admission> => {
    const nowMs = deps.clock.nowMs()
    const waitMs = failures.waitMs(address, nowMs)
    if (waitMs > 0) return { problem: tooManyFailures, waitMs }
    const id = keyIdIn(text)
    const key = id === null ? null : await deps.ledger.findKey(id)
    const check = key === null ? 'wrong' : checkKey(key, text, nowMs)
    if (key === null || check !== 'right') {
      failures.failed(address, nowMs)
      return { problem: wrongKey(check) }
    }
    failures.succeeded(address)
    if (nowMs - (key.usedMs ?? 0) >= usedEveryMs) await deps.ledger.noteKeyUsed(key.id)
    return { caller: { door: 'tcp', name: key.name, role: key.role, keyed: true, keyId: key.id } }
  }

  const admit = async (request: FastifyRequest): Promise<Admission> => {
    if (deps.doorOf(request) === 'socket')
      return { caller: { door: 'socket', name: 'control socket', role: 'admin', keyed: true } }
    const foreign = foreignness(request, deps.hosts)
    // What is open to all tells nothing: monitors may call it by whatever name they know.
    if (foreign !== null)
      return request.routeOptions.config.open === true ? { caller: anybody } : { problem: foreign }
    const { authorization } = request.headers
    const address = request.socket.remoteAddress ?? ''
    if (authorization !== undefined) {
      const bearer = /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
      return bearer === undefined ? { problem: notBearer } : admitKeyed(address, bearer)
    }
    if (deps.openOnLoopback && isLoopback(address) && isDirect(request))
      return { caller: { door: 'tcp', name: 'local caller', role: 'operate', keyed: false } }
    return request.routeOptions.config.open === true ? { caller: anybody } : { problem: keyMissing }
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
    if (config.socketOnly === true && caller.door !== 'socket') return sendProblem(reply, noRoute)
    // What no route takes is told to anybody who may look.
    const needs = { needs: config.needs ?? 'read', keyed: config.keyed === true }
    switch (mayCall(caller, needs)) {
      case 'allowed':
        return
      case 'key-missing':
        return refuse(reply, keyNeeded)
      case 'role-too-low':
        return sendProblem(reply, roleTooLow(caller, needs.needs))
    }
  }
}

/** A proxy on this machine speaks for others: they need a key, whatever address it calls from. */
function isDirect({ headers }: FastifyRequest): boolean {
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']
  return isOurHost(headers.host, []) && !forwarded.some((name) => headers[name] !== undefined)
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

const misdirected = problem(
  421,
  'HOST-UNKNOWN',
  'The request names a host (header Host) that is not this program’s.',
  'Call it as localhost, or add the name to `http.hosts` in the configuration.',
)
const foreignPage = problem(
  403,
  'ORIGIN-FOREIGN',
  'The request comes from a web page of somebody else (headers Origin, Sec-Fetch-Site).',
  'Programs must not send these headers; pages must come from this program.',
)
const notBearer = problem(
  401,
  'KEY-WRONG',
  'The header Authorization is not `Bearer` followed by a key.',
  'Send `Authorization: Bearer <key>`, or on this machine no such header at all.',
)
const keyMissing = problem(
  401,
  'KEY-MISSING',
  'A key is needed to call from another machine.',
  'Have one made with `pesit-drop keys add NAME --role operate`, and send it as `Authorization: Bearer <key>`.',
)
const keyNeeded = problem(
  401,
  'KEY-MISSING',
  'This is never done without a key, even on this machine, because somebody must answer for it by name.',
  'Have one made with `pesit-drop keys add NAME --role admin`, or use the command line.',
)
const tooManyFailures = problem(
  429,
  'TOO-MANY-WRONG-KEYS',
  'Too many wrong keys came from this address.',
  'Wait as long as Retry-After says, then send the right one.',
)
const noRoute = problem(404, 'NOT-FOUND', 'There is nothing at this address.', 'See /openapi.json.')

function wrongKey(check: 'wrong' | 'revoked' | 'expired' | 'right'): Problem {
  const why = {
    wrong: 'This key is not known.',
    right: 'This key is not known.',
    revoked: 'This key was revoked.',
    expired: 'This key has expired.',
  }[check]
  return problem(401, 'KEY-WRONG', why, 'See `pesit-drop keys list`; have a new one made.')
}

function roleTooLow({ name, role }: Caller, needs: string): Problem {
  return problem(
    403,
    'ROLE-TOO-LOW',
    `${name} has the role “${role}”; this needs “${needs}”.`,
    'Use a key of that role.',
  )
}
