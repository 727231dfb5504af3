// `webhooks`: which programs are notified, what was delivered and what is pending, and one more attempt.

import { readSecret } from '../../config/secrets.ts'
import { type CommonOptions, daemonOf } from '../context.ts'
import { type DaemonAnswer, requestJson } from '../daemon-client.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type Output, printable } from '../output.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
import { printRefusal } from '../refused.ts'
import { type Said, say } from '../say.ts'
import { userName } from '../user-name.ts'

interface WebhookRow {
  readonly id: string
  readonly origin: string
  readonly url: string
  readonly events: readonly string[]
  readonly pending: number
  readonly deadLetters: number
  readonly disabledAt: string | null
}

interface DeliveryRow {
  readonly id: string
  readonly event: string
  readonly state: string
  readonly transferId: string | null
  readonly attempts: number
  readonly createdAt: string
  readonly nextAttemptAt: string | null
  readonly error: string
}

export async function listWebhooks(options: CommonOptions, output: Output): Promise<ExitCode> {
  const { status, body } = await requestJson(daemonOf(options), {
    method: 'GET',
    path: '/api/webhooks',
  })
  if (status !== 200) return printRefusal(body, options, output)
  const rows = body as readonly WebhookRow[]
  if (output.json) output.value(rows)
  else if (rows.length === 0) say(message('LIST-EMPTY', { of: 'webhooks' }), { options, output })
  else
    output.table(
      ['ID', 'FROM', 'URL', 'EVENTS', 'OWED', 'DEAD'],
      rows.map(({ id, origin, url, events, pending, deadLetters, disabledAt }) => [
        id,
        origin,
        printable(url),
        events.length === 0 ? 'all' : events.join(', '),
        disabledAt === null ? String(pending) : 'gone (410)',
        String(deadLetters),
      ]),
    )
  return exitCodes.done
}

export async function addWebhook(
  url: string,
  options: CommonOptions & {
    readonly event: readonly string[]
    readonly secretFile: string
    readonly header?: string
  },
  output: Output,
): Promise<ExitCode> {
  // Never as an argument: every user of the machine can see those.
  const secret = readSecret({ file: options.secretFile }, process.env).reveal()
  const { event: events, header } = options
  const body = {
    url,
    secret,
    ...(events.length === 0 ? {} : { events }),
    ...(header === undefined ? {} : { header }),
  }
  const answer = await requestJson(daemonOf(options), {
    method: 'POST',
    path: '/api/webhooks',
    body,
  })
  return printOutcome(answer, { options, output }, ({ id }: WebhookRow) =>
    message('WEBHOOK-ADDED', { id }),
  )
}

export async function removeWebhook(
  id: string,
  options: CommonOptions,
  output: Output,
): Promise<ExitCode> {
  const path = `/api/webhooks/${encodeURIComponent(id)}`
  const answer = await requestJson(daemonOf(options), { method: 'DELETE', path })
  return printOutcome(answer, { options, output }, ({ url }: WebhookRow) =>
    message('WEBHOOK-REMOVED', { url, actor: userName() }),
  )
}

export async function test(id: string, options: CommonOptions, output: Output): Promise<ExitCode> {
  const path = `/api/webhooks/${encodeURIComponent(id)}/test`
  const answer = await requestJson(daemonOf(options), { method: 'POST', path })
  if (answer.status !== 200) return printRefusal(answer.body, options, output)
  const outcome = answer.body as WebhookTest
  if (output.json) output.value(outcome)
  else output.line(`${printable(outcome.sentence)} (${outcome.tookMs} ms)`)
  return outcome.told ? exitCodes.done : exitCodes.failed
}

interface WebhookTest {
  readonly told: boolean
  readonly sentence: string
  readonly tookMs: number
}

export async function listDeliveries(
  id: string | undefined,
  options: CommonOptions & { readonly state?: string; readonly limit: number },
  output: Output,
): Promise<ExitCode> {
  const query = new URLSearchParams({ limit: String(options.limit) })
  if (options.state !== undefined) query.set('state', options.state)
  const place = id === undefined ? 'deliveries' : `${encodeURIComponent(id)}/deliveries`
  const path = `/api/webhooks/${place}?${query.toString()}`
  const answer = await requestJson(daemonOf(options), { method: 'GET', path })
  if (answer.status !== 200) return printRefusal(answer.body, options, output)
  const rows = answer.body as readonly DeliveryRow[]
  if (output.json) output.value(rows)
  else if (rows.length === 0) say(message('LIST-EMPTY', { of: 'deliveries' }), { options, output })
  else output.table(['ID', 'WHEN', 'EVENT', 'STATE', 'TRIES', 'ERROR'], rows.map(rowOf))
  return exitCodes.done
}

function rowOf({ id, createdAt, event, state, attempts, error }: DeliveryRow): string[] {
  return [
    id,
    createdAt.slice(0, 19).replace('T', ' '),
    event,
    state,
    String(attempts),
    printable(error),
  ]
}

export async function settle(
  verb: 'redeliver' | 'drop',
  id: string,
  { options, output }: { readonly options: CommonOptions; readonly output: Output },
): Promise<ExitCode> {
  const path = `/api/webhooks/deliveries/${encodeURIComponent(id)}/${verb}`
  const answer = await requestJson(daemonOf(options), { method: 'POST', path })
  return printOutcome(answer, { options, output }, ({ event, state }: DeliveryRow) =>
    message('DELIVERY-SETTLED', { event, state }),
  )
}

function printOutcome<T>(
  { status, body }: DaemonAnswer,
  { options, output }: Said,
  what: (row: T) => CodedMessage,
): ExitCode {
  if (status !== 200) return printRefusal(body, options, output)
  if (output.json) output.value(body)
  else say(what(body as T), { options, output })
  return exitCodes.done
}
