// What both roles share: the state and its table, bytes to entities to FPDUs, the data phase, deadlines,
// and the way out when a peer breaks the protocol. The role tells what its own FPDUs mean.

import { decodeFpdu, decodeHeader, type Header } from '../fpdu/decode.ts'
import { encodeAbort, encodeFpdu } from '../fpdu/encode.ts'
import type { Fpdu, FpduName } from '../fpdu/fpdu.ts'
import { carriesData } from '../fpdu/table.ts'
import type { Diagnostic, Parameters } from '../parameters/parameters.ts'
import { ProtocolError } from '../protocol-error.ts'
import { EntityReader, type Framing, frame } from '../wire/framing.ts'
import type { SessionEvent } from './events.ts'
import { takeDataControl } from './data-control.ts'
import { DataIntake } from './intake.ts'
import { ignore, type MoveTable, nextOf } from './moves.ts'
import type { SessionOutput } from './session.ts'
import { keyOf, mayBeMissing, notPossible, signOf, violation } from './tolerance.ts'

export interface CoreOptions {
  readonly framing: Framing | 'detect'
  readonly connectionId: number
  readonly abortForm: 'raw' | 'parameter'
  readonly maximumEntityBytes: number
}

/** What the role adds. */
export interface Role {
  readonly table: MoveTable
  /** How long the peer may take in this state; undefined when nothing is awaited of it. */
  timeAllowedMs(state: string, core: Core): number | undefined
  /** A control FPDU that the table allows, after the state has moved. */
  received(fpdu: Fpdu, missing: readonly string[]): void
  /** An entity that is no FPDU: a pre-connection, or its reply. True when it was one. */
  receivedOther(entity: Uint8Array): boolean
  /** Answers a mandatory parameter that is missing; false: ABORT 3-318. */
  answerMissing(fpdu: Fpdu, missing: readonly string[]): boolean
  /** What the time-out of this state is called: 3-313 for an idle line, else 3-317. */
  timeoutReason(state: string): number
}

/** Whole before the connection stands; a CONNECT fits easily. */
const entityBytesBeforeConnect = 4096
/** The longest control FPDU there is: a message of 4096 bytes with its identity. */
const longestControlBytes = 8192

export class Core {
  state = 'CN01'
  peerId = 0
  window = 0
  intervalBytes = 0
  resync = false
  /** Set when a transfer ended by IDT: only CRF and DESELECT may follow (PeSIT E §4.8, flag ab). */
  interrupted = false
  readonly counts = { dataBytes: 0, articles: 0, lastSync: 0, lastAcknowledged: 0 }
  deadlineMs: number | undefined
  readonly reader: EntityReader
  private readonly options: CoreOptions
  private role!: Role
  /** The line is of no more use. */
  over = false
  private readonly out: Uint8Array[] = []
  private readonly events: SessionEvent[] = []
  readonly intake = new DataIntake()

