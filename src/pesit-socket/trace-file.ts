// Records conversations in a file that can be shown later (`pesit-drop trace FILE`): a line of text for each
// entity with its time, its sender and its bytes in hex. Secrets are never written: passwords (PI 5,
// pre-connection) and unknown parameters become stars; file data, messages and what cannot be decoded are
// left out except for their length. docs/reference/trace.md describes the format.

import { decodeHeader } from '../pesit/fpdu/decode.ts'
import { carriesData } from '../pesit/fpdu/table.ts'
import { groupByCode, parameterByCode } from '../pesit/parameters/table.ts'
import { checksumOf, hasValidChecksum } from '../pesit/wire/checksum.ts'
import { EntityReader } from '../pesit/wire/framing.ts'
import { requestsChecksums } from '../pesit/wire/opening.ts'
import { decodePreConnection, decodeReply } from '../pesit/wire/pre-connection.ts'
import type { Trace } from './trace.ts'

/** The first line of a trace file. */
export const traceFileHeader = 'pesit-drop trace 1'

const headerBytes = 6
const longestEntityBytes = 65_535 + 2
const accessControl = 5
const message = 91
/** `*` in ASCII and in EBCDIC. */
const star = 0x2a
const ebcdicStar = 0x5c

export interface TracedConnection extends Trace {
  /** The connection has ended. */
  ended(reason: string): void
}

export interface TraceFile {
  /** Who called whom, for the open connections: the next file begins with this when one file is full. */
  calls(): string
  connection(ends: {
    /** `host:port` of this side and of the peer. */
    readonly own: string
    readonly peer: string
    readonly weCall: boolean
  }): TracedConnection
}

/** The first lines of a trace file. */
export const traceFileHead = `${traceFileHeader}
# Passwords are stars; [n]: n bytes of file data or text are left out.
`

/** A comment in a trace file. */
export function missingLines(lines: number): string {
  return `# ${lines} lines are missing here: they could not be written.\n`
}

/** `write` gets complete lines with their ends; the caller writes the head. `nowMs`: since 1970. */
export function createTraceFile(write: (line: string) => void, nowMs: () => number): TraceFile {
  const open = new Map<number, string>()
  let count = 0
  const lineOf = (number: number, text: string) =>
    `${new Date(nowMs()).toISOString()} ${number} ${text.replace(/[\r\n]/g, ' ')}\n`
  return {
    calls: () => [...open].map(([number, call]) => lineOf(number, call)).join(''),
    connection({ own, peer, weCall }) {
      count += 1
      const number = count
      const tell = (text: string) => write(lineOf(number, text))
      const call = weCall ? `call ${own} ${peer}` : `call ${peer} ${own}`
      tell(call)
      open.set(number, call)
      const readers = [newReader(), newReader()] as const
      const [ownReader, peerReader] = readers
      const expectChecksums = () => {
        for (const reader of readers) reader.expectChecksums()
      }
      const [ownArrow, peerArrow] = weCall ? ['>', '<'] : ['<', '>']
      return {
        sent: follow(ownReader, (text) => tell(`${ownArrow} ${text}`), expectChecksums),
        received: follow(peerReader, (text) => tell(`${peerArrow} ${text}`), expectChecksums),
        ended(reason) {
          tell(`end ${reason}`)
          open.delete(number)
        },
      }
    },
  }
}

function newReader(): EntityReader {
  return new EntityReader({ framing: 'detect', maximumEntityBytes: longestEntityBytes - 2 })
}

function follow(
  reader: EntityReader,
  tell: (text: string) => void,
  expectChecksums: () => void,
): (bytes: Uint8Array) => void {
  let isLost = false
  return (bytes) => {
    if (isLost) return
    try {
      for (const entity of reader.push(bytes)) {
        if (requestsChecksums(entity) === true) expectChecksums()
        tell(entityText(entity))
      }
    } catch {
      // The session handles the error; the trace only says that it cannot go on.
      isLost = true
      tell('?')
    }
  }
}

