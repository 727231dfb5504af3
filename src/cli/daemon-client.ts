// Talks to the daemon through its Unix socket.

import { randomUUID } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { removePlainly } from '../lib/files/plain-files.ts'
import { type IncomingMessage, request } from 'node:http'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { findControl } from '../http/access/control-path.ts'
import type { Live } from '../http/routes/control.ts'
import { KnownError } from '../wording/known-error.ts'
import { systemErrorCode } from '../lib/files/files.ts'
import { message } from '../wording/catalogue.ts'
import type { Reader } from '../wording/entry.ts'
import type { Language } from '../wording/languages.ts'
import { nextStepOf, whatOf } from '../wording/sentence.ts'

/** Where a daemon answers, and in which language. */
export interface DaemonPlace {
  readonly dataFolder: string
  readonly language?: Language
}

export interface DaemonAnswer {
  readonly status: number
  readonly body: unknown
}

/** @throws KnownError DAEMON-NOT-RUNNING; DAEMON-SILENT after `timeoutMs`, where one is given. */
export function requestJson(
  daemon: DaemonPlace,
  call: {
    readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
    readonly path: string
    readonly body?: unknown
    /** For the whole answer. If absent: no limit, because some calls take long. */
    readonly timeoutMs?: number
  },
): Promise<DaemonAnswer> {
  const { timeoutMs } = call
  const { dataFolder } = daemon
  const json = call.body === undefined ? '' : JSON.stringify(call.body)
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        socketPath: findControl(dataFolder),
        method: call.method,
        path: call.path,
        ...(timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) }),
        headers: {
          ...inLanguage(daemon),
          ...(json === ''
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) }),
        },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', (error) => reject(unanswered(dataFolder, error, timeoutMs)))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: parse(Buffer.concat(chunks).toString('utf8')),
          }),
        )
      },
    )
    asking.on('error', (error) => reject(unanswered(dataFolder, error, timeoutMs)))
    asking.end(json)
  })
}

/** Uploads a file with its fields as a stream. @throws KnownError DAEMON-NOT-RUNNING. */
export async function upload(
  daemon: DaemonPlace,
  call: {
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly fields: Readonly<Record<string, string>>
    readonly file: {
      readonly name: string
      readonly body: Readable
      readonly sizeBytes: number
      /** What is thrown when the body cannot be read to its end. */
      readonly unreadable: (cause: unknown) => Error
    }
    readonly onSent: (bytes: number) => void
  },
): Promise<DaemonAnswer> {
  const boundary = `pesit-drop-${randomUUID()}`
  const { fields, file } = call
  const { dataFolder } = daemon
  const quoted = file.name.replace(/["\r\n]/g, '_')
  const head = [
    ...Object.entries(fields).map(
      ([name, value]) =>
        `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    ),
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${quoted}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
  ].join('')
  const tail = `\r\n--${boundary}--\r\n`
  const length = Buffer.byteLength(head) + file.sizeBytes + Buffer.byteLength(tail)
  return new Promise((resolve, reject) => {
    const asking = request({
      socketPath: findControl(dataFolder),
      method: 'POST',
      path: call.path,
      headers: {
        ...inLanguage(daemon),
        ...call.headers,
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': length,
      },
    })
    asking.on('response', (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, body: parse(body) }),
        reject,
      )
    })
    // A file that cannot be read says nothing about the daemon.
    file.body.once('error', (error) => reject(file.unreadable(error)))
    asking.on('error', (error) => reject(notRunning(dataFolder, error)))
    const body = async function* () {
      yield Buffer.from(head)
      let sent = 0
      for await (const piece of file.body) {
        yield piece as Buffer
        call.onSent((sent += (piece as Buffer).length))
      }
      yield Buffer.from(tail)
    }
    // A refusal may come before everything was sent: then the answer contains it.
    pipeline(Readable.from(body(), { objectMode: false }), asking).catch(() => undefined)
  })
}

/**
 * Downloads into a new file. The file is created before the call, because bytes that were downloaded and
 * could not be written would count as fetched. @throws EEXIST
 */
export async function download(
  daemon: DaemonPlace,
  path: string,
  target: string,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const file = await open(target, 'wx', 0o640)
  try {
    const answer = await downloadInto(daemon, path, file)
    if (answer.status !== 200) await removePlainly(target)
    return answer
  } catch (error) {
    await removePlainly(target)
    throw error
  } finally {
    await file.close()
  }
}

async function downloadInto(
  daemon: DaemonPlace,
  path: string,
  file: FileHandle,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const { dataFolder } = daemon
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = inLanguage(daemon)
    const asking = request({ socketPath: findControl(dataFolder), path, headers }, resolve)
    asking.on('error', (error) => reject(notRunning(dataFolder, error)))
    asking.end()
  })
  const status = response.statusCode ?? 0
  if (status !== 200) return { status, body: parse(await text(response)) }
  // The stream of a handle that stays open never closes, and a pipeline into it never ends.
  for await (const piece of response) await file.writeFile(piece as Buffer)
  return { status, body: null }
}

/** Whether a daemon works with the data folder, and what runs in it now. */
export type Liveness =
  | { readonly kind: 'answers'; readonly live: Live }
  /** It accepts the call but does not answer: it hangs, or it was stopped by a signal. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'not-running' }

/** How long the daemon may take to say what runs. It only has to read its memory. */
export const liveTimeoutMs = 3_000

export async function readLiveness(daemon: DaemonPlace): Promise<Liveness> {
  try {
    const call = { method: 'GET', path: '/live', timeoutMs: liveTimeoutMs } as const
    const { status, body } = await requestJson(daemon, call)
    return status === 200 ? { kind: 'answers', live: body as Live } : { kind: 'silent' }
  } catch (error) {
    if (error instanceof KnownError && error.code === 'DAEMON-NOT-RUNNING')
      return { kind: 'not-running' }
    if (error instanceof KnownError && error.code === 'DAEMON-SILENT') return { kind: 'silent' }
    throw error
  }
}

/** What a problem (RFC 9457) says to people, or the nearest thing in the answer. */
export function problemIn(
  body: unknown,
  reader: Reader,
): { readonly sentence: string; readonly hint: string; readonly code: string } {
  const words: Readonly<Record<string, unknown>> =
    typeof body === 'object' && body !== null ? { ...body } : {}
  const { sentence = words['detail'], hint, code = 'DAEMON-REFUSED' } = words
  if (typeof sentence !== 'string' || typeof code !== 'string') {
    const unreadable = message('DAEMON-REFUSED', {})
    return {
      sentence: whatOf(unreadable, reader),
      hint: nextStepOf(unreadable, reader),
      code: unreadable.code,
    }
  }
  return { sentence, hint: typeof hint === 'string' ? hint : '', code }
}

function inLanguage({ language }: DaemonPlace): Readonly<Record<string, string>> {
  return language === undefined ? {} : { 'accept-language': language }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return body
  }
}

function unanswered(dataFolder: string, error: Error, timeoutMs: number | undefined): Error {
  if (systemErrorCode(error) !== 'ABORT_ERR') return notRunning(dataFolder, error)
  return new KnownError(
    message('DAEMON-SILENT', { dataFolder, seconds: Math.round((timeoutMs ?? 0) / 1000) }),
    { cause: error },
  )
}

function notRunning(dataFolder: string, error: unknown): Error {
  const why = systemErrorCode(error) === 'EACCES' ? 'forbidden' : 'absent'
  return new KnownError(message('DAEMON-NOT-RUNNING', { why, dataFolder }), { cause: error })
}
