// What both roles share: the state and its table, what was agreed, what is counted, what leaves, deadlines.
// What comes in is in arrivals.ts. The role tells what its own FPDUs mean.

import type { CompressionType } from '../data/compression.ts'
import { encodeAbort, encodeFpdu } from '../fpdu/encode.ts'
import type { FpduName } from '../fpdu/fpdu.ts'
import type { Diagnostic, Parameters } from '../parameters/parameters.ts'
import { checksumOf } from '../wire/checksum.ts'
import { EntityReader, type Framing, frame } from '../wire/framing.ts'
import { guarded, takeEntities } from './arrivals.ts'
import type { SessionCommand } from './commands.ts'
import type { SessionEvent } from './events.ts'
import { DataIntake } from './data/intake.ts'
import { ignore, nextOf } from './moves.ts'
import { Pace, usualPace } from './pace.ts'
import { PlacesOfPoints } from './data/sync-places.ts'
import type { CoreOptions, Role } from './role.ts'
import type { Session, SessionOutput } from './session.ts'
import { largestFileOf, longestArticleOf, notPossible, signOf } from './tolerance.ts'

/** Whole before the connection stands; a CONNECT fits easily. */
const entityBytesBeforeConnect = 4096
/** Of one line. */
const mostOddities = 1000
/** Of one transfer: a line that needs more is no line. */
const mostResyncs = 5
const nothing = new Uint8Array(0)
/** The longest control FPDU there is: a message of 4096 bytes with its identity. */
const longestControlBytes = 8192

export class Core implements Session {
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
  /** How often this transfer was taken back by RESYN. */
  resyncs = 0
  /** Where the sync points of this attempt stand, as far as a RESYN may name them. */
  readonly places = new PlacesOfPoints()
  /** Set when a transfer ended by IDT: only CRF and DESELECT may follow (PeSIT E §4.8, flag ab). */
  interrupted = false
  readonly counts = { dataBytes: 0, articles: 0, lastSync: 0, lastAcknowledged: 0 }
  readonly reader: EntityReader
  readonly options: CoreOptions
  role!: Role
  /** The line is of no more use. */
  over = false
  private oddities = 0
  private readonly pace: Pace
  /** FPDUs that the state took, and control FPDUs of any kind. */
  taken = 0
  controls = 0
  private readonly out: Uint8Array[] = []
  private readonly events: SessionEvent[] = []
  readonly intake = new DataIntake()

  constructor(options: CoreOptions) {
    this.options = options
    this.pace = new Pace(options.pace ?? usualPace)
    this.reader = new EntityReader({
      framing: options.framing,
      maximumEntityBytes: entityBytesBeforeConnect,
    })
  }

  attach(role: Role): void {
    this.role = role
  }

  // — moving —

  /** Sends an FPDU that the table allows now. @throws ProtocolError (local), with nothing changed. */
  send(name: FpduName, parameters: Parameters, nextIfOther?: { readonly src?: number }): void {
    const sign =
      parameters.diagnostic !== undefined && name.startsWith('ACK(')
        ? signOf(parameters.diagnostic)
        : ''
    const next = this.allowed(`snd ${name}${sign}`)
    const bytes = encodeFpdu({ name, dst: this.peerId, src: nextIfOther?.src ?? 0, parameters })
    this.state = next
    this.push(bytes)
  }

  /** The state that follows a key. @throws ProtocolError (local) when there is none. */
  allowed(key: string): string {
    const next = nextOf(this.role.table, this.state, key)
    if (next === undefined || next === ignore || this.over) {
      throw notPossible(`${key} is not possible in state ${this.state}`)
    }
    return next
  }

  push(fpdu: Uint8Array): void {
    const entity = this.crc ? Uint8Array.of(...fpdu, ...checksumOf(fpdu)) : fpdu
    this.pushEntity(entity)
  }

  /** Bytes that are no FPDU: a pre-connection or its reply. */
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

  /** A peer that does everything differently would fill our log: after so many, silence. */
  oddity(what: string): void {
    this.oddities += 1
    if (this.oddities < mostOddities) this.emit({ type: 'oddity', what })
    if (this.oddities === mostOddities)
      this.emit({ type: 'oddity', what: 'more that is odd is not told on this line' })
  }

  /** The line is of no more use; `close` follows in the output. */
  end(): void {
    this.over = true
    this.state = 'CN01'
  }

  /** ABORT from us. The peer is told the diagnostic, our log the reason. */
  abort(diagnostic: Diagnostic, reason: string): void {
    if (this.over) return
    const { connectionId, abortForm } = this.options
    this.push(encodeAbort({ dst: this.peerId, src: connectionId, diagnostic, form: abortForm }))
    this.emit({ type: 'aborted', by: 'us', diagnostic, reason })
    this.end()
  }

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

