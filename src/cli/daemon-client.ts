// Speaks to the daemon through its Unix socket.

import { request } from 'node:http'
import { controlPath } from '../http/control-path.ts'
import type { Live } from '../http/routes/control.ts'
import { KnownError } from '../lib/known-error.ts'
import { codeOf } from '../lib/files.ts'

export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** @throws KnownError DAEMON-NOT-RUNNING. */
export function ask(
  dataFolder: string,
  call: {
    readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
    readonly path: string
    readonly body?: unknown
  },
): Promise<Answer> {
  const text = call.body === undefined ? '' : JSON.stringify(call.body)
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        socketPath: controlPath(dataFolder),
        method: call.method,
        path: call.path,
        headers:
          text === ''
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: parse(Buffer.concat(chunks).toString('utf8')),
          }),
        )
      },
    )
    asking.on('error', (error) => reject(notRunning(dataFolder, error)))
    asking.end(text)
  })
}

/** What runs now, or null when no daemon does. */
export async function askLive(dataFolder: string): Promise<Live | null> {
  try {
    const { status, body } = await ask(dataFolder, { method: 'GET', path: '/live' })
    return status === 200 ? (body as Live) : null
  } catch (error) {
    if (error instanceof KnownError && error.code === 'DAEMON-NOT-RUNNING') return null
    throw error
  }
}

/** The words of a problem (RFC 9457), or as near as the answer comes to one. */
export function problemIn(body: unknown): {
  readonly detail: string
  readonly hint: string
  readonly code: string
} {
  const words: Readonly<Record<string, unknown>> =
    typeof body === 'object' && body !== null ? { ...body } : {}
  const text = (key: string, otherwise: string) =>
    typeof words[key] === 'string' ? words[key] : otherwise
  return {
    detail: text('detail', 'The daemon refused.'),
    hint: text('hint', ''),
    code: text('code', 'REFUSED'),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function notRunning(dataFolder: string, error: unknown): Error {
  if (codeOf(error) === 'EACCES') {
    return new KnownError(
      'DAEMON-NOT-RUNNING',
      `You may not speak to the daemon of ${dataFolder}.`,
      { hint: 'Join the group that owns its control.sock, or use sudo.', cause: error },
    )
  }
  return new KnownError('DAEMON-NOT-RUNNING', `No daemon works with ${dataFolder}.`, {
    cause: error,
  })
}
