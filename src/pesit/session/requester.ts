// The side that calls: CONNECT, then CREATE or SELECT, and everything up to RELEASE (PeSIT E §4.8).

import type { Fpdu } from '../fpdu/fpdu.ts'
import type { Diagnostic, Parameters } from '../parameters/parameters.ts'
import { ProtocolError } from '../protocol-error.ts'
import { EntityReader, type Framing } from '../wire/framing.ts'
import { decodeReply, encodePreConnection } from '../wire/pre-connection.ts'
import { negotiate, selectedFile, transferAnswer, verdict } from './answer-views.ts'
import type { CreateRequest, SelectRequest, SessionCommand } from './commands.ts'
import { Core, type Role } from './core.ts'
import { performData } from './data-commands.ts'
import type { RefusedRequest } from './events.ts'
import type { RequesterOptions } from './requester-options.ts'
import { timeAllowedMs } from './requester-timers.ts'
import { requesterTable } from './requester-table.ts'
import type { Session } from './session.ts'
import { notPossible } from './tolerance.ts'

const success: Diagnostic = { type: 0, reason: 0 }

export function createRequester(options: RequesterOptions): Session {
  return new Requester(options)
}

class Requester implements Session, Role {
  readonly table = requesterTable
  private readonly options: RequesterOptions
  private readonly core: Core
  /** Reads the one reply that is no FPDU. */
  private replyReader: EntityReader | undefined
  private restarted = false
  private proposedEntityBytes = 0

  constructor(options: RequesterOptions) {
    this.options = options
    this.core = new Core(options)
    this.core.attach(this)
  }

  get state(): string {
    return this.core.state
  }
  get counts(): Session['counts'] {
    return this.core.counts
  }
  get deadlineMs(): number | undefined {
    return this.core.deadlineMs
  }
  get windowLeft(): number {
    return this.core.windowLeft
  }

  get framing(): Framing {
    return this.core.reader.framing ?? 'prefixed'
  }
  get peerId(): number {
    return this.core.peerId
  }

  resumeAt(point: number, dataBytes: number, articles: number): void {
    this.core.resumeAt(point, dataBytes, articles)
  }

  receive(bytes: Uint8Array, nowMs: number) {
    if (this.replyReader === undefined) return this.core.receive(bytes, nowMs)
    return this.core.receive(this.takeReply(bytes), nowMs)
  }

  tick(nowMs: number) {
    return this.core.tick(nowMs)
  }

  command(command: SessionCommand, nowMs: number) {
    this.perform(command)
    return this.core.output(nowMs)
  }

  // — commands —

  private perform(command: SessionCommand): void {
    const { core } = this
    switch (command.type) {
      case 'connect':
        return this.connect()
      case 'create':
        return this.create(command.request)
      case 'select':
        return this.select(command.request)
      case 'open':
        this.refuseAfterInterrupt('ORF')
        return core.send('ORF', { compression: command.compression ?? { use: false, type: 0 } })
      case 'write':
        this.refuseAfterInterrupt('WRITE')
        return core.send('WRITE', {})
      case 'read':
        this.refuseAfterInterrupt('READ')
        return core.send('READ', { restartPoint: command.restartPoint })
      case 'end-transfer':
        return core.send('TRANS.END', {
          byteCount: core.counts.dataBytes,
          articleCount: core.counts.articles,
        })
      case 'close':
        return core.send('CRF', { diagnostic: command.diagnostic ?? success })
      case 'deselect':
        return core.send('DESELECT', { diagnostic: command.diagnostic ?? success })
      case 'release':
        return core.send('RELEASE', { diagnostic: success }, { src: this.options.connectionId })
      case 'data':
      case 'sync':
      case 'end-data':
      case 'acknowledge-sync':
      case 'interrupt':
      case 'abort':
        return performData(core, command)
      default:
        throw notPossible(`${command.type} is for the side that was called`)
    }
  }

  private connect(): void {
    const { preConnection, framing } = this.options
    if (preConnection === undefined) return this.sendConnect()
    const bytes = encodePreConnection(preConnection)
    this.core.state = this.core.allowed('snd PRE-CONNECTION')
    this.core.push(bytes)
    this.replyReader = new EntityReader({ framing, maximumEntityBytes: 64, awaitsReply: true })
  }

  private sendConnect(): void {
    const { requester, server, password, accessType, sync, freeText, connectionId } = this.options
    const parameters: Parameters = {
      requester,
      server,
      version: 2,
      accessType,
      ...(password === undefined ? {} : { accessControl: password }),
      ...(sync === undefined ? {} : { sync }),
      ...(freeText === undefined ? {} : { freeText }),
    }
    this.core.send('CONNECT', parameters, { src: connectionId })
  }

  private create(request: CreateRequest): void {
    const { restarted, ...rest } = request
    this.core.send('CREATE', { ...rest, ...(restarted ? { restarted } : {}) })
    this.core.newFile(request.logical.articleBytes)
    this.restarted = restarted
    this.proposedEntityBytes = request.entityBytes
  }

  private select(request: SelectRequest): void {
    const { restarted, ...rest } = request
    this.core.send('SELECT', { ...rest, ...(restarted ? { restarted } : {}) })
    this.restarted = restarted
    this.proposedEntityBytes = request.entityBytes
  }

