// What both roles of a session share: the state and its table, what was agreed, what is counted, and what
// waits to leave. Only `create-session.ts`, `arrivals.ts`, `data/` and the two roles change it.

import type { CompressionType } from '../data/compression.ts'
import { encodeAbort, encodeFpdu } from '../fpdu/encode.ts'
import type { FpduName } from '../fpdu/fpdu.ts'
import type { Diagnostic, Parameters } from '../parameters/parameters.ts'
import { checksumOf } from '../wire/checksum.ts'
import { EntityReader, type Framing, frame } from '../wire/framing.ts'
import type { SessionEvent } from './events.ts'
import { DataIntake } from './data/intake.ts'
import { ignore, type MoveTable, nextOf } from './moves.ts'
import type { PaceLimits } from './pace.ts'
import { SyncPointPlaces } from './data/sync-places.ts'
import type { SessionOutput } from './session.ts'
import { largestFileOf, longestArticleOf, notPossible, signOf } from './tolerance.ts'

/** What both roles are configured with. */
export interface SessionOptions {
  readonly framing: Framing | 'detect'
  readonly connectionId: number
  readonly abortForm: 'raw' | 'parameter'
  readonly maximumEntityBytes: number
  readonly pace?: PaceLimits
}

/** Until the connection is accepted; a CONNECT fits easily. */
const entityBytesBeforeConnect = 4096
/** On one connection. */
const maximumOddities = 1000
/** In one transfer: a line that needs more is not usable. */
const maximumResyncs = 5
/** The longest control FPDU: a message of 4096 bytes with its identification. */
const longestControlBytes = 8192

export class SessionState {
  readonly options: SessionOptions
  readonly table: MoveTable
  /** The state by its name in PeSIT E §4.8. */
  state = 'CN01'
  peerId = 0
  window = 0
  intervalBytes = 0
  /** PI 23: both sides allow RESYN. */
  resync = false
  /** PI 1: a checksum follows each FPDU. */
  crc = false
  /** PI 21 of the file that is open. */
  compression: CompressionType | null = null
  /** How often RESYN took this transfer back. */
  resyncs = 0
  /** Where the sync points of this attempt are, as far as a RESYN may name them. */
  readonly places = new SyncPointPlaces()
  /** Set when a transfer ended by IDT: only CRF and DESELECT may follow (PeSIT E §4.8, flag ab). */
  interrupted = false
  readonly counts = { dataBytes: 0, articles: 0, lastSync: 0, lastAcknowledged: 0 }
  readonly intake = new DataIntake()
  readonly reader: EntityReader
  /** The session has ended: nothing more is sent or received. */
  over = false
  /** How many FPDUs the state table accepted, and how many control FPDUs came at all. */
  acceptedFpdus = 0
  controls = 0
  private oddities = 0
  private readonly out: Uint8Array[] = []
  private readonly events: SessionEvent[] = []

  constructor(options: SessionOptions, table: MoveTable) {
    this.options = options
    this.table = table
    this.reader = new EntityReader({
      framing: options.framing,
      maximumEntityBytes: entityBytesBeforeConnect,
    })
  }

  // — moves of the table, and what leaves —

  /** Sends an FPDU that the table allows now. @throws ProtocolError (local), with nothing changed. */
  send(name: FpduName, parameters: Parameters, source?: { readonly src?: number }): void {
    const sign =
      parameters.diagnostic !== undefined && name.startsWith('ACK(')
        ? signOf(parameters.diagnostic)
        : ''
    const next = this.allowed(`snd ${name}${sign}`)
    const bytes = encodeFpdu({ name, dst: this.peerId, src: source?.src ?? 0, parameters })
    this.state = next
    this.push(bytes)
  }

  /** The cell of the table for this key in the current state. */
  next(key: string): string | undefined {
    return nextOf(this.table, this.state, key)
  }

  /** The state that follows a key. @throws ProtocolError (local) when the table has no such move. */
  allowed(key: string): string {
    const next = this.next(key)
    if (next === undefined || next === ignore || this.over) {
      throw notPossible(`${key} is not possible in state ${this.state}`)
    }
    return next
  }

  push(fpdu: Uint8Array): void {
    const entity = this.crc ? Uint8Array.of(...fpdu, ...checksumOf(fpdu)) : fpdu
    this.pushEntity(entity)
  }

  /** Bytes that are not an FPDU: a pre-connection or its reply. */
  pushEntity(entity: Uint8Array): void {
    this.out.push(frame(entity, this.framing))
  }

  /** Entities that are framed already. */
  pushFramed(bytes: Uint8Array): void {
    this.out.push(bytes)
  }

