// One call to a receiver. Redirects are not followed, time and the bytes read of the answer are limited, TLS
// is always verified whatever the environment says, and no proxy of the environment is used. A failure is
// returned, never thrown.

import { Agent, request } from 'undici'
import { errorText } from '../../lib/files/files.ts'
import { message, type MessageOf } from '../../wording/catalogue.ts'
import type { PostFault } from '../../wording/catalogue/machine/webhooks.ts'
import { guardedLookup, type Resolve, whyNoWebhook } from './guard.ts'

export interface PostOptions {
  readonly url: string
  /** Ranges that it may call; null: public, private and loopback addresses. */
  readonly allow: readonly string[] | null
  /** PEM of the certificate authority; null: the authorities of the system. */
  readonly ca: string | null
  readonly atOnce: number
  readonly timeoutMs?: number
  readonly resolve?: Resolve
}

export type PostOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs: number | null }
  | { readonly kind: 'failed'; readonly failure: MessageOf<'WEBHOOK-POST-FAILED'> }

export interface Poster {
  post(
    body: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<PostOutcome>
  close(): Promise<void>
}

const usualTimeoutMs = 15_000
const maximumAnswerBytes = 16 * 1024

export function openPoster(options: PostOptions): Poster {
  const { url, allow, ca, atOnce, timeoutMs = usualTimeoutMs, resolve } = options
  const agent = new Agent({
    connections: atOnce,
    pipelining: 1,
    maxHeaderSize: 16 * 1024,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: {
      timeout: timeoutMs,
      rejectUnauthorized: true,
      lookup: guardedLookup(allow, resolve),
      ...(ca === null ? {} : { ca }),
    },
  })
  return {
    async post(body, headers, signal) {
      const hindrance = whyNoWebhook(url, allow)
      if (hindrance !== null) return failed({ why: 'url', text: hindrance })
      const late = AbortSignal.timeout(timeoutMs)
      try {
        const answer = await request(url, {
          dispatcher: agent,
          method: 'POST',
          headers: { 'content-type': 'application/json', 'user-agent': 'pesit-drop', ...headers },
          body,
          signal: AbortSignal.any([signal, late]),
        })
        await discard(answer.body)
        const retryAfterMs = retryAfterOf(answer.headers['retry-after'])
        return { kind: 'answered', status: answer.statusCode, retryAfterMs }
      } catch (error) {
        const tooLate = late.aborted && !signal.aborted
        return failed(
          tooLate
            ? { why: 'timeout', seconds: timeoutMs / 1000 }
            : { why: 'connection', error: whatWentWrong(error) },
        )
      }
    },
    close: () => agent.destroy(),
  }
}

export function failed(fault: PostFault): PostOutcome {
  return { kind: 'failed', failure: message('WEBHOOK-POST-FAILED', fault) }
}

type Body = Awaited<ReturnType<typeof request>>['body']

/** Reads a little of the answer, so that the connection can be reused; a longer answer closes it. */
async function discard(body: Body): Promise<void> {
  let bytes = 0
  try {
    for await (const chunk of body) {
      bytes += (chunk as Buffer).length
      if (bytes > maximumAnswerBytes) break
    }
  } catch {
    // The status has arrived: what follows it changes nothing.
  } finally {
    body.on('error', () => undefined).destroy()
  }
}

/** Accepts seconds only: a date depends on the clock of another machine. */
function retryAfterOf(header: string | string[] | undefined): number | null {
  const text = Array.isArray(header) ? header[0] : header
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) * 1000 : null
}

/** When several addresses were tried, they fail as one error without a message. */
function whatWentWrong(error: unknown): string {
  if (error instanceof AggregateError) {
    const [first] = error.errors as unknown[]
    return errorText(first ?? error)
  }
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error ? `${errorText(error)}: ${errorText(cause)}` : errorText(error)
}
