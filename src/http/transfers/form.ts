// Reads an upload: one file and a few fields, in any order. The file is passed on while it arrives, because
// the fields that say where it goes may come after it. The caller must keep up a minimum rate: one that
// stops, or sends only a byte now and then, occupies a place that others need.

import type { FastifyRequest } from 'fastify'
import { message } from '../../wording/catalogue.ts'
import { sendFields } from './request.ts'
import { type Problem, problem } from '../responses/problem.ts'

/** Whole and durable, but not yet part of a transfer. */
export interface UploadedFile {
  readonly id: string
  readonly sizeBytes: number
  readonly sha256: string
}

export interface UploadAdmission {
  /** Streams into the spool. Nothing is left unless the result is `taken`. */
  take(
    body: AsyncIterable<Uint8Array>,
    expectedBytes: number,
  ): Promise<
    | { readonly kind: 'taken'; readonly upload: UploadedFile }
    | { readonly kind: 'too-large'; readonly maximumBytes: number }
    | { readonly kind: 'empty' }
  >
  drop(id: string): Promise<void>
}

export interface UploadForm {
  readonly kind: 'form'
  readonly fields: Readonly<Record<string, unknown>>
  readonly upload: UploadedFile
  /** The name of the caller's file; '' if the caller gave none. */
  readonly uploadName: string
}

export type FormOutcome = UploadForm | { readonly kind: 'refused'; readonly problem: Problem }

const maximumFields = 30
const maximumFieldBytes = 8 * 1024
export const formLimits = {
  fields: maximumFields,
  fieldSize: maximumFieldBytes,
  fieldNameSize: 100,
  // One more than is accepted, so that a second file can be refused by name.
  files: 2,
  parts: maximumFields + 2,
  headerPairs: 50,
  // The spool has its own limit and counts.
  fileSize: Number.POSITIVE_INFINITY,
}

/** The fields of a form. Other fields that callers of PeSIT Wizard send are ignored. */
const knownNames = ['file', ...Object.keys(sendFields.shape)]

/**
 * Reads all parts, and the file into the spool. `isWaitedFor`: others wait for this upload to end. All parts
 * besides the file together must arrive within a minute, so that nobody occupies a place for ever.
 */
export async function readForm(
  request: FastifyRequest,
  door: UploadAdmission,
  isWaitedFor: () => boolean = () => false,
): Promise<FormOutcome> {
  if (!/;\s*boundary=/i.test(request.headers['content-type'] ?? ''))
    return { kind: 'refused', problem: broken('no-boundary') }
  const form: Reading = { fields: {}, names: [], upload: null, uploadName: '' }
  try {
    const parts = request.parts()[Symbol.asyncIterator]()
    for (let leftMs = withoutFileMs; ; ) {
      const startedMs = performance.now()
      const next = await withinTime(parts.next(), leftMs, 'silent')
      leftMs -= performance.now() - startedMs
      if (next.done === true) break
      const why = await takePart(next.value, form, { request, door, isWaitedFor })
      if (why !== null) return await refused(form.upload, door, why)
    }
  } catch (error) {
    if (form.upload !== null) await door.drop(form.upload.id)
    const why = whyBroken(error)
    if (why === null) throw error
    return { kind: 'refused', problem: why }
  }
  const { fields, names, upload, uploadName } = form
  if (upload === null) {
    const why = names.includes('file') ? 'is-field' : 'absent'
    return { kind: 'refused', problem: problem(message('FILE-MISSING', { names, why })) }
  }
  return { kind: 'form', fields, upload, uploadName }
}

interface Reading {
  readonly fields: Record<string, unknown>
  readonly names: string[]
  upload: UploadedFile | null
  uploadName: string
}

type Part =
  ReturnType<FastifyRequest['parts']> extends AsyncIterableIterator<infer One> ? One : never

