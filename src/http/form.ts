// Reads what a program uploads: one file and a few fields, in whatever order. The file is handed on while it
// arrives, as its way is known only when all fields have come, which may be after it. The caller has a pace to
// keep: one that stops, or sends a byte now and then, holds a place that others need.

import type { FastifyRequest } from 'fastify'
import { type Problem, problem } from './problem.ts'

/** Whole and durable, and nobody's yet. */
export interface Upload {
  readonly id: string
  readonly sizeBytes: number
  readonly sha256: string
}

export interface UploadDoor {
  /** Streams into the spool; nothing is left unless `taken`. */
  take(
    body: AsyncIterable<Uint8Array>,
    expectedBytes: number,
  ): Promise<
    | { readonly kind: 'taken'; readonly upload: Upload }
    | { readonly kind: 'too-large'; readonly mostBytes: number }
    | { readonly kind: 'empty' }
  >
  drop(id: string): Promise<void>
}

export interface Form {
  readonly kind: 'form'
  readonly fields: Readonly<Record<string, unknown>>
  readonly upload: Upload
  /** What the caller's file was called; '' when it did not say. */
  readonly uploadName: string
}

export type FormOutcome = Form | { readonly kind: 'refused'; readonly problem: Problem }

const mostFields = 30
const mostFieldBytes = 8 * 1024
export const formLimits = {
  fields: mostFields,
  fieldSize: mostFieldBytes,
  fieldNameSize: 100,
  // One more than is taken, so that it can be told.
  files: 2,
  parts: mostFields + 2,
  headerPairs: 50,
  // The spool has its own limit, and counts.
  fileSize: Number.POSITIVE_INFINITY,
}

export async function readForm(request: FastifyRequest, door: UploadDoor): Promise<FormOutcome> {
  const fields: Record<string, unknown> = {}
  let upload: Upload | null = null
  let uploadName = ''
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        fields[part.fieldname] = part.value
        continue
      }
      if (part.fieldname !== 'file') return await refused(upload, door, otherFile(part.fieldname))
      if (upload !== null) return await refused(upload, door, twoFiles)
      const taken = await door.take(paced(part.file), expectedBytes(request))
      if (taken.kind !== 'taken') return await refused(null, door, refusalOf(taken))
      upload = taken.upload
      uploadName = part.filename
    }
  } catch (error) {
    if (upload !== null) await door.drop(upload.id)
    if (error instanceof TooSlow) return { kind: 'refused', problem: tooSlow }
    throw error
  }
  if (upload === null) return { kind: 'refused', problem: noFile }
  return { kind: 'form', fields, upload, uploadName }
}

async function refused(
  upload: Upload | null,
  door: UploadDoor,
  why: Problem,
): Promise<FormOutcome> {
  if (upload !== null) await door.drop(upload.id)
  return { kind: 'refused', problem: why }
}

function expectedBytes(request: FastifyRequest): number {
  const length = Number(request.headers['content-length'])
  return Number.isSafeInteger(length) && length > 0 ? length : 0
}

class TooSlow extends Error {}

const paceFromMs = 30_000
const leastBytesASecond = 1024
const silenceMs = 30_000

/** The same bytes; fails when they stop, or come at less than a kilobyte a second. */
export async function* paced(
  body: AsyncIterable<Uint8Array>,
  { silence = silenceMs, from = paceFromMs } = {},
): AsyncGenerator<Uint8Array> {
  const startedMs = performance.now()
  const pieces = body[Symbol.asyncIterator]()
  let bytes = 0
  for (;;) {
    const next = await withinTime(pieces.next(), silence)
    if (next.done === true) return
    bytes += next.value.length
    const passedMs = performance.now() - startedMs
    if (passedMs > from && bytes < (passedMs / 1000) * leastBytesASecond) throw new TooSlow()
    yield next.value
  }
}

function withinTime<T>(work: Promise<T>, mostMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TooSlow()), mostMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

const tooSlow = problem(
  408,
  'UPLOAD-TOO-SLOW',
  'The file stopped coming, or came at less than a kilobyte a second. Nothing of it was kept.',
  'Send it again.',
)
const noFile = problem(
  422,
  'FILE-MISSING',
  'The form has no part named “file” with a file name.',
  'Send multipart/form-data with file, serverId, remoteFilename, partnerId and virtualFile.',
)

const twoFiles = problem(
  422,
  'FILES-SEVERAL',
  'The form has two files. Nothing of it was kept.',
  'One call sends one file: call once for each.',
)

function otherFile(name: string): Problem {
  return problem(
    422,
    'FILE-MISSING',
    `The file came in a part named “${name.slice(0, 80)}”, not “file”.`,
    'Name the part “file”. One call sends one file.',
  )
}

export function refusalOf(
  taken: { readonly kind: 'too-large'; readonly mostBytes: number } | { readonly kind: 'empty' },
): Problem {
  if (taken.kind === 'empty')
    return problem(
      422,
      'FILE-EMPTY',
      'The file has no byte, so there is nothing to send.',
      'Look at how it was made, and send it again.',
    )
  return problem(
    413,
    'FILE-TOO-LARGE',
    `The file has more than ${taken.mostBytes} bytes, which is the most that is taken. Nothing of it was kept.`,
    'Raise `http.largestFile` in the configuration if such files are right.',
  )
}
