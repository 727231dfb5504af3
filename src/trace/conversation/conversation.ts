// Follows one PeSIT conversation by its entities: reports it entry by entry, with file data summarised and
// answers timed, and its result at the end.

import { describeDiagnostic } from '../../pesit/parameters/diagnostics.ts'
import { decodeFpdu } from '../../pesit/fpdu/decode.ts'
import type { Fpdu, FpduName } from '../../pesit/fpdu/fpdu.ts'
import { carriesData } from '../../pesit/fpdu/table.ts'
import { ProtocolError } from '../../pesit/protocol-error.ts'
import { mayBeMissing } from '../../pesit/session/tolerance.ts'
import { checksumBytes, hasValidChecksum } from '../../pesit/wire/checksum.ts'
import { decodePreConnection, decodeReply } from '../../pesit/wire/pre-connection.ts'
import { DataPhase } from './data-phase.ts'
import type { Hole, Lost } from '../tcp/entity-stream.ts'
import type { TraceEntry, FpduEntry } from './entry.ts'
import type { Side } from '../tcp/connection.ts'
import { headerAt } from '../tcp/plausible.ts'
import { diagnosticRefusal, TracedTransfers } from './transfers.ts'
import { countedWords, shownUnits } from './words.ts'

/** How the conversation ended, as far as PeSIT says; null: unknown. */
export interface PesitEnd {
  readonly kind: 'released' | 'refused' | 'aborted'
  readonly by: Side
  readonly words: string | null
}

const byRequester: ReadonlySet<FpduName> = new Set([
  'CONNECT',
  'RELEASE',
  'CREATE',
  'SELECT',
  'DESELECT',
  'ORF',
  'CRF',
  'READ',
  'WRITE',
  'TRANS.END',
  'MSG',
  'MSGDM',
  'MSGMM',
  'MSGFM',
])
const byResponder: ReadonlySet<FpduName> = new Set([
  'ACONNECT',
  'RCONNECT',
  'RELCONF',
  'ACK(CREATE)',
  'ACK(SELECT)',
  'ACK(DESELECT)',
  'ACK(ORF)',
  'ACK(CRF)',
  'ACK(READ)',
  'ACK(WRITE)',
  'ACK(TRANS.END)',
  'ACK(MSG)',
])
const questionOf: Partial<Record<FpduName, readonly FpduName[]>> = {
  ACONNECT: ['CONNECT'],
  RCONNECT: ['CONNECT'],
  RELCONF: ['RELEASE'],
  'ACK(MSG)': ['MSG', 'MSGFM'],
}
/** Of one FPDU. */
const maximumOddities = 8
const troublesome: ReadonlySet<FpduName> = new Set(['RCONNECT', 'ABORT', 'IDT', 'RESYN'])

interface PendingRequest {
  readonly name: FpduName | 'pre-connection'
  readonly atMs: number
}

export class TracedConversation {
  readonly transfers = new TracedTransfers()
  /** The side of the requester; null until it is known. */
  requester: Side | null = null
  names: { readonly requester: string; readonly server: string } | null = null
  hasChecksums = false
  end: PesitEnd | null = null
  points = 0
  resyncs = 0
  /** How many bytes of file data were seen. */
  dataBytes = 0
  private readonly emit: (entry: TraceEntry) => void
  private phase: DataPhase | null = null
  private isCompressed = false
  private readonly pendingRequests: [PendingRequest | null, PendingRequest | null] = [null, null]
  private lastAtMs = Number.NaN

  constructor(emit: (entry: TraceEntry) => void) {
    this.emit = emit
  }

  entity(from: Side, bytes: Uint8Array, at: { atMs: number; holes: readonly Hole[] }): void {
    if (at.holes.length === 0 && this.preConnection(from, bytes, at.atMs)) return
    for (let offset = 0; offset < bytes.length; ) {
      const size = this.fpdu(from, bytes.subarray(offset), {
        atMs: at.atMs,
        holes: at.holes.map(({ start, end }) => ({ start: start - offset, end: end - offset })),
      })
      if (size === null) return
      offset += size
    }
  }