async function takePart(
  part: Part,
  form: Reading,
  around: {
    readonly request: FastifyRequest
    readonly door: UploadAdmission
    readonly isWaitedFor: () => boolean
  },
): Promise<Problem | null> {
  const { fieldname: name, encoding } = part as Part & { readonly fieldname: string | undefined }
  const shown = (name ?? '').slice(0, 80)
  if (name === undefined || name === '') return problem(message('FORM-PART-UNNAMED', {}))
  if (/^(base64|quoted-printable)$/i.test(encoding.trim()))
    return problem(message('FORM-PART-ENCODED', { name: shown, encoding: encoding.trim() }))
  const meant = knownNames.find((known) => known.toLowerCase() === name.toLowerCase())
  if (meant !== undefined && meant !== name)
    return problem(message('FORM-PART-MISNAMED', { name: shown, meant }))
  form.names.push(shown)
  if (part.type === 'field') {
    const { valueTruncated, value } = part
    if (valueTruncated)
      return problem(message('FORM-FIELD-TOO-LONG', { name: shown, mostBytes: maximumFieldBytes }))
    if (Object.hasOwn(form.fields, name) && form.fields[name] !== value)
      return problem(message('FORM-FIELD-TWICE', { name: shown }))
    form.fields[name] = value
    return null
  }
  if (name !== 'file')
    return problem(message('FILE-MISSING', { names: form.names, why: 'other-part' }))
  if (form.upload !== null) return problem(message('FILES-SEVERAL', {}))
  const { request, door, isWaitedFor } = around
  const taken = await door.take(paced(part.file, { isWaitedFor }), expectedBytes(request))
  if (taken.kind !== 'taken') return formProblem(taken)
  form.upload = taken.upload
  form.uploadName = part.filename
  return null
}

const withoutFileMs = 60_000

/** null: not a fault of the form. */
function whyBroken(error: unknown): Problem | null {
  if (error instanceof TooSlow) return problem(message('UPLOAD-TOO-SLOW', { how: error.how }))
  const { code = '', message: text = '' } = error as { code?: string; message?: string }
  if (/^FST_(PARTS|FIELDS|FILES)_LIMIT$/.test(code))
    return problem(message('FORM-TOO-LARGE', { most: maximumFields + 2 }))
  if (/boundary not found/i.test(text)) return broken('no-boundary')
  if (
    /unexpected end|terminated early|end of form/i.test(text) ||
    code === 'FST_MP_PREMATURE_CLOSE'
  )
    return broken('no-end')
  return /^(multipart|malformed)/i.test(text) ? broken('unreadable') : null
}

function broken(why: 'no-boundary' | 'no-end' | 'unreadable'): Problem {
  return problem(message('FORM-BROKEN', { why }))
}

async function refused(
  upload: UploadedFile | null,
  door: UploadAdmission,
  why: Problem,
): Promise<FormOutcome> {
  if (upload !== null) await door.drop(upload.id)
  return { kind: 'refused', problem: why }
}

export function expectedBytes(request: FastifyRequest): number {
  const length = Number(request.headers['content-length'])
  return Number.isSafeInteger(length) && length > 0 ? length : 0
}

class TooSlow extends Error {
  readonly how: 'silent' | 'slow' | 'waited-for'
  constructor(how: TooSlow['how']) {
    super(how)
    this.how = how
  }
}

const paceFromMs = 30_000
const leastBytesASecond = 1024
/**
 * An upload that is slower than the slowest lines on the market gives way after a minute if others wait for
 * its place.
 */
const waitedFor = { fromMs: 60_000, leastBytesASecond: 16 * 1024 }
const silenceMs = 30_000

/** The same bytes; fails when they stop, or come too slowly. */
export async function* paced(
  body: AsyncIterable<Uint8Array>,
  {
    silence = silenceMs,
    from = paceFromMs,
    isWaitedFor = (): boolean => false,
    waitedForFrom = waitedFor.fromMs,
  } = {},
): AsyncGenerator<Uint8Array> {
  const startedMs = performance.now()
  const pieces = body[Symbol.asyncIterator]()
  let bytes = 0
  for (;;) {
    const next = await withinTime(pieces.next(), silence, 'silent')
    if (next.done === true) return
    bytes += next.value.length
    const passedMs = performance.now() - startedMs
    const isSlower = (least: number) => bytes < (passedMs / 1000) * least
    if (passedMs > from && isSlower(leastBytesASecond)) throw new TooSlow('slow')
    if (passedMs > waitedForFrom && isSlower(waitedFor.leastBytesASecond) && isWaitedFor())
      throw new TooSlow('waited-for')
    yield next.value
  }
}

function withinTime<T>(work: Promise<T>, maximumMs: number, how: TooSlow['how']): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TooSlow(how)), Math.max(0, maximumMs))
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

export function formProblem(
  taken: { readonly kind: 'too-large'; readonly maximumBytes: number } | { readonly kind: 'empty' },
): Problem {
  return taken.kind === 'empty'
    ? problem(message('FILE-EMPTY', {}))
    : problem(message('FILE-TOO-LARGE', { maximumBytes: taken.maximumBytes }))
}
