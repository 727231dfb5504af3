// A receiver of webhooks on loopback that keeps what it was told and answers as the test wants.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Heard {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  readonly told: {
    readonly event: string
    readonly timestamp: string
    readonly transfer: {
      readonly id: string
      readonly direction: string
      readonly filename: string
      readonly localPath: string
      readonly size: number
    }
  }
}

export type Answer = (heard: Heard, response: ServerResponse) => void

export interface WebhookReceiver {
  readonly url: string
  readonly heard: readonly Heard[]
  answerWith(answer: Answer): void
  close(): Promise<void>
}

export const answering =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_heard, response) =>
    void response.writeHead(status, headers).end()

export async function startWebhookReceiver(
  first: Answer = answering(200),
  port = 0,
): Promise<WebhookReceiver> {
  const heard: Heard[] = []
  let answer = first
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const one: Heard = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body,
        told: JSON.parse(body) as Heard['told'],
      }
      heard.push(one)
      answer(one, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  onTestFinished(close)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    heard,
    answerWith(next) {
      answer = next
    },
    close,
  }
}
