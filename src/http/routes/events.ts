// Facts as they are written, as server-sent events (WHATWG HTML, §9.2). The id of an event is the number of
// its fact. A browser or program that comes back names the last id that it had (Last-Event-ID) and misses
// nothing: facts are read from the ledger, and the bell only says that there are more. A reader that accepts
// nothing for half a minute is cut off; it can come back.

import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import type { Fact } from '../../journey/fact.ts'
import type { ApiKeys } from '../../ledger/contract/api-keys.ts'
import type { FactChain } from '../../ledger/contract/fact-chain.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import type { Bell } from '../../lib/waiting/bell.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { errorText } from '../../lib/files/files.ts'
import type { Log } from '../../lib/log.ts'
import type { ApiCaller } from '../access/caller.ts'
import type { Reader } from '../../wording/entry.ts'
import type { App } from '../responses/declared.ts'
import { storedView } from '../responses/message-view.ts'
import { readerOf, saysLanguage } from '../responses/reader.ts'
import type { Places } from '../access/request-limit.ts'
import { isOwn } from '../responses/visible.ts'
import { message } from '../../wording/catalogue.ts'
import { problem, problemSchema, sendProblem } from '../responses/problem.ts'
import { iso } from '../responses/views.ts'

export interface EventDeps {
  readonly ledger: Pick<TransferReading, 'facts' | 'find'> &
    Pick<FactChain, 'head'> &
    Pick<ApiKeys, 'findKey'>
  readonly clock: Clock
  readonly log: Log
  /** A bell that rings at every fact, until the signal is aborted. */
  readonly listen: (signal: AbortSignal) => Bell
}

const pageOf = 200
const beatMs = 15_000
const drainWithinMs = 30_000
/** Callers without a key leave some streams to callers with one. */
export const streamLimits = { maximum: 100, maximumKeyless: 60, maximumPerCaller: 40 }

const streaming = {
  tags: ['events'],
  summary: 'Facts as they are written (text/event-stream), from Last-Event-ID or `after` on',
  querystring: z.strictObject({
    after: z.coerce
      .number()
      .int()
      .min(0)
      .optional()
      .describe('The number of a fact; 0: from the beginning'),
  }),
  headers: z.object({ 'last-event-id': z.string().max(20).optional() }),
  produces: ['text/event-stream'],
  response: { 200: z.any().describe('A stream that does not end'), default: problemSchema },
}

export function eventRoutes(app: App, deps: EventDeps, places: Places): void {
  const closing = new AbortController()
  app.addHook('preClose', (done) => {
    closing.abort()
    done()
  })
  app.get(
    '/events',
    { config: { needs: 'read' }, exposeHeadRoute: false, schema: streaming },
    async (request, reply) => {
      const requested = request.headers['last-event-id'] ?? request.query.after
      const from = requested === undefined ? (await deps.ledger.head()).sequence : Number(requested)
      if (!Number.isSafeInteger(from) || from < 0) return sendProblem(reply, wrongId)
      const leave = places.take(request.caller, request.socket.remoteAddress ?? '')
      if (leave === null) return sendProblem(reply, tooMany)
      const { caller } = request
      const { keyId } = caller
      reply.hijack()
      try {
        await stream(deps, reply.raw, {
          from,
          reader: readerOf(request),
          headers: saysLanguage(reply, readerOf(request)).getHeaders(),
          closing: closing.signal,
          mayStay: () => isValid(deps, keyId),
          seen: (facts) => seenBy(deps, caller, facts),
        })
      } catch (error) {
        deps.log.error({ error: errorText(error) }, 'A stream of events ended for a fault of ours')
      } finally {
        leave()
        reply.raw.end()
      }
      return reply
    },
  )
}

async function stream(
  { ledger, listen }: EventDeps,
  response: ServerResponse,
  {
    from,
    reader,
    headers,
    closing,
    mayStay,
    seen,
  }: {
    readonly from: number
    readonly reader: Reader
    readonly headers: object
    readonly closing: AbortSignal
    readonly mayStay: () => Promise<boolean>
    readonly seen: (facts: readonly Fact[]) => Promise<readonly Fact[]>
  },
): Promise<void> {
  const gone = new AbortController()
  const leave = () => gone.abort()
  response.once('close', leave)
  closing.addEventListener('abort', leave, { once: true })
  const bell = listen(gone.signal)
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  response.write('retry: 2000\n\n')
  for (let after = from; !gone.signal.aborted && (await mayStay()); ) {
    const facts = await ledger.facts({ after, limit: pageOf })
    const shown = await seen(facts)
    const text =
      shown.length === 0 ? ': still here\n\n' : shown.map((fact) => eventOf(fact, reader)).join('')
    after = facts.at(-1)?.sequence ?? after
    if (!response.write(text)) await drained(response, gone)
    if (facts.length < pageOf) await bell.wait(beatMs, gone.signal)
  }
  closing.removeEventListener('abort', leave)
}

/** Without a key: the events of the caller's own transfers. */
async function seenBy(
  { ledger }: EventDeps,
  caller: ApiCaller,
  facts: readonly Fact[],
): Promise<readonly Fact[]> {
  if (caller.uid === undefined) return facts
  const own = new Set<string>()
  for (const id of new Set(facts.map(({ transferId }) => transferId)))
    if (isOwn(caller, (await ledger.find(id)) ?? {})) own.add(id)
  return facts.filter(({ transferId }) => own.has(transferId))
}

/** A key that was revoked or has expired ends its streams. */
async function isValid({ ledger, clock }: EventDeps, keyId: string | undefined): Promise<boolean> {
  if (keyId === undefined) return true
  const key = await ledger.findKey(keyId)
  return key !== null && key.revokedMs === null && clock.nowMs() < key.expiresMs
}

async function drained(response: ServerResponse, gone: AbortController): Promise<void> {
  const tooLate = AbortSignal.any([gone.signal, AbortSignal.timeout(drainWithinMs)])
  try {
    await once(response, 'drain', { signal: tooLate })
  } catch {
    gone.abort()
    response.destroy()
  }
}

/** JSON contains no bare line ends, so one line of data is enough. */
function eventOf(fact: Fact, reader: Reader): string {
  const { sequence, transferId, atMs, event, from, to, sentence, actor, message: told } = fact
  const words = storedView({ message: told, code: '', sentence }, reader)
  const data = { sequence, transferId, at: iso(atMs), event, from, to, ...words, actor }
  return `id: ${sequence}\nevent: fact\ndata: ${JSON.stringify(data)}\n\n`
}

const wrongId = problem(message('EVENT-ID-WRONG', {}))
const tooMany = problem(
  message('TOO-MANY-STREAMS', {
    mostOfOne: streamLimits.maximumPerCaller,
    most: streamLimits.maximum,
  }),
)