/** Hex digits; `[n]` for n bytes that are left out. */
function entityText(entity: Uint8Array): string {
  const { bytes, leftOut } = withoutSecrets(entity)
  const parts: string[] = []
  let at = 0
  for (const { start, end } of leftOut) {
    parts.push(hex(bytes.subarray(at, start)), `[${end - start}]`)
    at = end
  }
  parts.push(hex(bytes.subarray(at)))
  return parts.filter((part) => part !== '').join(' ')
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('')
}

interface Range {
  readonly start: number
  readonly end: number
}

/** A copy; zeros where bytes are left out. */
function withoutSecrets(entity: Uint8Array): {
  readonly bytes: Uint8Array
  readonly leftOut: readonly Range[]
} {
  // A socket reads into a Buffer, whose slice() does not copy: the stars would reach the session.
  const bytes = Uint8Array.from(entity)
  const leftOut: Range[] = []
  const leave = (start: number, end: number) => {
    if (end <= start) return
    bytes.fill(0, start, end)
    leftOut.push({ start, end })
  }
  if (decodePreConnection(entity) !== null) {
    bytes.fill(ebcdicStar, 16, 24)
    return { bytes, leftOut }
  }
  if (decodeReply(entity) !== 'unknown') return { bytes, leftOut }
  for (let at = 0; at < entity.length; ) {
    const end = endOfFpdu(entity, at)
    if (end === null) {
      leave(at, entity.length)
      break
    }
    cleanFpdu(bytes, { start: at, end }, leave)
    const hasChecksum = entity.length - end === 2
    if (hasChecksum) sumAgain(entity, bytes, { start: at, end })
    at = hasChecksum ? entity.length : end
  }
  return { bytes, leftOut }
}

/** null: not an FPDU. */
function endOfFpdu(entity: Uint8Array, at: number): number | null {
  try {
    return at + decodeHeader(entity, at).lengthBytes
  } catch {
    return null
  }
}

type Leave = (start: number, end: number) => void

function cleanFpdu(bytes: Uint8Array, { start, end }: Range, leave: Leave): void {
  const body = start + headerBytes
  const { name, src } = decodeHeader(bytes, start)
  if (carriesData(name)) {
    if (name !== 'DTF' || !leaveArticles(bytes, { start: body, end }, { count: src, leave }))
      leave(body, end)
    return
  }
  // The diagnostic of ABORT without PI and length.
  if (name === 'ABORT' && end - body === 3) return
  cleanUnits(bytes, { start: body, end }, leave)
}

/** Keeps the lengths before articles, if there are any. */
function leaveArticles(
  bytes: Uint8Array,
  { start, end }: Range,
  { count, leave }: { count: number; leave: Leave },
): boolean {
  const articles: Range[] = []
  let at = start
  for (let article = 0; article < count; article += 1) {
    if (at + 2 > end) return false
    const next = at + 2 + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)
    articles.push({ start: at + 2, end: next })
    at = next
  }
  if (count === 0 || at !== end) return false
  for (const article of articles) leave(article.start, article.end)
  return true
}

function cleanUnits(bytes: Uint8Array, { start, end }: Range, leave: Leave): void {
  for (let at = start; at < end; ) {
    const code = bytes[at] ?? 0
    const isLong = bytes[at + 1] === 0xff
    const valueAt = at + (isLong ? 4 : 2)
    const length = isLong ? (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0) : (bytes[at + 1] ?? 0)
    // Behind a wrong length it is unknown what is secret.
    if (valueAt + length > end) return leave(at, end)
    const next = valueAt + length
    if (groupByCode.has(code)) cleanUnits(bytes, { start: valueAt, end: next }, leave)
    else if (code === accessControl) bytes.fill(star, valueAt, next)
    else if (code === message || !parameterByCode.has(code)) leave(valueAt, next)
    at = next
  }
}

/**
 * Correct for the bytes that are written if it was correct for the bytes that were sent, and wrong if it was
 * wrong.
 */
function sumAgain(entity: Uint8Array, bytes: Uint8Array, { start, end }: Range): void {
  const wasRight = hasValidChecksum(entity.subarray(start, end + 2))
  const [first, second] = checksumOf(bytes.subarray(start, end))
  bytes[end] = wasRight ? first : (first + 1) % 255
  bytes[end + 1] = second
}
