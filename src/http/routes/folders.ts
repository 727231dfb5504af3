// Outboxes and inboxes: their state, and an immediate scan or poll.

import { inboxSubject, lyingIn } from '../../journey/condition-subject.ts'
import { z } from 'zod'
import { needsPerson } from '../../journey/moves/state-sets.ts'
import type { Condition, Conditions } from '../../ledger/contract/conditions.ts'
import type { Poll, Polls } from '../../ledger/contract/receiving.ts'
import type { StateCount, TransferReading } from '../../ledger/contract/transfers.ts'
import type { ApiCaller } from '../access/caller.ts'
import type { FastifyRequest } from 'fastify'
import type { Reader } from '../../wording/entry.ts'
import type { App } from '../responses/declared.ts'
import { messageFields, storedView } from '../responses/message-view.ts'
import { readerOf } from '../responses/reader.ts'
import { message } from '../../wording/catalogue.ts'
import { type Problem, problem, problemSchema, sendProblem } from '../responses/problem.ts'
import { printableName } from '../responses/servers.ts'
import { iso } from '../responses/views.ts'

export interface OutboxNow {
  readonly virtualFile: string
  readonly bank: string
  readonly folder: string
  readonly lookedMs: number | null
  readonly inFolder: number
  readonly look: () => void
}

export interface InboxNow {
  readonly virtualFile: string
  readonly bank: string
  readonly folder: string
  readonly asking: boolean
  readonly nextMs: number | null
  readonly poll: () => Promise<Poll & { readonly undelivered: number }>
}

export interface FolderDeps {
  readonly ledger: Pick<TransferReading, 'summary'> &
    Pick<Conditions, 'conditions'> &
    Pick<Polls, 'newestPolls'>
  readonly outboxesNow: () => readonly OutboxNow[]
  readonly inboxesNow: () => readonly InboxNow[]
}

/** Warnings of the stations about a folder that still works. */
const warningKinds = ['folder-above', 'folder-owners']

const time = z.iso.datetime()
const trouble = z
  .array(z.object({ ...messageFields, since: time }))
  .describe('What is wrong with it now')
const outboxSchema = z.object({
  virtualFile: z.string(),
  server: z.string(),
  folder: z.string(),
  lookedAt: time.nullable().describe('null: not yet since the start'),
  inFolder: z
    .number()
    .nullable()
    .describe('Files that lay in it at the last look; null: not told without a key'),
  waiting: z
    .number()
    .describe('Taken, and not yet with the bank; without a key one’s own, as all that follows'),
  oldestAt: time.nullable().describe('Since when the oldest of these waits'),
  needPerson: z.number(),
  trouble,
})
const pollSchema = z.object({
  at: time,
  result: z.enum(['nothing', 'received', 'failed', 'refused']),
  files: z.number(),
  sentence: z.string(),
})
const polledSchema = pollSchema.extend({
  undelivered: z
    .number()
    .describe('Files that were received and are not in the inbox yet; 0 without a key'),
})
const inboxSchema = z.object({
  virtualFile: z.string(),
  server: z.string(),
  folder: z.string(),
  asking: z.boolean(),
  nextAt: time.nullable().describe('When the bank is asked next'),
  last: pollSchema.nullable().describe('How the last ask ended; null without a key'),
  trouble,
})

const params = z.object({ virtualFile: z.string().min(1).max(76) })
const querystring = z.strictObject({
  server: z
    .string()
    .max(100)
    .optional()
    .describe('The bank’s name, where several have this virtual file'),
})
const outboxList = {
  tags: ['folders'],
  summary: 'Outboxes and how they stand',
  response: { 200: z.array(outboxSchema), default: problemSchema },
}
const inboxList = {
  tags: ['folders'],
  summary: 'Inboxes and how they stand',
  response: { 200: z.array(inboxSchema), default: problemSchema },
}
const scanning = {
  tags: ['folders'],
  summary: 'Look into an outbox now',
  params,
  querystring,
  response: { 202: z.object({ folders: z.array(z.string()) }), default: problemSchema },
}
const polling = {
  tags: ['folders'],
  summary: 'Ask the bank now for the files of an inbox; answers when they lie there',
  params,
  querystring,
  response: { 200: z.array(polledSchema), default: problemSchema },
}