  /** CREATE or SELECT was accepted: what the file may be at most bounds what is taken. */
  newFile({ logical, physical }: Pick<Parameters, 'logical' | 'physical'>): void {
    this.intake.maximumArticleBytes = longestArticleOf(logical)
    this.intake.maximumFileBytes = largestFileOf(logical, physical)
    this.agreeOn(null)
    this.resyncs = 0
    this.resumeAt(0, 0, 0)
  }

  /** ACK(ORF) said what is compressed. */
  agreeOn(compression: CompressionType | null): void {
    this.compression = compression
    this.intake.agreeOn(compression)
  }

  resumeAt(point: number, dataBytes: number, articles: number): void {
    Object.assign(this.counts, { dataBytes, articles, lastSync: point, lastAcknowledged: point })
    this.places.startAt(point, { dataBytes, articles })
    this.intake.discard()
  }

  /** A sync point was sent or taken: its place is what was counted so far. */
  passSync(number: number): void {
    const { dataBytes, articles } = this.counts
    this.counts.lastSync = number
    this.places.pass(number, { dataBytes, articles })
    this.intake.syncPoint()
  }

  /** RESYN from us: what comes is dropped until the peer answers. */
  goBack(diagnostic: Diagnostic, restartPoint: number): void {
    if (this.tooManyResyncs()) return
    this.send('RESYN', { diagnostic, restartPoint })
    this.intake.discard()
    this.emit({ type: 'resync-sent', diagnostic, restartPoint })
  }

  /** Both sides are at a point again, whose place must be known. False: it is not, and the line is over. */
  rewindTo(point: number): boolean {
    const place = this.places.of(point)
    if (place === undefined) {
      this.abort({ type: 3, reason: 311 }, `RESYN to sync point ${point}, which is not known`)
      return false
    }
    this.resumeAt(point, place.dataBytes, place.articles)
    return true
  }

  /** Counts one more; true when the line was ended for it (3-320). */
  tooManyResyncs(): boolean {
    this.resyncs += 1
    if (this.resyncs <= mostResyncs) return false
    this.abort({ type: 3, reason: 320 }, `more than ${mostResyncs} resynchronisations`)
    return true
  }

  /** A sync point that we sent is not acknowledged yet. */
  get owesAcknowledgement(): boolean {
    return this.window > 0 && this.counts.lastAcknowledged < this.counts.lastSync
  }

  get waitingBytes(): number {
    return this.reader.waitingBytes
  }

  get receivesData(): boolean {
    return this.state === 'TDE02B' || this.state === 'TDL02A'
  }

  get framing(): Framing {
    return this.reader.framing ?? 'prefixed'
  }

  get windowLeft(): number {
    if (this.window === 0 || this.intervalBytes === 0) return Number.POSITIVE_INFINITY
    return this.window - (this.counts.lastSync - this.counts.lastAcknowledged)
  }

  // — the three ways in —

  command(command: SessionCommand, nowMs: number): SessionOutput {
    this.role.perform(command)
    return this.output(nowMs)
  }

  receive(chunk: Uint8Array, nowMs: number): SessionOutput {
    const { state, taken } = this
    let entities = 0
    const bytes = this.over ? chunk : this.role.takeFirst(chunk)
    if (!this.over) {
      guarded(this, () => {
        const whole = this.reader.push(bytes)
        entities = whole.length
        takeEntities(this, whole)
        // What stands behind them may be wrong already, and the peer may never say anything more.
        if (!this.over) takeEntities(this, this.reader.push(nothing))
      })
    }
    const why = this.over ? null : this.pace.heard(this, nowMs, entities)
    if (why !== null) this.abort({ type: 3, reason: 317 }, why)
    // Only what the state takes earns the peer more time: no byte now and then, nothing that is dropped.
    const earned = this.taken > taken || this.state !== state || this.over
    return earned ? this.output(nowMs) : this.handOver()
  }

  tick(nowMs: number): SessionOutput {
    const { deadlineMs } = this
    if (deadlineMs !== undefined && nowMs >= deadlineMs) {
      const reason = this.role.timeoutReason(this.state)
      this.abort({ type: 3, reason }, `the other side took too long (state ${this.state})`)
    }
    // Whoever is called first of all has its first deadline from here.
    return this.over || !this.pace.awaits ? this.output(nowMs) : this.handOver()
  }

  get deadlineMs(): number | undefined {
    return this.over ? undefined : this.pace.deadlineMs
  }

  /** What a call leaves behind, with a new deadline for what is awaited now. */
  output(nowMs: number): SessionOutput {
    const { state } = this
    this.pace.turn(nowMs, this.role.timeAllowedMs(state, this), state === 'CN03')
    return this.handOver()
  }

  private handOver(): SessionOutput {
    this.flushData()
    return { send: this.out.splice(0), events: this.events.splice(0), close: this.over }
  }

  flushData(): void {
    const event = this.intake.flush()
    if (event !== null) this.events.push(event)
  }
}
