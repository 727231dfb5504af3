// The fields of a call to send or receive, and the key that identifies a repeated call. Unknown fields are
// ignored: callers of PeSIT Wizard send a password and settings, which here belong to the bank.

import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { CallKey } from '../../ledger/contract/calls.ts'
import { message } from '../../wording/catalogue.ts'
import { type Problem, problem } from '../responses/problem.ts'
import { printableName } from '../responses/servers.ts'

/**
 * A virtual file is a word agreed with the bank, such as VIREMENTS. A text that looks like a path or would
 * hide in a log is a mistake, or worse.
 */
function isVirtualFile(text: string): boolean {
  return /^[\x21-\x7e]{1,76}$/.test(text) && !/^[/~]|\\|\.\./.test(text) && text !== '.'
}

const serverId = z.union([z.int().min(0), z.string().trim().min(1).max(100)], {
  error: 'the number of a bank (serverId)',
})
const name = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'a name without control characters, 255 characters at most')
const virtualFile = z
  .string({ error: 'the name agreed with the bank (PI 12)' })
  .trim()
  .refine(isVirtualFile, {
    error: ({ input }) =>
      `${printableName(String(input))} cannot be a virtual file: 1 to 76 printable ASCII characters without blanks, and no path (PI 12)`,
  })

const routeFields = {
  serverId: serverId.optional(),
  server: serverId.optional().describe('The same, as PeSIT Wizard names it: number or name'),
  partnerId: z.string().trim().min(1).max(24).optional(),
  virtualFile,
}

export const sendFields = z.object({ ...routeFields, remoteFilename: name.optional() })
const path = z.string().min(1).max(4096)
/** A file on the disk of this machine, in a folder that the configuration names. */
export const sendBody = sendFields.extend({ filename: path })
export const receiveBody = z.object({
  ...routeFields,
  remoteFilename: name.optional(),
  filename: path.optional().describe('Where a copy is wanted on this machine'),
})

/** The headers of both calls, for the description of the API. isAsync and callKeyOf read them. */
export const callHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional()
    .describe('Makes a repeated call one transfer, for 90 days'),
  Prefer: z.string().optional().describe('`respond-async`: answered at once, with 202'),
})

export type ReadRequest<T> = { readonly kind: 'asked'; readonly value: T } | RefusedAsk
interface RefusedAsk {
  readonly kind: 'refused'
  readonly problem: Problem
}

export function checked<T extends z.ZodType>(schema: T, value: unknown): ReadRequest<z.infer<T>> {
  const result = schema.safeParse(value ?? {})
  if (result.success) return { kind: 'asked', value: result.data }
  const faults = result.error.issues
    .slice(0, 10)
    .map(({ path: place, message: what }) => ({ field: place.join('.') || 'body', what }))
  return { kind: 'refused', problem: problem(message('REQUEST-INVALID', { faults }), 422) }
}

/** The key of a call; null if it has none; a problem if it is not a valid key. */
export function callKeyOf(
  request: FastifyRequest,
  asked: readonly unknown[],
): ReadRequest<CallKey | null> {
  const key = request.headers['idempotency-key']
  if (key === undefined) return { kind: 'asked', value: null }
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key))
    return { kind: 'refused', problem: badKey }
  const text = createHash('sha256').update(JSON.stringify(asked)).digest('hex')
  const { name: keyName, uid } = request.caller
  // No name of a key contains a colon. Before users were recorded, all callers of this machine were one
  // caller.
  const caller =
    uid === undefined ? { caller: keyName } : { caller: `uid:${uid}`, formerCaller: 'local caller' }
  return { kind: 'asked', value: { ...caller, key, request: text } }
}

export function isAsync(request: FastifyRequest): boolean {
  const { prefer } = request.headers
  return /(^|[\s,;])respond-async($|[\s,;])/i.test(
    Array.isArray(prefer) ? prefer.join() : (prefer ?? ''),
  )
}

const badKey = problem(message('IDEMPOTENCY-KEY-INVALID', {}))
export const keyUsed = problem(message('IDEMPOTENCY-KEY-REUSED', {}))