  constructor(options: CoreOptions) {
    this.options = options
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

  push(bytes: Uint8Array): void {
    this.out.push(frame(bytes, this.reader.framing ?? 'prefixed'))
  }

  /** Entities that are framed already. */
  pushFramed(bytes: Uint8Array): void {
    this.out.push(bytes)
  }

  emit(event: SessionEvent): void {
    this.flushData()
    this.events.push(event)
  }

  oddity(what: string): void {
    this.emit({ type: 'oddity', what })
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

  newFile(maximumArticleBytes: number | undefined): void {
    this.intake.maximumArticleBytes =
      maximumArticleBytes === undefined || maximumArticleBytes === 0 ? 65_535 : maximumArticleBytes
    this.resumeAt(0, 0, 0)
  }

  resumeAt(point: number, dataBytes: number, articles: number): void {
    Object.assign(this.counts, { dataBytes, articles, lastSync: point, lastAcknowledged: point })
    this.intake.restart()
  }

  /** A sync point that we sent is not acknowledged yet. */
  get owesAcknowledgement(): boolean {
    return this.window > 0 && this.counts.lastAcknowledged < this.counts.lastSync
  }

  get windowLeft(): number {
    if (this.window === 0 || this.intervalBytes === 0) return Number.POSITIVE_INFINITY
    return this.window - (this.counts.lastSync - this.counts.lastAcknowledged)
  }

  // — the three ways in —

  receive(bytes: Uint8Array, nowMs: number): SessionOutput {
    let entities = 0
    if (!this.over) {
      this.guarded(() => {
        const whole = this.reader.push(bytes)
        entities = whole.length
        this.takeEntities(whole)
      })
    }
    // A peer that sends a byte now and then has said nothing yet: only a whole entity earns it more time.
    return entities > 0 || this.over ? this.output(nowMs) : this.handOver()
  }

  tick(nowMs: number): SessionOutput {
    // Whoever is called first of all has its first deadline from here.
    if (this.deadlineMs === undefined) return this.output(nowMs)
    if (!this.over && nowMs >= this.deadlineMs) {
      const reason = this.role.timeoutReason(this.state)
      this.abort({ type: 3, reason }, `the other side took too long (state ${this.state})`)
      this.deadlineMs = undefined
    }
    return this.handOver()
  }

  /** What a call leaves behind, with a new deadline for what is awaited now. */
  output(nowMs: number): SessionOutput {
    const allowedMs = this.over ? undefined : this.role.timeAllowedMs(this.state, this)
    this.deadlineMs = allowedMs === undefined ? undefined : nowMs + allowedMs
    return this.handOver()
  }

  private handOver(): SessionOutput {
    this.flushData()
    return { send: this.out.splice(0), events: this.events.splice(0), close: this.over }
  }

  // — what comes in —

  /** Whatever the peer's bytes do wrong ends in an ABORT, never in an exception. */
  private guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.fault !== 'remote') throw error
      this.abort(
        error.diagnostic.type === 3 ? error.diagnostic : { type: 3, reason: 311 },
        error.message,
      )
    }
  }

  private takeEntities(entities: readonly Uint8Array[]): void {
    for (const entity of entities) {
      if (this.over) return
      if (!this.role.receivedOther(entity)) this.takeEntity(entity)
    }
  }

  private takeEntity(entity: Uint8Array): void {
    for (let offset = 0; offset < entity.length && !this.over; ) {
      const header = decodeHeader(entity, offset)
      const bytes = entity.subarray(offset, offset + header.lengthBytes)
      offset += header.lengthBytes
      if (carriesData(header.name)) this.takeData(header, bytes.subarray(6))
      else this.takeControl(bytes)
    }
  }

  private takeControl(bytes: Uint8Array): void {
    const { fpdu, oddities, missing } = decodeFpdu(bytes)
    for (const what of oddities) this.oddity(what)
    if (fpdu.name === 'ABORT') return this.peerAborted(fpdu)
    this.noteStrangeId(fpdu)
    const next = nextOf(this.role.table, this.state, keyOf(fpdu))
    if (next === ignore) return
    if (next === undefined || this.forbiddenNow(fpdu.name)) throw outOfTurn(fpdu.name, this.state)
    const essential = missing.filter((what) => !mayBeMissing(fpdu, what))
    this.state = next
    if (essential.length > 0 && !this.role.answerMissing(fpdu, essential)) {
      return this.abort({ type: 3, reason: 318 }, `${fpdu.name} lacks ${essential.join(', ')}`)
    }
    if (essential.length === 0 && !takeDataControl(this, fpdu)) this.role.received(fpdu, missing)
  }

  private forbiddenNow(name: FpduName): boolean {
    if (this.interrupted && ['ORF', 'WRITE', 'READ'].includes(name)) return true
    return !this.resync && (name === 'RESYN' || name === 'ACK(RESYN)')
  }

  private noteStrangeId({ name, dst }: Fpdu): void {
    if (name !== 'CONNECT' && dst !== this.options.connectionId) {
      this.oddity(`${name} is addressed to ${dst}, we are ${this.options.connectionId}`)
    }
  }

  private peerAborted({ parameters }: Fpdu): void {
    const diagnostic = parameters.diagnostic ?? { type: 3, reason: 399 }
    this.emit({ type: 'aborted', by: 'peer', diagnostic, reason: 'the other side sent ABORT' })
    this.end()
  }

  private takeData({ name, src }: Header, body: Uint8Array): void {
    const next = nextOf(this.role.table, this.state, 'rcv DTF')
    if (next === ignore) return
    if (next === undefined) throw outOfTurn(name, this.state)
    const { dataBytes, articles, oddity } = this.intake.take(name, src, body)
    this.counts.dataBytes += dataBytes
    this.counts.articles += articles
    if (oddity !== null) this.oddity(oddity)
  }

  private flushData(): void {
    const event = this.intake.flush()
    if (event !== null) this.events.push(event)
  }
}

function outOfTurn(name: string, state: string): ProtocolError {
  return violation(`${name} is out of turn (state ${state})`)
}