  emit(event: SessionEvent): void {
    this.flushData()
    this.events.push(event)
  }

  /** Reports a deviation that is tolerated, up to a maximum: a peer must not fill our log. */
  oddity(what: string): void {
    this.oddities += 1
    if (this.oddities < maximumOddities) this.emit({ type: 'oddity', what })
    if (this.oddities === maximumOddities)
      this.emit({ type: 'oddity', what: 'further deviations on this connection are not reported' })
  }

  /** Ends the session; the output asks for `close`. */
  end(): void {
    this.over = true
    this.state = 'CN01'
  }

  /** Sends ABORT. The peer gets the diagnostic, our log the reason. */
  abort(diagnostic: Diagnostic, reason: string): void {
    if (this.over) return
    const { connectionId, abortForm } = this.options
    this.push(encodeAbort({ dst: this.peerId, src: connectionId, diagnostic, form: abortForm }))
    this.emit({ type: 'aborted', by: 'us', diagnostic, reason })
    this.end()
  }

  /** Takes out everything that is to be sent and reported. */
  takeOutput(): SessionOutput {
    this.flushData()
    return { send: this.out.splice(0), events: this.events.splice(0), close: this.over }
  }

  private flushData(): void {
    const event = this.intake.flush()
    if (event !== null) this.events.push(event)
  }

  // — what was agreed —

  connected(agreed: {
    readonly peerId: number
    readonly intervalKb: number
    readonly window: number
    readonly resync: boolean
  }): void {
    this.peerId = agreed.peerId
    this.intervalBytes = agreed.intervalKb * 1024
    this.window = agreed.window
    this.resync = agreed.resync
    this.reader.setMaximum(Math.max(longestControlBytes, this.options.maximumEntityBytes))
  }

  /** CREATE or SELECT was accepted: the sizes that it announced limit what is received. */
  newFile({ logical, physical }: Pick<Parameters, 'logical' | 'physical'>): void {
    this.intake.maximumArticleBytes = longestArticleOf(logical)
    this.intake.maximumFileBytes = largestFileOf(logical, physical)
    this.agreeOn(null)
    this.resyncs = 0
    this.resumeAt(0, 0, 0)
  }

  /** The compression of ACK(ORF). */
  agreeOn(compression: CompressionType | null): void {
    this.compression = compression
    this.intake.agreeOn(compression)
  }

  // — sync points —

  resumeAt(point: number, dataBytes: number, articles: number): void {
    Object.assign(this.counts, { dataBytes, articles, lastSync: point, lastAcknowledged: point })
    this.places.startAt(point, { dataBytes, articles })
    this.intake.discard()
  }

  /** A sync point was sent or received: its place is what was counted so far. */
  passSync(number: number): void {
    const { dataBytes, articles } = this.counts
    this.counts.lastSync = number
    this.places.pass(number, { dataBytes, articles })
    this.intake.syncPoint()
  }

  /** Sends RESYN: data that comes is dropped until the peer answers. */
  goBack(diagnostic: Diagnostic, restartPoint: number): void {
    if (this.tooManyResyncs()) return
    this.send('RESYN', { diagnostic, restartPoint })
    this.intake.discard()
    this.emit({ type: 'resync-sent', diagnostic, restartPoint })
  }

  /** Both sides are back at a point. False: its place is not known, and the session was aborted. */
  rewindTo(point: number): boolean {
    const place = this.places.of(point)
    if (place === undefined) {
      this.abort({ type: 3, reason: 311 }, `RESYN to sync point ${point}, which is not known`)
      return false
    }
    this.resumeAt(point, place.dataBytes, place.articles)
    return true
  }

  /** Counts one more RESYN. True: it was one too many, and the session was aborted (3-320). */
  tooManyResyncs(): boolean {
    this.resyncs += 1
    if (this.resyncs <= maximumResyncs) return false
    this.abort({ type: 3, reason: 320 }, `more than ${maximumResyncs} resynchronisations`)
    return true
  }

  /** A sync point that we sent is not acknowledged yet. */
  get awaitsAcknowledgement(): boolean {
    return this.window > 0 && this.counts.lastAcknowledged < this.counts.lastSync
  }

  get windowLeft(): number {
    if (this.window === 0 || this.intervalBytes === 0) return Number.POSITIVE_INFINITY
    return this.window - (this.counts.lastSync - this.counts.lastAcknowledged)
  }

  // — what is read —

  get waitingBytes(): number {
    return this.reader.waitingBytes
  }

  get receivesData(): boolean {
    return this.state === 'TDE02B' || this.state === 'TDL02A'
  }

  get framing(): Framing {
    return this.reader.framing ?? 'prefixed'
  }
}
