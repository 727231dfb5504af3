// What our routes say of themselves and what a request carries, told to fastify's types.

import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import type { Caller, Role } from '../access/caller.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The least role that may call. Every route of ours says it, or says that it is `open`. */
    needs?: Role
    /** Not without a key, even on this machine. */
    keyed?: true
    /** For everybody, without a key: it tells nothing about files. */
    open?: true
    /** Only by the Unix socket. */
    socketOnly?: true
    /** Its body has its own pace and size; otherwise a body must be here within half a minute. */
    upload?: true
    /** Its `id` is a transfer's: the end of one, or the name of its file, will do (http/transfers/named-transfer.ts). */
    transferId?: true
    /** What the description of the API says of a request that the route itself reads and checks. */
    told?: {
      readonly headers: z.ZodObject
      /** By content type. */
      readonly bodies: Readonly<Record<string, z.ZodType>>
    }
  }
  interface FastifyRequest {
    caller: Caller
  }
}

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>
