// The check of a call to send, and the transfer that it creates: one for each Idempotency-Key.

import type { FastifyRequest } from 'fastify'
import type { ApiCalls, CallKey, OnceOutcome } from '../../ledger/contract/calls.ts'
import type { Conditions } from '../../ledger/contract/conditions.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import type { Transfer } from '../../journey/transfer.ts'
import { message } from '../../wording/catalogue.ts'
import { callKeyOf, checked, keyUsed, type sendFields } from './request.ts'
import type { UploadedFile, UploadAdmission } from './form.ts'
import type { LocalFiles } from './local-files.ts'
import { type Problem, problem } from '../responses/problem.ts'
import { findRoute, noServer, type Server } from '../responses/servers.ts'
import type { WaitForDeps } from './waiting.ts'

export interface SendOrder {
  readonly bank: string
  readonly virtualFile: string
  readonly folder: string
  readonly priority: number
  readonly lane: string
  readonly remoteName: string
  readonly uploadName: string
  readonly actor: string
  readonly localUid: number | undefined
  readonly key: CallKey | null
}

export interface SendDeps extends Omit<WaitForDeps, 'ledger'> {
  readonly ledger: Pick<TransferReading, 'find'> &
    Pick<Conditions, 'conditions'> &
    Pick<ApiCalls, 'findCall'>
  readonly servers: readonly Server[]
  readonly uploads: UploadAdmission & {
    /** Recorded, put in its place, and sent on to the checks; or dropped, if the call was made before. */
    admitUpload(upload: UploadedFile, order: SendOrder): Promise<OnceOutcome<Transfer>>
  }
  readonly localFiles: LocalFiles
  /** The maximum time that a caller waits for the end. */
  readonly answerWithinMs: number
}

type Admitted =
  | { readonly kind: 'admitted'; readonly transfer: Transfer }
  | { readonly kind: 'refused'; readonly problem: Problem }

export interface SendRequest {
  readonly kind: 'wanted'
  readonly server: Server
  readonly virtualFile: string
  readonly remoteName: string
  readonly uploadName: string
}
interface Call {
  readonly wanted: SendRequest
  /** What distinguishes one file from another under the same key: its hash, or its path. */
  readonly content: string
}

export function wantedOf(
  { servers }: SendDeps,
  given: {
    readonly fields: unknown
    readonly uploadName: string
    readonly schema: typeof sendFields
  },
): SendRequest | Extract<Admitted, { kind: 'refused' }> {
  const asked = checked(given.schema, given.fields)
  if (asked.kind === 'refused') return asked
  const { serverId, server: named, partnerId, virtualFile } = asked.value
  const bank = serverId ?? named
  if (bank === undefined) return { kind: 'refused', problem: noServer }
  const route = findRoute(servers, { serverId: bank, partnerId, virtualFile }, 'send')
  if (route.kind === 'refused') return route
  const uploadName = plainName(given.uploadName)
  const remoteName = asked.value.remoteFilename ?? uploadName
  if (remoteName === '') return { kind: 'refused', problem: noName }
  return { kind: 'wanted', server: route.server, virtualFile, remoteName, uploadName }
}

function keyOf(request: FastifyRequest, { wanted, content }: Call) {
  const { server, virtualFile, remoteName } = wanted
  return callKeyOf(request, ['send', server.name, virtualFile, remoteName, content])
}

/** null: the call was not made before, or it has no key. */
export async function madeBefore(
  deps: SendDeps,
  request: FastifyRequest,
  call: Call,
): Promise<Admitted | null> {
  const key = keyOf(request, call)
  if (key.kind === 'refused') return key
  const before = key.value === null ? null : await deps.ledger.findCall(key.value)
  return before === null ? null : repeated(deps, before)
}

export async function admit(
  deps: SendDeps,
  request: FastifyRequest,
  { upload, ...call }: Call & { readonly upload: UploadedFile },
): Promise<Admitted> {
  const key = keyOf(request, call)
  if (key.kind === 'refused') return key
  const { server, virtualFile, remoteName, uploadName } = call.wanted
  const outbox = server.outboxes.find((one) => one.virtualFile === virtualFile)
  const outcome = await deps.uploads.admitUpload(upload, {
    bank: server.name,
    virtualFile,
    folder: outbox?.folder ?? '',
    priority: outbox?.priority ?? 1,
    lane: outbox?.lane ?? '',
    remoteName,
    uploadName,
    actor: request.caller.name,
    localUid: request.caller.uid,
    key: key.value,
  })
  if (outcome.kind === 'recorded') return { kind: 'admitted', transfer: outcome.made }
  return repeated(deps, outcome)
}

async function repeated(
  { ledger }: SendDeps,
  before: Exclude<OnceOutcome<never>, { kind: 'recorded' }>,
): Promise<Admitted> {
  const transfer = before.kind === 'known' ? await ledger.find(before.id) : null
  return transfer === null ? { kind: 'refused', problem: keyUsed } : { kind: 'admitted', transfer }
}

/** The last part of the path that the caller gave as the name. */
function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  return last.replace(/[\p{Cc}\p{Cs}]/gu, '_').slice(0, 255)
}

const noName = problem(message('NAME-MISSING', {}))
