// What our routes declare of themselves, and what a request carries, for the types of fastify.

import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import type { ApiCaller, ApiRole } from '../access/caller.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The lowest role that may call. Every route of ours declares it, or declares that it is `open`. */
    needs?: ApiRole
    /** Needs a key, even on this machine. */
    keyed?: true
    /** For everybody, without a key: it reveals nothing about files. */
    open?: true
    /** Only through the Unix socket. */
    socketOnly?: true
    /** Its body has its own limits of time and size. Every other body must arrive within half a minute. */
    upload?: true
    /**
     * Its `id` names a transfer: the end of an id or the name of a file is enough (http/transfers/named-
     * transfer.ts).
     */
    transferId?: true
    /** What the description of the API says of a request that the route reads and checks itself. */
    told?: {
      readonly headers: z.ZodObject
      /** By content type. */
      readonly bodies: Readonly<Record<string, z.ZodType>>
    }
  }
  interface FastifyRequest {
    caller: ApiCaller
  }
}

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>
