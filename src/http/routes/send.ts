// Sending: a program uploads a file, or names one on this machine's disk. The bytes go to the spool before
// anything else is looked at; from there the file walks the road of a dropped one. The answer comes when its
// end is known, or will not be soon. Once a transfer exists the answer is 200 with its JSON, also when it
// FAILED; a problem means that none was made.

import multipart from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { CallKey, OnceOutcome } from '../../ledger/calls.ts'
import type { Transfer } from '../../journey/transfer.ts'
import type { App } from '../declared.ts'
import {
  callHeaders,
  callKeyOf,
  checked,
  isAsync,
  keyUsed,
  sendBody,
  sendFields,
} from '../asked.ts'
import { formLimits, readForm, refusalOf, type Upload, type UploadDoor } from '../form.ts'
import type { LocalFiles } from '../local-files.ts'
import { type Problem, problem, problemSchema, sendProblem } from '../problem.ts'
import { type Server, wayOf } from '../servers.ts'
import { statusOf, transferSchema, transferView, type TransferView } from '../views.ts'
import { waitForEnd, type WaitingDeps } from '../waiting.ts'

export interface SendOrder {
  readonly bank: string
  readonly virtualFile: string
  readonly folder: string
  readonly priority: number
  readonly lane: string
  readonly remoteName: string
  readonly uploadName: string
  readonly actor: string
  readonly key: CallKey | null
}

export interface SendDeps extends WaitingDeps {
  readonly servers: readonly Server[]
  readonly uploads: UploadDoor & {
    /** Recorded, put in its place, and on its way to the checks; or dropped, when the call was made before. */
    admit(upload: Upload, order: SendOrder): Promise<OnceOutcome<Transfer>>
  }
  readonly localFiles: LocalFiles
  /** How long a caller waits for the end, at most. */
  readonly answerWithinMs: number
}

const mostAtOnce = 16

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

export function sendRoutes(app: App, deps: SendDeps): void {
  let uploading = 0
  app.register(async (scope: App) => {
    await scope.register(multipart, { limits: formLimits, defParamCharset: 'utf8' } as object)
    scope.post(
      '/transfers/send',
      { config: { needs: 'operate', upload: true, told }, schema },
      async (request, reply) => {
        if (uploading >= mostAtOnce) return refuse(request, reply, tooMany)
        uploading += 1
        try {
          return await (request.isMultipart()
            ? sendUpload(deps, request, reply)
            : sendLocal(deps, request, reply))
        } finally {
          uploading -= 1
        }
      },
    )
  })
}

async function sendUpload(
  deps: SendDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = await readForm(request, deps.uploads)
  if (form.kind === 'refused') return refuse(request, reply, form.problem)
  const outcome = await admit(deps, request, { ...form, schema: sendFields })
  if (outcome.kind === 'refused') {
    await deps.uploads.drop(form.upload.id)
    return sendProblem(reply, outcome.problem)
  }
  return isAsync(request)
    ? atOnce(deps, reply, outcome.transfer)
    : answered(deps, { request, reply }, outcome.transfer)
}

/** As PeSIT Wizard's client serves it: a path on the server's disk, and 202 at once. */
async function sendLocal(
  deps: SendDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const asked = checked(sendBody, request.body)
  if (asked.kind === 'refused') return sendProblem(reply, asked.problem)
  const opened = await deps.localFiles.read(asked.value.filename)
  if (opened.kind === 'refused') return sendProblem(reply, opened.problem)
  const taken = await deps.uploads.take(opened.body, opened.sizeBytes)
  if (taken.kind !== 'taken') return sendProblem(reply, refusalOf(taken))
  const given = { upload: taken.upload, uploadName: opened.name, fields: asked.value }
  const outcome = await admit(deps, request, { ...given, schema: sendBody })
  if (outcome.kind !== 'refused') return atOnce(deps, reply, outcome.transfer)
  await deps.uploads.drop(taken.upload.id)
  return sendProblem(reply, outcome.problem)
}

type Admitted =
  | { readonly kind: 'admitted'; readonly transfer: Transfer }
  | { readonly kind: 'refused'; readonly problem: Problem }

async function admit(
  deps: SendDeps,
  request: FastifyRequest,
  given: {
    readonly fields: unknown
    readonly upload: Upload
    readonly uploadName: string
    readonly schema: typeof sendFields
  },
): Promise<Admitted> {
  const asked = checked(given.schema, given.fields)
  if (asked.kind === 'refused') return asked
  const { serverId, server: named, partnerId, virtualFile } = asked.value
  const bank = serverId ?? named
  if (bank === undefined) return { kind: 'refused', problem: noServer }
  const way = wayOf(deps.servers, { serverId: bank, partnerId, virtualFile })
  if (way.kind === 'refused') return way
  const uploadName = plainName(given.uploadName)
  const remoteName = asked.value.remoteFilename ?? uploadName
  if (remoteName === '') return { kind: 'refused', problem: noName }
  const { name } = way.server
  const key = callKeyOf(request, ['send', name, virtualFile, remoteName, given.upload.sha256])
  if (key.kind === 'refused') return key
  const outbox = way.server.outboxes.find((one) => one.virtualFile === virtualFile)
  const outcome = await deps.uploads.admit(given.upload, {
    bank: name,
    virtualFile,
    folder: outbox?.folder ?? '',
    priority: outbox?.priority ?? 1,
    lane: outbox?.lane ?? '',
    remoteName,
    uploadName,
    actor: request.caller.name,
    key: key.value,
  })
  if (outcome.kind === 'recorded') return { kind: 'admitted', transfer: outcome.made }
  if (outcome.kind === 'other') return { kind: 'refused', problem: keyUsed }
  const transfer = await deps.ledger.find(outcome.id)
  return transfer === null ? { kind: 'refused', problem: keyUsed } : { kind: 'admitted', transfer }
}

/** The last part of whatever a caller's file was called. */
function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  return last.replace(/[\p{Cc}\p{Cs}]/gu, '_').slice(0, 255)
}

function atOnce(deps: SendDeps, reply: FastifyReply, transfer: Transfer): FastifyReply {
  const view = transferView(transfer, deps.servers)
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
  const view = transferView(stands.transfer, deps.servers)
  const { trouble } = stands
  return reply.code(200).send({
    ...view,
    status: underWay(statusOf(stands.transfer)),
    ...(trouble === null ? {} : { code: trouble.code, sentence: closed(trouble.sentence) }),
  })
}

/** What is on its way when the answer leaves is under way, though its turn may not have come. */
function underWay(status: TransferView['status']): TransferView['status'] {
  return status === 'PENDING' ? 'IN_PROGRESS' : status
}

function closed(sentence: string): string {
  return `${sentence} The file is with us and goes by itself when the bank is open again; do not send it again.`
}

/** What is still coming is read and thrown away for a moment, so that the caller can read the answer. */
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

const noServer = problem(
  422,
  'SERVER-UNKNOWN',
  'The field serverId is missing: the file could not be sent anywhere.',
  'serverId is the `id` of a bank in the configuration.',
)
const noName = problem(
  422,
  'NAME-MISSING',
  'Neither remoteFilename nor the file has a name.',
  'Send remoteFilename.',
)
const tooMany = problem(
  503,
  'TOO-MANY-UPLOADS',
  `${mostAtOnce} files are being uploaded already.`,
  'Wait for one to end, then send it again.',
)