  lost(from: Side, { passedBytes, missingBytes, atMs, isLast }: Lost): void {
    if (this.phase?.from === from && missingBytes !== null) {
      this.phase.missingBytes += passedBytes + missingBytes
      return
    }
    const parts = [
      missingBytes === null
        ? 'an unknown number of bytes is not in the capture'
        : missingBytes > 0
          ? `${countedWords(missingBytes, 'byte')} ${missingBytes === 1 ? 'is' : 'are'} not in the capture`
          : null,
      passedBytes > 0 ? `${countedWords(passedBytes, 'byte')} could not be read` : null,
    ].filter((part) => part !== null)
    const next = isLast ? '' : '; what follows begins at the next FPDU'
    this.note(from, atMs, `${parts.join(', ')}${next}`)
  }

  note(from: Side | null, atMs: number, text: string): void {
    this.emit({ kind: 'note', from, atMs, text, isTrouble: true })
  }

  /** Nothing follows. */
  finish(whyCut: string): void {
    this.endPhase()
    this.transfers.cut(whyCut)
  }

  private preConnection(from: Side, bytes: Uint8Array, atMs: number): boolean {
    const greeting = decodePreConnection(bytes)
    const reply = decodeReply(bytes)
    if (greeting === null && reply === 'unknown') return false
    const question = this.pendingRequests[other(from)]
    const isAnswer = greeting === null && question?.name === 'pre-connection'
    this.emit({
      kind: 'pre-connection',
      from,
      atMs,
      identifier: greeting?.identifier ?? null,
      reply: reply === 'unknown' ? null : reply,
      answeredAfterMs: isAnswer ? atMs - question.atMs : null,
    })
    if (greeting !== null) {
      this.requester ??= from
      this.pendingRequests[from] = { name: 'pre-connection', atMs }
    } else if (reply === 'refused')
      this.end = { kind: 'refused', by: from, words: 'its pre-connection was not accepted' }
    this.lastAtMs = atMs
    return true
  }

  /** Returns the number of bytes used; null: the rest of the entity cannot be read. */
  private fpdu(
    from: Side,
    rest: Uint8Array,
    at: { atMs: number; holes: readonly Hole[] },
  ): number | null {
    const unreadable = (why: string) => {
      if (this.phase?.from === from) this.phase.missingBytes += rest.length
      else this.note(from, at.atMs, `${countedWords(rest.length, 'byte')} cannot be read: ${why}`)
      return null
    }
    if (touches(at.holes, 0, 6)) return unreadable('their beginning is not in the capture')
    const header = headerAt(rest, 0)
    if (header === null || header.lengthBytes > rest.length)
      return unreadable('no FPDU begins there, or it is longer than its entity')
    try {
      const { name, lengthBytes } = header
      const isWhole = !touches(at.holes, 0, lengthBytes)
      const trailing = rest.length - lengthBytes === checksumBytes ? checksumBytes : 0
      if (carriesData(name)) this.data(from, rest.subarray(0, lengthBytes), { ...at, isWhole })
      else if (isWhole) this.control(from, rest.subarray(0, lengthBytes), at.atMs)
      else this.note(from, at.atMs, `${name}: a part of it is not in the capture`)
      if (trailing > 0) this.checksum(from, name, { bytes: rest, atMs: at.atMs, holes: at.holes })
      return lengthBytes + trailing
    } catch (error) {
      if (error instanceof ProtocolError) return unreadable(error.message)
      throw error
    }
  }

  private checksum(
    from: Side,
    name: FpduName,
    { bytes, atMs, holes }: { bytes: Uint8Array; atMs: number; holes: readonly Hole[] },
  ): void {
    this.hasChecksums = true
    if (touches(holes, 0, bytes.length) || hasValidChecksum(bytes)) return
    const text = `the checksum of ${name} is wrong`
    if (this.phase?.from === from) this.phase.fault(text)
    else this.note(from, atMs, text)
  }

  private data(
    from: Side,
    bytes: Uint8Array,
    { atMs, isWhole }: { atMs: number; isWhole: boolean },
  ): void {
    const { fpdu } = decodeFpdu(bytes)
    if (this.phase !== null && this.phase.from !== from) this.endPhase()
    this.phase ??= new DataPhase(from, atMs, this.isCompressed)
    this.phase.data(fpdu, atMs, isWhole)
    this.lastAtMs = atMs
  }