export function folderRoutes(app: App, deps: FolderDeps): void {
  const look = { needs: 'read' } as const
  const act = { needs: 'operate' } as const
  app.get('/outboxes', { config: look, schema: outboxList }, (request) => outboxes(deps, request))
  app.get('/inboxes', { config: look, schema: inboxList }, (request) => inboxes(deps, request))
  app.post(
    '/outboxes/:virtualFile/scan',
    { config: act, schema: scanning },
    async (request, reply) => {
      const found = named(deps.outboxesNow(), request)
      if (found.length === 0)
        return sendProblem(reply, unknown('outbox', request.params.virtualFile))
      for (const { look: lookNow } of found) lookNow()
      return reply.code(202).send({ folders: found.map(({ folder }) => folder) })
    },
  )
  app.post(
    '/inboxes/:virtualFile/poll',
    { config: act, schema: polling },
    async (request, reply) => {
      const found = named(deps.inboxesNow(), request)
      if (found.length === 0)
        return sendProblem(reply, unknown('inbox', request.params.virtualFile))
      const asks = await Promise.all(found.map(({ poll }) => poll()))
      return reply.send(asks.map((ask) => visiblePoll(request.caller, ask)))
    },
  )
}

async function outboxes({ ledger, outboxesNow }: FolderDeps, request: FastifyRequest) {
  const { caller } = request
  const counts = await ledger.summary(Number.MAX_SAFE_INTEGER, caller.uid)
  const conditions = isKeyless(caller) ? [] : await ledger.conditions()
  return outboxesNow().map(({ virtualFile, bank, folder, lookedMs, inFolder }) => {
    const own = counts.filter((count) => count.folder === folder && count.direction === 'out')
    const waiting = own.filter(({ state }) => underWayStates.has(state))
    return {
      virtualFile,
      server: bank,
      folder,
      lookedAt: lookedMs === null ? null : iso(lookedMs),
      inFolder: isKeyless(caller) ? null : inFolder,
      waiting: sum(waiting),
      oldestAt:
        waiting.length === 0 ? null : iso(Math.min(...waiting.map(({ oldestMs }) => oldestMs))),
      needPerson: sum(own.filter(({ state }) => needsPerson(state))),
      trouble: conditions
        .filter(
          ({ subject }) =>
            subject.startsWith(`outbox:${folder}:`) ||
            lyingIn(subject)?.folder === folder ||
            ['outbox', ...warningKinds].some((kind) => subject === `${kind}:${folder}`),
        )
        .map((one) => troubleView(one, readerOf(request))),
    }
  })
}

const underWayStates = new Set<string>([
  'claimed',
  'sealed',
  'queued',
  'sending',
  'finishing',
  'waiting',
])

async function inboxes({ ledger, inboxesNow }: FolderDeps, request: FastifyRequest) {
  const { caller } = request
  // The results of polls concern files of others.
  const asks = isKeyless(caller) ? [] : await ledger.newestPolls(1)
  const conditions = isKeyless(caller) ? [] : await ledger.conditions()
  return inboxesNow().map(({ virtualFile, bank, folder, asking, nextMs }) => {
    const last = asks.find((ask) => ask.inbox === folder && ask.virtualFile === virtualFile)
    const subjects = [
      inboxSubject('inbox', { folder, virtualFile }),
      ...['inbox-folder', ...warningKinds].map((kind) => `${kind}:${folder}`),
    ]
    return {
      virtualFile,
      server: bank,
      folder,
      asking,
      nextAt: nextMs === null ? null : iso(nextMs),
      last: last === undefined ? null : pollView(last),
      trouble: conditions
        .filter(({ subject }) => subjects.includes(subject))
        .map((one) => troubleView(one, readerOf(request))),
    }
  })
}

function named<T extends { readonly virtualFile: string; readonly bank: string }>(
  all: readonly T[],
  {
    params: asked,
    query,
  }: {
    readonly params: { readonly virtualFile: string }
    readonly query: { readonly server?: string | undefined }
  },
): readonly T[] {
  return all.filter(
    ({ virtualFile, bank }) =>
      virtualFile === asked.virtualFile && (query.server === undefined || query.server === bank),
  )
}

function isKeyless({ uid }: ApiCaller): boolean {
  return uid !== undefined
}

/** Without a key, the answer says that the bank was asked, but not which files of others came. */
function visiblePoll(caller: ApiCaller, ask: Poll & { readonly undelivered: number }) {
  const view = { ...pollView(ask), undelivered: ask.undelivered }
  return isKeyless(caller) ? { ...view, files: 0, sentence: '', undelivered: 0 } : view
}

const pollView = ({ atMs, result, files, sentence }: Poll) => ({
  at: iso(atMs),
  result,
  files,
  sentence,
})
const troubleView = (condition: Condition, reader: Reader) => ({
  ...storedView(condition, reader),
  since: iso(condition.sinceMs),
})
const sum = (counts: readonly StateCount[]) => counts.reduce((all, { count }) => all + count, 0)

function unknown(kind: 'outbox' | 'inbox', virtualFile: string): Problem {
  const to = kind === 'outbox' ? 'send' : 'receive'
  const values = {
    bank: null,
    asked: printableName(virtualFile),
    known: [],
    to,
    meant: null,
  } as const
  return problem(message('VIRTUAL-FILE-UNKNOWN', values), 404)
}
