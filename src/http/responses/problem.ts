// The answer when a request cannot be served (RFC 9457): a code to search for, a sentence for people, and
// what to do. It reveals nothing internal: for a fault of ours it has the number of the request, and the log
// has the rest.

import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { KnownError } from '../../wording/known-error.ts'
import type { CodedMessage, MessageCode } from '../../wording/catalogue.ts'
import { nextStepOf, whatOf } from '../../wording/sentence.ts'

export interface Problem {
  readonly status: number
  readonly code: string
  /** What happened, to what, and whose fault it is. */
  readonly sentence: string
  /** What to do next; '' if the sentence says it. */
  readonly hint: string
}

export const problemSchema = z
  .object({
    type: z.string().describe('urn:pesit-drop:problem: and the code'),
    title: z.string().describe('The status in words'),
    status: z.int().min(400).max(599),
    detail: z.string().describe('What happened, to what, whose fault'),
    code: z.string().describe('A code to search for'),
    hint: z.string().describe('What to do next'),
    instance: z.string().describe('The number of the request, as in the log'),
  })
  .describe('A request that was not served (RFC 9457)')

export function problem(status: number, code: string, sentence: string, hint = ''): Problem {
  return { status, code, sentence, hint }
}

/** A problem in the words of a message, under its own code or under one that programs know already. */
export function codedProblem(
  status: number,
  coded: CodedMessage,
  told: string | { readonly code?: string; readonly zone: string } = coded.code,
): Problem {
  // Most messages of the API contain no time.
  const { code = coded.code, zone } = typeof told === 'string' ? { code: told, zone: 'UTC' } : told
  return problem(status, code, whatOf(coded, { zone }), nextStepOf(coded, { zone }))
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
}

export function sendProblem(
  reply: FastifyReply,
  { status, code, sentence, hint }: Problem,
): FastifyReply {
  const body = {
    type: `urn:pesit-drop:problem:${code}`,
    title: titles[status] ?? 'Problem',
    status,
    detail: sentence,
    code,
    hint,
    instance: reply.request.id,
  }
  // Not one of the answers that a route declares: a problem has the same form everywhere.
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer((value: unknown) => JSON.stringify(value))
    .send(body)
}

const statuses: Partial<Record<MessageCode, number>> = {
  'TRANSFER-UNKNOWN': 404,
  'DISK-FULL': 507,
  'LEDGER-FAILED': 503,
  'BANK-UNREACHABLE': 502,
  'BANK-REFUSED': 502,
  'BANK-SILENT': 502,
  'BANK-TLS-REFUSED': 502,
}

/** A failure that has a code; null for any other. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof KnownError) return codedProblem(statuses[error.code] ?? 500, error.coded)
  return null
}