  private refuseAfterInterrupt(name: string): void {
    if (!this.core.interrupted) return
    throw notPossible(`${name} is not possible after an interruption`)
  }

  // — the role —

  timeAllowedMs(state: string, core: Core): number | undefined {
    return timeAllowedMs(state, this.options.timers, core.owesAcknowledgement)
  }

  timeoutReason = (): number => 317
  answerMissing = (): boolean => false
  receivedOther = (): boolean => false

  /** The reply to the pre-connection; what follows it in the same bytes goes on. */
  private takeReply(bytes: Uint8Array): Uint8Array {
    const prefixBytes = this.options.framing === 'prefixed' ? 2 : 0
    const entities = this.pushReply(bytes)
    if (entities === null) return new Uint8Array(0)
    const [reply] = entities
    if (reply === undefined) return new Uint8Array(0)
    this.replyReader = undefined
    this.judgeReply(reply)
    return bytes.subarray(Math.min(bytes.length, reply.length + prefixBytes))
  }

  private pushReply(bytes: Uint8Array): readonly Uint8Array[] | null {
    try {
      return (
        this.replyReader?.push(bytes.subarray(0, this.options.framing === 'prefixed' ? 6 : 4)) ??
        null
      )
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.core.abort(error.diagnostic, `the reply to the pre-connection: ${error.message}`)
      return null
    }
  }

  private judgeReply(reply: Uint8Array): void {
    const meaning = decodeReply(reply)
    if (meaning === 'acknowledged') return this.sendConnect()
    const text =
      meaning === 'refused'
        ? 'the pre-connection was refused (NAK0)'
        : 'the pre-connection got an answer that is none'
    this.core.emit({
      type: 'refused',
      request: 'connect',
      diagnostic: { type: 3, reason: 304 },
      text,
    })
    this.core.end()
  }

  received(fpdu: Fpdu): void {
    const { name, parameters, src } = fpdu
    switch (name) {
      case 'ACONNECT':
        return this.accepted(parameters, src)
      case 'RCONNECT':
        this.refused('connect', parameters)
        return this.core.end()
      case 'ACK(CREATE)':
        return this.answered('create', parameters, () => this.created(parameters))
      case 'ACK(SELECT)':
        return this.answered('select', parameters, () => this.selected(parameters))
      case 'ACK(ORF)':
        return this.answered('open', parameters, () => this.core.emit({ type: 'opened' }))
      case 'ACK(WRITE)':
        return this.answered('write', parameters, () => this.writeAccepted(parameters))
      case 'ACK(READ)':
        return this.answered('read', parameters, () => this.core.emit({ type: 'read-accepted' }))
      case 'ACK(TRANS.END)':
        return this.core.emit({ type: 'transfer-answered', ...transferAnswer(parameters) })
      case 'ACK(CRF)':
        return this.core.emit({ type: 'closed', ...verdict(parameters) })
      case 'ACK(DESELECT)':
        this.core.interrupted = false
        return this.core.emit({ type: 'deselected', ...verdict(parameters) })
      case 'RELCONF':
        this.core.emit({ type: 'released' })
        return this.core.end()
      default:
        return
    }
  }

  private accepted(parameters: Parameters, src: number): void {
    const negotiated = negotiate(this.options.sync, parameters, src)
    const { intervalBytes, window } = negotiated
    this.core.connected({ peerId: src, intervalKb: intervalBytes / 1024, window, resync: false })
    this.core.emit({ type: 'connected', negotiated })
  }

  private answered(request: RefusedRequest, parameters: Parameters, go: () => void): void {
    const { diagnostic } = parameters
    if (diagnostic !== undefined && diagnostic.type !== 0) return this.refused(request, parameters)
    go()
  }

  private refused(
    request: RefusedRequest,
    { diagnostic, freeText, diagnosticText }: Parameters,
  ): void {
    const text = freeText ?? diagnosticText
    this.core.emit({
      type: 'refused',
      request,
      diagnostic: diagnostic ?? { type: 3, reason: 399 },
      ...(text === undefined ? {} : { text }),
    })
  }

  private created({ entityBytes, transferNumber, freeText }: Parameters): void {
    this.core.emit({
      type: 'created',
      entityBytes: Math.min(this.proposedEntityBytes, entityBytes ?? this.proposedEntityBytes),
      ...(transferNumber === undefined ? {} : { peerTransferNumber: transferNumber }),
      ...(freeText === undefined ? {} : { text: freeText }),
    })
  }

  private selected(parameters: Parameters): void {
    this.core.newFile(parameters.logical?.articleBytes)
    this.core.emit({
      type: 'selected',
      selected: selectedFile(parameters, this.proposedEntityBytes),
    })
  }

  private writeAccepted({ restartPoint }: Parameters): void {
    // Absent, it is 0 for a new transfer; on a restart nobody can know what is meant.
    if (restartPoint === undefined && this.restarted) {
      return this.core.abort({ type: 3, reason: 318 }, 'ACK(WRITE) of a restart lacks PI 18')
    }
    this.core.emit({ type: 'write-accepted', restartPoint: restartPoint ?? 0 })
  }
}
