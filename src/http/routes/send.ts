// Sending: a program uploads a file, or names one on the disk of this machine. The bytes go to the spool
// before anything else is checked; from there the file takes the same road as a dropped one. The answer comes
// when the end is known, or when it is known that the end will take time. Once a transfer exists, the answer
// is 200 with its JSON, also when it FAILED; a problem means that no transfer was created.

import multipart from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Transfer } from '../../journey/transfer.ts'
import { message } from '../../wording/catalogue.ts'
import type { Condition } from '../../ledger/contract/conditions.ts'
import type { App } from '../responses/declared.ts'
import { storedView } from '../responses/message-view.ts'
import { readerOf } from '../responses/reader.ts'
import { callHeaders, checked, isAsync, sendBody, sendFields } from '../transfers/request.ts'
import { expectedBytes, formLimits, readForm, formProblem } from '../transfers/form.ts'
import type { UploadPlace, UploadBound, UploadPlaces } from '../transfers/upload-limit.ts'
import { type Problem, problem, problemSchema, sendProblem } from '../responses/problem.ts'
import { admit, madeBefore, type SendDeps, wantedOf } from '../transfers/send.ts'
import { statusOf, transferSchema, transferView, type TransferView } from '../responses/views.ts'
import { waitForEnd } from '../transfers/waiting.ts'

const comeAgainAfterS = 5

const schema = {
  tags: ['transfers'],
  summary: 'Send a file to a bank',
  description:
    'multipart/form-data with file, serverId, remoteFilename, partnerId and virtualFile, in any order; or JSON with `filename`, a file on this machine below one of `http.localFolders`, which is answered with 202. `Idempotency-Key` makes a repeated call one transfer; `Prefer: respond-async` answers at once.',
  response: { 200: transferSchema, 202: transferSchema, default: problemSchema },
}

const file = z.string().meta({ contentMediaType: 'application/octet-stream' })
const told = {
  headers: callHeaders,
  bodies: {
    'multipart/form-data': sendFields.extend({ file: file.describe('The bytes to send') }),
    'application/json': sendBody,
  },
}

export function sendRoutes(app: App, deps: SendDeps, places: UploadPlaces): void {
  app.register(async (scope: App) => {
    await scope.register(multipart, { limits: formLimits, defParamCharset: 'utf8' } as object)
    scope.post(
      '/transfers/send',
      { config: { needs: 'operate', upload: true, told }, schema },
      async (request, reply) => {
        const gone = new AbortController()
        reply.raw.once('close', () => gone.abort())
        const place = await places.enter({
          caller: request.caller,
          address: request.socket.remoteAddress ?? '',
          bytes: expectedBytes(request),
          signal: gone.signal,
        })
        if (place.kind === 'full') {
          reply.header('retry-after', comeAgainAfterS)
          return refuse(request, reply, tooMany(places.limits, place.bound))
        }
        try {
          return await (request.isMultipart()
            ? sendUpload(deps, place, { request, reply })
            : sendLocal(deps, place, { request, reply }))
        } finally {
          place.leave()
        }
      },
    )
  })
}

