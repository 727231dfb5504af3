// The answer when a request cannot be served (RFC 9457): a message of the catalogue, with its code and
// arguments for programs, and its sentence and next step for people, in the language that the caller accepts.
// It reveals nothing internal: for a fault of ours it has the number of the request, and the log has the
// rest.

import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { KnownError } from '../../wording/known-error.ts'
import type { CodedMessage, MessageCode } from '../../wording/catalogue.ts'
import { nextStepOf, titleOf, whatOf } from '../../wording/sentence.ts'
import { readerOf } from './reader.ts'

export interface Problem {
  readonly status: number
  readonly message: CodedMessage
}

export const problemSchema = z
  .object({
    type: z.string().describe('urn:pesit-drop:problem: and the code'),
    title: z.string().describe('The kind of problem in a few words'),
    status: z.int().min(400).max(599),
    detail: z.string().describe('The same as `sentence`, under the name of RFC 9457'),
    instance: z.string().describe('The number of the request, as in the log'),
    code: z.string().describe('A code to search for: docs/reference/messages.md lists them all'),
    arguments: z.record(z.string(), z.unknown()).describe('What the sentence is made of'),
    sentence: z.string().describe('What happened, to what, whose fault'),
    hint: z.string().describe('What to do next; empty when there is nothing to do'),
  })
  .describe('A request that was not served (RFC 9457)')

/** The status of each code with which a request may be answered. */
const statuses = {
  'ADDRESS-BROKEN': 400,
  'BODY-BROKEN': 400,
  'BODY-TOO-DEEP': 400,
  'CURSOR-WRONG': 400,
  'EVENT-ID-WRONG': 400,
  'FORM-BROKEN': 400,
  'FORM-FIELD-TOO-LONG': 400,
  'FORM-FIELD-TWICE': 400,
  'FORM-PART-ENCODED': 400,
  'FORM-PART-MISNAMED': 400,
  'FORM-PART-UNNAMED': 400,
  'REQUEST-INVALID': 400,
  'WEBHOOK-REFUSED': 400,
  'KEY-MISSING': 401,
  'KEY-WRONG': 401,
  'ORIGIN-FOREIGN': 403,
  'ROLE-TOO-LOW': 403,
  'DELIVERY-UNKNOWN': 404,
  'KEY-UNKNOWN': 404,
  'NOT-FOUND': 404,
  'TRANSFER-UNKNOWN': 404,
  'WEBHOOK-UNKNOWN': 404,
  'METHOD-NOT-ALLOWED': 405,
  'UPLOAD-TOO-SLOW': 408,
  'KEY-NAME-TAKEN': 409,
  'MOVE-REFUSED': 409,
  'NOT-DELIVERED': 409,
  'NOT-RECEIVED': 409,
  'REASSIGN-UNKNOWN': 409,
  'TRANSFER-AMBIGUOUS': 409,
  'WEBHOOK-CONFIGURED': 409,
  'WEBHOOK-EXISTS': 409,
  'WEBHOOKS-TOO-MANY': 409,
  'FILE-EXPIRED': 410,
  'RECEIVED-FILE-GONE': 410,
  'FILE-TOO-LARGE': 413,
  'FORM-TOO-LARGE': 413,
  'TOO-LARGE': 413,
  'TYPE-UNKNOWN': 415,
  'HOST-UNKNOWN': 421,
  'FILE-EMPTY': 422,
  'FILE-MISSING': 422,
  'FILES-SEVERAL': 422,
  'FILTER-UNKNOWN': 422,
  'IDEMPOTENCY-KEY-INVALID': 422,
  'IDEMPOTENCY-KEY-REUSED': 422,
  'NAME-MISSING': 422,
  'PARTNER-UNKNOWN': 422,
  'PATH-FORBIDDEN': 422,
  'PATH-NOT-YOURS': 422,
  'PATH-UNUSABLE': 422,
  'SERVER-UNKNOWN': 422,
  'VIRTUAL-FILE-UNKNOWN': 422,
  'TOO-MANY': 429,
  'TOO-MANY-WRONG-KEYS': 429,
  'REQUEST-FAILED': 500,
  'BANK-REFUSED': 502,
  'BANK-SILENT': 502,
  'BANK-TLS-REFUSED': 502,
  'BANK-UNREACHABLE': 502,
  'FETCHES-TOO-MANY': 503,
  'LEDGER-FAILED': 503,
  'REQUESTS-TOO-MANY-AT-ONCE': 503,
  'TOO-MANY-STREAMS': 503,
  'TOO-MANY-UPLOADS': 503,
  'DISK-FULL': 507,
} as const satisfies Partial<Record<MessageCode, number>>

type ProblemCode = keyof typeof statuses

/**
 * @param status if it is another than usual: 404 when the path names what does not exist, 422 when the
 *   fields of a form are not valid.
 */
export function problem(
  message: CodedMessage & { readonly code: ProblemCode },
  status: number = statuses[message.code],
): Problem {
  return { status, message }
}

/** A failure that has a code; null for any other. */
export function problemOf(error: unknown): Problem | null {
  if (!(error instanceof KnownError)) return null
  const known: Partial<Record<MessageCode, number>> = statuses
  return { status: known[error.code] ?? 500, message: error.coded }
}

export function sendProblem(reply: FastifyReply, { status, message }: Problem): FastifyReply {
  const reader = readerOf(reply.request)
  const { code } = message
  const sentence = whatOf(message, reader)
  const body: z.infer<typeof problemSchema> = {
    type: `urn:pesit-drop:problem:${code}`,
    title: titleOf(message, reader),
    status,
    detail: sentence,
    instance: reply.request.id,
    code,
    arguments: message.arguments,
    sentence,
    hint: nextStepOf(message, reader),
  }
  // Not one of the answers that a route declares: a problem has the same form everywhere.
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer((value: unknown) => JSON.stringify(value))
    .send(body)
}