  private control(from: Side, bytes: Uint8Array, atMs: number): void {
    const { fpdu, oddities, missing } = decodeFpdu(bytes)
    if (this.isPartOfPhase(from, fpdu, atMs)) {
      this.lastAtMs = atMs
      return
    }
    this.endPhase()
    this.learn(from, fpdu)
    this.transfers.follow(fpdu)
    const answeredAfterMs = this.answeredAfter(from, fpdu.name, atMs)
    const faults = [
      ...missing.filter((what) => !mayBeMissing(fpdu, what)).map((what) => `${what} is missing`),
      ...this.transfers.countFaults(fpdu),
    ]
    const entry: FpduEntry = {
      kind: 'fpdu',
      from,
      atMs,
      name: fpdu.name,
      dst: fpdu.dst,
      src: fpdu.src,
      units: shownUnits(fpdu.parameters),
      isTrouble: troublesome.has(fpdu.name) || diagnosticRefusal(fpdu) !== null,
      faults,
      oddities: oddities
        .slice(0, maximumOddities)
        .map((text) => text.replace(`${fpdu.name}: `, '')),
      answeredAfterMs,
      silenceMs: answeredAfterMs === null ? Math.max(0, atMs - this.lastAtMs) || 0 : 0,
    }
    this.emit(entry)
    this.lastAtMs = atMs
  }

  /** Sync points and their acknowledgements are reported with the data between them. */
  private isPartOfPhase(from: Side, { name, parameters }: Fpdu, atMs: number): boolean {
    const { phase } = this
    const { syncNumber } = parameters
    if (syncNumber === undefined) return false
    if (name === 'SYN') this.points += 1
    if (phase === null) return false
    if (name === 'SYN' && from === phase.from) phase.point(syncNumber, atMs)
    else if (name === 'ACK(SYN)' && from !== phase.from) phase.acknowledged(syncNumber, atMs)
    else return false
    return true
  }

  private endPhase(): void {
    const { phase } = this
    if (phase === null) return
    this.phase = null
    this.dataBytes += phase.dataBytes
    this.transfers.data(phase.dataBytes, phase.articles, phase.missingBytes)
    this.emit(phase.entry())
  }

  private learn(from: Side, { name, parameters }: Fpdu): void {
    if (byRequester.has(name)) this.requester ??= from
    if (byResponder.has(name)) this.requester ??= other(from)
    if (name === 'CONNECT') {
      this.names = { requester: parameters.requester ?? '?', server: parameters.server ?? '?' }
      this.hasChecksums ||= parameters.crc === true
    }
    if (name === 'ACK(ORF)') this.isCompressed = parameters.compression?.use === true
    if (name === 'RESYN') this.resyncs += 1
    const { diagnostic } = parameters
    const words = diagnostic === undefined ? null : describeDiagnostic(diagnostic)
    if (name === 'RCONNECT') this.end = { kind: 'refused', by: from, words }
    if (name === 'ABORT') this.end = { kind: 'aborted', by: from, words }
    if (name === 'RELCONF') this.end = { kind: 'released', by: other(from), words: null }
  }

  /** The time from the request to this answer; null: it is not an answer. */
  private answeredAfter(from: Side, name: FpduName, atMs: number): number | null {
    const inside = /^ACK\((.+)\)$/.exec(name)?.[1]
    const questions = questionOf[name] ?? (inside === undefined ? [] : [inside])
    if (questions.length === 0) this.pendingRequests[from] = { name, atMs }
    const question = this.pendingRequests[other(from)]
    if (question === null || !(questions as readonly string[]).includes(question.name)) return null
    this.pendingRequests[other(from)] = null
    return Math.max(0, atMs - question.atMs)
  }
}

function other(side: Side): Side {
  return side === 0 ? 1 : 0
}

function touches(holes: readonly Hole[], start: number, end: number): boolean {
  return holes.some((hole) => hole.start < end && hole.end > start)
}
