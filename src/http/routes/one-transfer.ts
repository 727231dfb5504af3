// One transfer, and the bytes of a received one: available as long as the archive keeps them, even after the
// accounting software has taken the file from its inbox.

import type { FileHandle } from 'node:fs/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { isRepetition } from '../../journey/statement.ts'
import type { Transfer } from '../../journey/transfer.ts'
import type { ApiCalls } from '../../ledger/contract/calls.ts'
import type { FetchRecords } from '../../ledger/contract/fetches.ts'
import type { TransferSearch } from '../../ledger/contract/searching.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import { message } from '../../wording/catalogue.ts'
import type { Reader } from '../../wording/entry.ts'
import type { App } from '../responses/declared.ts'
import { readerOf } from '../responses/reader.ts'
import type { HandOvers } from '../transfers/hand-over.ts'
import { type Problem, problem, problemSchema, sendProblem } from '../responses/problem.ts'
import { opens, unknownTransfer, unseen } from '../responses/visible.ts'
import type { Server } from '../responses/servers.ts'
import {
  statusOf,
  transferId,
  transferSchema,
  transferView,
  type WaitingNow,
} from '../responses/views.ts'
import { viewOfFetch } from './receive.ts'

export interface OneTransferDeps {
  readonly ledger: Pick<TransferReading, 'find'> &
    Pick<TransferSearch, 'named'> &
    Pick<FetchRecords, 'findFetch'> &
    Pick<ApiCalls, 'opensWithoutKey'>
  readonly servers: readonly Server[]
  /** The birth of the oldest transfer that the archive still keeps. */
  readonly keptSinceMs: () => number
  readonly handOvers: Pick<HandOvers, 'watch'>
  /** What a transfer waits for when it is ready to be sent. */
  readonly waitingNow: WaitingNow
  /** null: the bytes are not available. */
  readonly openBytes: (transfer: Transfer) => Promise<FileHandle | null>
}

const params = z.object({ id: transferId })
/** What the client of PeSIT Wizard calls some of the fields. */
const wizardSchema = transferSchema.extend({
  serverName: z.string(),
  localFilename: z.string(),
  fileSize: z.number().nullable(),
  errorMessage: z.string().nullable(),
  diagnosticCode: z.string().nullable().describe('As PeSIT Wizard writes it: 0x0200CD'),
  startedAt: z.iso.datetime(),
})
export const showing = {
  tags: ['transfers'],
  summary: 'How a transfer stands',
  params,
  response: { 200: wizardSchema, default: problemSchema },
}
const downloading = {
  tags: ['transfers'],
  summary: 'The bytes of a received file',
  params,
  produces: ['application/octet-stream'],
  response: { 200: z.any().describe('The file'), default: problemSchema },
}

export function oneTransferRoutes(app: App, deps: OneTransferDeps): void {
  app.get(
    '/transfers/:id',
    { config: { needs: 'read', transferId: true }, schema: showing },
    async (request, reply) => {
      const { id } = request.params
      if (!(await opens(deps, request.caller, id))) return sendProblem(reply, unseen(id))
      const view = await viewById(deps, id, readerOf(request))
      return view === null ? sendProblem(reply, unknownTransfer(id)) : reply.send(view)
    },
  )
  app.get(
    '/transfers/:id/download',
    {
      config: { needs: 'operate', transferId: true },
      exposeHeadRoute: false,
      schema: downloading,
    },
    async (request, reply) => {
      const { id } = request.params
      if (!(await opens(deps, request.caller, id))) return sendProblem(reply, unseen(id))
      const transfer = await find(deps, id)
      if (transfer === null) return sendProblem(reply, unknownTransfer(id))
      if (transfer.direction === 'out') return sendProblem(reply, notReceived)
      if (statusOf(transfer) !== 'COMPLETED') return sendProblem(reply, notYet(transfer))
      return stream(deps, transfer, { request, reply })
    },
  )
}

