// `webhooks`: which programs are notified, what was delivered and what is pending, and one more attempt.

import { readSecret } from '../../config/secrets.ts'
import { type CommonOptions, dataFolder } from '../context.ts'
import { type DaemonAnswer, requestJson } from '../daemon-client.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type Output, printable } from '../output.ts'
import { printRefusal } from '../refused.ts'
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
  const { status, body } = await requestJson(dataFolder(options), {
    method: 'GET',
    path: '/api/webhooks',
  })
  if (status !== 200) return printRefusal(body, output)
  const rows = body as readonly WebhookRow[]
  if (output.json) output.value(rows)
  else if (rows.length === 0) output.line('Nobody is told: there are no webhooks.')
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
  const answer = await requestJson(dataFolder(options), {
    method: 'POST',
    path: '/api/webhooks',
    body,
  })
  return printOutcome(answer, output, ({ id }: WebhookRow) => `Webhook ${id} is told from now on.`)
}

export async function removeWebhook(
  id: string,
  options: CommonOptions,
  output: Output,
): Promise<ExitCode> {
  const path = `/api/webhooks/${encodeURIComponent(id)}`
  const answer = await requestJson(dataFolder(options), { method: 'DELETE', path })
  return printOutcome(
    answer,
    output,
    ({ url }: WebhookRow) => `${printable(url)} is told no more; removed by ${userName()}.`,
  )
}

export async function test(id: string, options: CommonOptions, output: Output): Promise<ExitCode> {
  const path = `/api/webhooks/${encodeURIComponent(id)}/test`
  const answer = await requestJson(dataFolder(options), { method: 'POST', path })
  const code = printOutcome(
    answer,
    output,
    ({ sentence, tookMs }: { sentence: string; tookMs: number }) =>
      `${printable(sentence)} (${tookMs} ms)`,
  )
  const wasTold = (answer.body as { readonly told?: boolean }).told === true
  return code === exitCodes.done && !wasTold ? exitCodes.failed : code
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
  const answer = await requestJson(dataFolder(options), { method: 'GET', path })
  if (answer.status !== 200) return printRefusal(answer.body, output)
  const rows = answer.body as readonly DeliveryRow[]
  if (output.json) output.value(rows)
  else if (rows.length === 0) output.line('There are none.')
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
  const answer = await requestJson(dataFolder(options), { method: 'POST', path })
  return printOutcome(
    answer,
    output,
    ({ event, state }: DeliveryRow) => `${event} is ${state} now.`,
  )
}

function printOutcome<T>(
  { status, body }: DaemonAnswer,
  output: Output,
  sentence: (row: T) => string,
): ExitCode {
  if (status !== 200) return printRefusal(body, output)
  if (output.json) output.value(body)
  else output.line(sentence(body as T))
  return exitCodes.done
}