interface Call {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function sendUpload(
  deps: SendDeps,
  place: UploadPlace,
  { request, reply }: Call,
): Promise<FastifyReply> {
  const form = await readForm(request, deps.uploads, () => place.isWaitedFor())
  place.read()
  if (form.kind === 'refused') return refuse(request, reply, form.problem)
  const wanted = wantedOf(deps, { schema: sendFields, ...form })
  const outcome =
    wanted.kind === 'refused'
      ? wanted
      : await admit(deps, request, { wanted, upload: form.upload, content: form.upload.sha256 })
  if (outcome.kind === 'refused') {
    await deps.uploads.drop(form.upload.id)
    return sendProblem(reply, outcome.problem)
  }
  return isAsync(request)
    ? atOnce(deps, reply, outcome.transfer)
    : answered(deps, { request, reply }, outcome.transfer)
}

/** As the client of PeSIT Wizard serves it: a path on the disk of the server, and 202 at once. */
async function sendLocal(
  deps: SendDeps,
  place: UploadPlace,
  { request, reply }: Call,
): Promise<FastifyReply> {
  const asked = checked(sendBody, request.body)
  if (asked.kind === 'refused') return sendProblem(reply, asked.problem)
  const path = asked.value.filename
  const wanted = wantedOf(deps, { schema: sendBody, fields: asked.value, uploadName: path })
  if (wanted.kind === 'refused') return sendProblem(reply, wanted.problem)
  // A repeated call is recognised even if the caller has moved the file away since.
  const before = await madeBefore(deps, request, { wanted, content: path })
  if (before?.kind === 'refused') return sendProblem(reply, before.problem)
  if (before !== null) return atOnce(deps, reply, before.transfer)
  const opened = await deps.localFiles.read(path, request.caller.uid)
  if (opened.kind === 'refused') return sendProblem(reply, opened.problem)
  const taken = await deps.uploads.take(opened.body, opened.sizeBytes)
  place.read()
  if (taken.kind !== 'taken') return sendProblem(reply, formProblem(taken))
  const outcome = await admit(deps, request, { wanted, upload: taken.upload, content: path })
  if (outcome.kind !== 'refused') return atOnce(deps, reply, outcome.transfer)
  await deps.uploads.drop(taken.upload.id)
  return sendProblem(reply, outcome.problem)
}

function atOnce(deps: SendDeps, reply: FastifyReply, transfer: Transfer): FastifyReply {
  const shown = { servers: deps.servers, reader: readerOf(reply.request) }
  const view = transferView(transfer, shown)
  return reply
    .code(202)
    .header('preference-applied', 'respond-async')
    .header('location', `/api/transfers/${transfer.id}`)
    .send({ ...view, status: underWay(view.status) })
}

async function answered(
  deps: SendDeps,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  transfer: Transfer,
): Promise<FastifyReply> {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const stands = await waitForEnd(deps, transfer.id, {
    withinMs: deps.answerWithinMs,
    signal: gone.signal,
  })
  request.raw.socket.setTimeout(0)
  const reader = readerOf(request)
  const view = transferView(stands.transfer, { servers: deps.servers, reader })
  const { trouble } = stands
  return reply.code(200).send({
    ...view,
    status: underWay(statusOf(stands.transfer)),
    ...(trouble === null
      ? {}
      : {
          ...storedView(whileClosed(trouble), reader),
          code: trouble.code,
        }),
  })
}

/** A transfer is shown as under way in this answer, even if its turn has not come. */
function underWay(status: TransferView['status']): TransferView['status'] {
  return status === 'PENDING' ? 'IN_PROGRESS' : status
}

/** Why it does not go now, under the code of the trouble itself. */
function whileClosed({ message: what, code, sentence }: Condition) {
  return what === null
    ? { message: null, code, sentence }
    : { message: message('SENT-WHEN-OPEN', { what }), code, sentence }
}

/** The rest of the body is read and thrown away for a moment, so that the caller can read the answer. */
function refuse(request: FastifyRequest, reply: FastifyReply, why: Problem): FastifyReply {
  const { raw } = request
  if (!raw.readableEnded) {
    reply.header('connection', 'close')
    raw.unpipe()
    raw.resume()
    const cut = setTimeout(() => raw.destroy(), 5_000)
    raw.once('close', () => clearTimeout(cut))
  }
  return sendProblem(reply, why)
}

function tooMany({ present, waitMs }: UploadPlaces['limits'], bound: UploadBound): Problem {
  const { maximum: most, maximumPerCaller: mostOfOne } = present
  const waitSeconds = Math.round(waitMs / 1000)
  return problem(message('TOO-MANY-UPLOADS', { bound, most, mostOfOne, waitSeconds }))
}