export type WizardView = z.infer<typeof wizardSchema>

async function viewById(
  deps: OneTransferDeps,
  id: string,
  reader: Reader,
): Promise<WizardView | null> {
  const fetch = await deps.ledger.findFetch(id)
  if (fetch !== null) return wizardView(await viewOfFetch(deps, fetch, reader))
  const transfer = await deps.ledger.find(id)
  if (transfer === null) return null
  const { servers, waitingNow } = deps
  return wizardView(transferView(transfer, { servers, reader }, await waitingNow()(transfer)))
}

export function wizardView(view: z.infer<typeof transferSchema>): WizardView {
  const failed = view.status === 'FAILED'
  const pesit = /^PESIT-(\d)-(\d{3})$/.exec(view.code)
  const hex = (text: string | undefined, digits: number) =>
    Number(text).toString(16).toUpperCase().padStart(digits, '0')
  return {
    ...view,
    serverName: view.server,
    localFilename: view.filename,
    fileSize: view.size,
    errorMessage: failed ? view.sentence : null,
    diagnosticCode: pesit === null ? null : `0x${hex(pesit[1], 2)}${hex(pesit[2], 4)}`,
    startedAt: view.createdAt,
  }
}

/**
 * The id of a requested file leads to the transfer that answered; that of a repeated offer leads to the first
 * one.
 */
async function find({ ledger }: OneTransferDeps, id: string): Promise<Transfer | null> {
  const fetch = await ledger.findFetch(id)
  const transfer = await ledger.find(fetch?.transferId ?? id)
  const isAnother = transfer !== null && isRepetition(transfer)
  return isAnother ? ledger.find(transfer.sameAs ?? '') : transfer
}

const silentForMs = 60_000

async function stream(
  deps: OneTransferDeps,
  transfer: Transfer,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<FastifyReply> {
  const file = await deps.openBytes(transfer)
  if (file === null) return sendProblem(reply, gone(deps, transfer))
  const { size } = await file.stat()
  const { raw } = reply
  // A reader that accepts nothing for a minute occupies a place that others need.
  raw.setTimeout(silentForMs, () => raw.destroy())
  // A caller who asks for a part has a part, whatever is sent to him.
  const { id } = transfer
  const body = file.createReadStream({
    highWaterMark: 256 * 1024,
    // The stream ends with the last byte, without reading for one more.
    ...(size === 0 ? {} : { end: size - 1 }),
  })
  const isSent = () => body.bytesRead >= size && body.readableLength === 0
  if (request.headers.range === undefined)
    deps.handOvers.watch(raw, { id, actor: request.caller.name, isSent })
  const name = transfer.name || transfer.pesit?.label || transfer.id
  return reply
    .header('content-type', 'application/octet-stream')
    .header('content-length', size)
    .header('content-disposition', dispositionOf(name))
    .header('etag', `"${transfer.sha256 ?? transfer.id}"`)
    .header('last-modified', new Date(transfer.createdMs).toUTCString())
    .send(body)
}

/** RFC 6266: a plain name for old clients, and the whole name in UTF-8 (RFC 8187). */
function dispositionOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, '_')
    .replace(/["\\%]/g, '_')
  const whole = encodeURIComponent(name.replace(/\p{Cs}/gu, '�')).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`
}

const notReceived = problem(message('NOT-RECEIVED', {}))

function notYet({ state, message: why }: Transfer): Problem {
  return problem(message('NOT-DELIVERED', { state, why }))
}

function gone(
  { keptSinceMs }: Pick<OneTransferDeps, 'keptSinceMs'>,
  { id, name, confirmedMs, createdMs }: Transfer,
): Problem {
  const about = { name: name === '' ? id : name, receivedMs: confirmedMs ?? createdMs }
  const isExpired = createdMs < keptSinceMs()
  return problem(isExpired ? message('FILE-EXPIRED', about) : message('RECEIVED-FILE-GONE', about))
}
